import { isDeepStrictEqual } from 'node:util'
import {
  foldConversation,
  foldCustomer,
  foldTask,
  isActive,
  nextDeadline,
  type Policy,
  type Snapshot,
  type Store,
  type StoredEvent,
  snapshotQuery,
  status,
  taskDeadline,
} from '../../src/index.ts'
import type { Rows, StoredRow } from './streams.ts'

/** A customer and those he absorbed, each with his own stream; whoever was merged away comes before whom he was merged into. */
export type Family = readonly { readonly id: string; readonly stream: readonly StoredEvent[] }[]

/** What was wrong with one customer. */
export interface Misfits {
  /** One text for each state that is not what its events add up to. */
  readonly mismatches: readonly string[]
  readonly hasTwoActive: boolean
}

const absorbedIn = (stream: readonly StoredEvent[]): readonly string[] =>
  stream.flatMap(({ type, data }) =>
    type === 'customer.absorbed' ? [(data as { readonly customer: string }).customer] : [],
  )

/** Reads the streams of a survivor and of all who were merged into him, chains followed (CU-8). */
export const familyOf = async (rows: Rows, id: string): Promise<Family> => {
  const stream = await rows.stream(id)
  const before: Family[] = []
  for (const absorbed of absorbedIn(stream)) before.push(await familyOf(rows, absorbed))
  return [...before.flat(), { id, stream }]
}

const grouped = (events: readonly StoredEvent[], of: 'conversation' | 'task'): Map<string, StoredEvent[]> => {
  const groups = new Map<string, StoredEvent[]>()
  for (const event of events) {
    const id = event[of]
    if (id === null) continue
    const group = groups.get(id)
    if (group === undefined) groups.set(id, [event])
    else group.push(event)
  }
  return groups
}

const differs = (what: string, stored: unknown, folded: unknown): readonly string[] =>
  isDeepStrictEqual(stored, folded)
    ? []
    : [`${what}: stored ${JSON.stringify(stored)}, its events add up to ${JSON.stringify(folded)}`]

/** Compares each stored row with its fold; a row without events and events without a row are misfits too. */
const compare = <T>(
  what: string,
  stored: readonly StoredRow[],
  groups: ReadonlyMap<string, readonly StoredEvent[]>,
  fold: (events: readonly StoredEvent[]) => T | null,
  columns: (state: T) => Pick<StoredRow, 'status' | 'dueAt'>,
): { readonly mismatches: readonly string[]; readonly folded: readonly T[] } => {
  const rows = new Map(stored.map((row) => [row.id, row]))
  const folded: T[] = []
  const mismatches = [...new Set([...rows.keys(), ...groups.keys()])].flatMap((id) => {
    const [row, state] = [rows.get(id), fold(groups.get(id) ?? [])]
    if (state !== null) folded.push(state)
    const found = row === undefined ? null : JSON.parse(row.state)
    const misfit = differs(`${what} ${id}`, found, state)
    if (misfit.length > 0 || row === undefined || state === null) return misfit
    return differs(`columns of ${what} ${id}`, { status: row.status, dueAt: row.dueAt }, columns(state))
  })
  return { mismatches, folded }
}

/** What the store finds of a survivor, by his own id and by one that was merged away. */
const lookup = async (
  store: Store,
  id: string,
  family: Family,
  expected: Pick<Snapshot, 'head' | 'active' | 'customer'>,
): Promise<readonly string[]> => {
  const names = [...new Set([id, family[0]?.id ?? id])]
  try {
    const found = await store.load(names.map((customer) => snapshotQuery({ customer })))
    return found.flatMap(({ head, active, customer }, at) =>
      differs(`what is found of ${names[at]}`, { head, active, customer }, expected),
    )
  } catch (error) {
    return [`nothing is found of ${id}: ${error instanceof Error ? error.message : String(error)}`]
  }
}

/**
 * Whether everything that is stored of a survivor is the fold of the events (E-1), by rows and columns (S-4, D-5) and as
 * the store finds it; and whether he has two active conversations by any of these (O-1).
 */
export const misfitsOf = async (
  rows: Rows,
  store: Store,
  policy: Policy,
  id: string,
  family: Family,
): Promise<Misfits> => {
  const events = family.flatMap(({ stream }) => stream)
  const stored = await rows.conversations(id)
  const conversations = compare(
    'conversation',
    stored,
    grouped(events, 'conversation'),
    (own) => foldConversation(own),
    (state) => ({ status: status(state), dueAt: nextDeadline(state, policy) }),
  )
  const tasks = compare(
    'task',
    await rows.tasks(id),
    grouped(events, 'task'),
    (own) => foldTask(own),
    (state) => ({ status: null, dueAt: taskDeadline(state, policy)?.at ?? null }),
  )
  const customers: string[] = []
  for (const one of family) {
    const state = await rows.customer(one.id)
    customers.push(
      ...differs(`customer ${one.id}`, state === null ? null : JSON.parse(state), foldCustomer(one.stream)),
    )
  }
  const active = conversations.folded.filter(isActive)
  const own = family.at(-1)?.stream ?? []
  const lookups = await lookup(store, id, family, {
    head: own.at(-1)?.seq ?? 0,
    active: active[0] ?? null,
    customer: foldCustomer(own),
  })
  return {
    mismatches: [...conversations.mismatches, ...tasks.mismatches, ...customers, ...lookups],
    hasTwoActive:
      active.length > 1 || stored.filter(({ state }) => JSON.parse(state).closed === null).length > 1,
  }
}
