import type { OpenedStore, StoreHarness } from '../../../src/contract/index.ts'
import {
  type ChangeSet,
  type CommitResult,
  type Snapshot,
  type Store,
  type StoredEvent,
  snapshotQuery,
} from '../../../src/index.ts'
import { memoryStore } from '../../../src/memory/index.ts'
import { allCapabilities } from '../all-capabilities.ts'

/** A store that breaks a promise on purpose, and the cases that must say so. */
export interface Broken {
  readonly name: string
  /** Exactly these cases fail on it. */
  readonly kills: readonly string[]
  readonly harness: StoreHarness
}

const openedOn = (make: () => Store): OpenedStore => {
  const store = make()
  return { store, sibling: async () => store, reopen: async () => store, tenant: async () => make() }
}

/** The model that broken stores are made of: it keeps every promise, and is its own sibling and its own restart. */
export const model: StoreHarness = {
  name: 'model',
  capabilities: allCapabilities,
  open: async () => openedOn(memoryStore),
}

/** A store in memory that does some things otherwise. */
export const broken = (
  name: string,
  kills: readonly string[],
  otherwise: (store: Store) => Partial<Store>,
): Broken => {
  const make = (): Store => {
    const store = memoryStore()
    return { ...store, ...otherwise(store) }
  }
  return { name, kills, harness: { name, capabilities: allCapabilities, open: async () => openedOn(make) } }
}

/** A store that is right by itself and is opened wrongly. */
export const opened = (
  name: string,
  kills: readonly string[],
  otherwise: (store: Store) => Partial<OpenedStore>,
): Broken => {
  const open = async (): Promise<OpenedStore> => {
    const all = openedOn(memoryStore)
    return { ...all, ...otherwise(all.store as Store) }
  }
  return { name, kills, harness: { name, capabilities: allCapabilities, open } }
}

type Query = Parameters<Store['load']>[0][number]

/** Finds something else than what is there. */
export const finding =
  (change: (found: Snapshot, query: Query, store: Store) => Snapshot | Promise<Snapshot>) =>
  (store: Store): Partial<Store> => ({
    load: async (queries) => {
      const found = await store.load(queries)
      return Promise.all(found.map((situation, n) => change(situation, queries[n] as Query, store)))
    },
  })

/** Asks for something else than was asked. */
export const asking =
  (change: (query: Query) => Query) =>
  (store: Store): Partial<Store> => ({ load: (queries) => store.load(queries.map(change)) })

/** Writes something else than what was given. */
export const writing =
  (change: (changes: ChangeSet, store: Store) => ChangeSet | Promise<ChangeSet>) =>
  (store: Store): Partial<Store> => ({
    commit: async (changes) => store.commit(await change(changes, store)),
  })

/** Does something where a commit is refused. */
export const refusing =
  (
    kind: string,
    instead: (
      changes: ChangeSet,
      store: Store,
      refused: CommitResult,
    ) => CommitResult | Promise<CommitResult>,
  ) =>
  (store: Store): Partial<Store> => ({
    commit: async (changes) => {
      const committed = await store.commit(changes)
      return !committed.ok && committed.conflict.kind === kind
        ? instead(changes, store, committed)
        : committed
    },
  })

/** Time for others to come in between. */
export const gap = async (): Promise<void> => {
  for (let n = 0; n < 8; n++) await Promise.resolve()
}

/** The change set as if it had been decided on what is there now. */
export const renumbered = async (changes: ChangeSet, store: Store): Promise<ChangeSet> => {
  const found = await store.load(changes.expected.map(({ customer }) => snapshotQuery({ customer })))
  const heads = new Map(changes.expected.map(({ customer }, n) => [customer, found[n]?.head ?? 0]))
  const expected = changes.expected.map(({ customer }) => ({ customer, head: heads.get(customer) ?? 0 }))
  const next = new Map(heads)
  const events = changes.events.map((event) => {
    const seq = (next.get(event.customer) ?? 0) + 1
    next.set(event.customer, seq)
    return { ...event, seq }
  })
  return { ...changes, expected, events }
}

/** What was given to a store, whatever became of it. */
export const remembering = (store: Store) => {
  const sets: ChangeSet[] = []
  const originals = new Map<string, StoredEvent>()
  const keyOf = ({ customer, id }: StoredEvent): string => JSON.stringify([customer, id])
  const commit: Store['commit'] = async (changes) => {
    const committed = await store.commit(changes)
    if (!committed.ok) return committed
    sets.push(changes)
    for (const event of changes.events) originals.set(keyOf(event), event)
    return committed
  }
  return {
    sets,
    commit,
    originalOf: (event: StoredEvent): StoredEvent => originals.get(keyOf(event)) ?? event,
  }
}

/** A list in pages, whose cursor is the text of the last item. */
export const paged = <T>(items: readonly T[], after: string | null, limit: number) => {
  const texts = items.map((item) => JSON.stringify(item))
  const at = after === null ? 0 : texts.indexOf(after) + 1
  if (after !== null && at === 0) return { items: [], next: null, invalid: true } as const
  const end = at + limit
  return { items: items.slice(at, end), next: end < items.length ? (texts[end - 1] ?? null) : null }
}

/** A list in pages, whose cursor is nothing but a number: items of the same number may fall between two pages. */
export const pagedBy = <T>(
  items: readonly T[],
  numberOf: (item: T) => number,
  after: string | null,
  limit: number,
) => {
  if (after !== null && !/^\d+$/.test(after)) return { items: [], next: null, invalid: true } as const
  const rest = items.filter((item) => after === null || numberOf(item) > Number(after))
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return { items: page, next: rest.length > limit && last !== undefined ? String(numberOf(last)) : null }
}

/** The value with other texts, numbers and objects in it. */
export const rewritten = <T>(value: T, change: (part: unknown) => unknown): T => {
  const next = change(value)
  if (typeof next !== 'object' || next === null) return next as T
  if (Array.isArray(next)) return next.map((part) => rewritten(part, change)) as T
  const copy = {}
  for (const [key, part] of Object.entries(next))
    Object.defineProperty(copy, key, {
      value: rewritten(part, change),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  return copy as T
}
