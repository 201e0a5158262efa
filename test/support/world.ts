import {
  type ChangeSet,
  type CommandResult,
  type Conversation,
  commandIdOf,
  createDesk,
  type Desk,
  type DeskOptions,
  definePolicy,
  foldConversation,
  foldCustomer,
  type Inbound,
  type Instant,
  nextDeadline,
  type Policy,
  type PolicyInput,
  type ReceiveResult,
  type SendInput,
  type Store,
  type StoredEvent,
  status,
  type TopicCatalogue,
} from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { snapshotQuery } from '../../src/store/ports.ts'
import { caseCountFor } from './cases.ts'

export const second = 1_000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** Monday, 5 January 2026, nine in the morning: when every world begins. */
export const monday: Instant = Date.UTC(2026, 0, 5, 9)

/** How many cases a law tries that is slower or faster than most; `FC_RUNS` overrules it. */
export const lawRuns = (usual: number): { readonly numRuns: number } => ({ numRuns: caseCountFor(usual) })

const topic = (id: string, parent: string | null = null, disabled = false) => ({
  id,
  name: id,
  parent,
  disabled,
})

/** Orders > (vase, refund), billing, and the disabled past. */
const topics: TopicCatalogue = {
  schema: 1,
  topics: [topic('orders'), topic('vase', 'orders'), topic('refund', 'orders'), topic('billing')].concat(
    topic('past', null, true),
  ),
}

/** Nothing that a store gave or was given may be written to again. */
const freezeDeep = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(Object.freeze(value))) freezeDeep(part)
  return value
}

export interface StoreCalls {
  loads: number
  commits: number
  /** Commits that were refused. */
  conflicts: number
}

/** A store that counts the trips to it, and freezes all that passes. */
export const countingStore = (store: Store): Store & { readonly trips: StoreCalls } => {
  const trips = { loads: 0, commits: 0, conflicts: 0 }
  return {
    ...store,
    trips,
    load: async (queries) => {
      trips.loads++
      return freezeDeep(await store.load(queries))
    },
    commit: async (changes) => {
      trips.commits++
      const committed = await store.commit(freezeDeep(changes))
      if (!committed.ok) trips.conflicts++
      return committed
    },
  }
}

/** A policy with `support` for its inbox where nothing else is said. */
export const policyOf = (input: Partial<PolicyInput> = {}): Policy =>
  definePolicy({ inbox: 'support', ...input })

export interface DeskWorldOptions extends Partial<Omit<DeskOptions, 'policy'>> {
  readonly policy?: Partial<PolicyInput> | undefined
}

/** A desk whose time only moves by hand, on a store that counts. */
export interface DeskWorld {
  readonly desk: Desk
  readonly store: ReturnType<typeof countingStore>
  readonly now: () => Instant
  readonly policy: () => Policy
  /** Lets time pass, or winds it back. */
  readonly advance: (milliseconds: number) => Instant
  /** From now on this policy holds. */
  readonly setPolicy: (policy: Partial<PolicyInput>) => void
  /** One more desk, as another server would have it, on the same store and clock. */
  readonly anotherDesk: (options?: Partial<DeskOptions>) => Desk
  /** Every event so far in the order of the commits. */
  readonly events: (customer?: string) => Promise<readonly StoredEvent[]>
  /** Ada's mail of that text, or whatever else is said of it. */
  readonly customerWrites: (text: string, more?: Partial<Inbound>) => Promise<ReceiveResult>
  /** Sam's mail to Ada, who is registered if she is not known. */
  readonly agentWrites: (text: string, more?: Partial<SendInput>) => Promise<CommandResult>
  /** Sam closes Ada's conversation, whatever she waits for, having seen everything. */
  readonly agentCloses: (customer?: string) => Promise<CommandResult>
}

/** The answer, which must be yes. */
export const expectOk = async <A extends { readonly ok: boolean }>(
  answer: PromiseLike<A> | A,
): Promise<Extract<A, { ok: true }>> => {
  const given = await answer
  if (!given.ok) throw new Error(`refused: ${JSON.stringify(given)}`)
  return given as Extract<A, { ok: true }>
}

/** The refusal, which must be one. */
export const expectRefusal = async <A extends { readonly ok: boolean }>(
  answer: A | Promise<A>,
): Promise<Extract<A, { ok: false }> extends { readonly error: infer E } ? E : never> => {
  const given = await answer
  if (given.ok) throw new Error(`not refused: ${JSON.stringify(given)}`)
  return (given as never as { readonly error: never }).error
}

/** An inbound mail of Ada, known by her address alone; its id follows from its text. */
export const inboundMail = (text: string, more: Partial<Inbound> = {}): Inbound => ({
  channel: 'email',
  from: 'ada@example.com',
  id: `<${text}@mail>`,
  text,
  ...more,
})

/** All pages of a port, as one list. */
export const readAllPages = async <T>(
  read: (after: string | null) => Promise<{ readonly items: readonly T[]; readonly next: string | null }>,
): Promise<readonly T[]> => {
  const all: T[] = []
  let after: string | null = null
  for (let n = 0; n < 10_000; n++) {
    const { items, next } = await read(after)
    all.push(...items)
    if (next === null || items.length === 0) return all
    after = next
  }
  throw new Error('there is no end to these pages')
}

export const createWorld = ({ policy, store: given, ...options }: DeskWorldOptions = {}): DeskWorld => {
  const store = countingStore((given as Store | undefined) ?? memoryStore())
  let time = monday
  let present = policyOf(policy)
  let ids = 0
  const settings: DeskOptions = {
    store,
    policy: () => present,
    topics,
    clock: () => time,
    newId: () => `command-${ids++}`,
    wait: () => Promise.resolve(),
    random: () => 0.5,
    ...options,
  }
  const desk = createDesk({ ...settings, store })
  return {
    desk,
    store,
    now: () => time,
    policy: () => present,
    advance: (milliseconds) => {
      time += milliseconds
      return time
    },
    setPolicy: (input) => {
      present = policyOf(input)
    },
    anotherDesk: (more) => createDesk({ ...settings, store, ...more }),
    events: async (customer) => {
      const all = await readAllPages((after) => store.events({ after, limit: 500 }))
      return all.filter((event) => customer === undefined || event.customer === customer)
    },
    customerWrites: (text, more) => expectOk(desk.receive(inboundMail(text, { customer: 'ada', ...more }))),
    agentWrites: async (text, more) => {
      const message = { customer: 'ada', agent: 'sam', channel: 'email', text, ...more }
      const sent = await desk.send(message)
      if (sent.ok || sent.error.code !== 'customer.unknown') return expectOk(sent)
      const { customer } = message
      const addresses = [{ channel: 'email', address: `${customer}@example.com` }]
      await expectOk(desk.register({ customer, addresses }))
      return expectOk(desk.send(message))
    },
    agentCloses: async (customer = 'ada') => {
      const { version } = await expectOk(desk.current(customer))
      return expectOk(desk.close({ customer, agent: 'sam', version, force: true }))
    },
  }
}

/** The change set of Ada's first mail. */
export const firstChangeSet = async (): Promise<ChangeSet> => {
  const written: ChangeSet[] = []
  const store = memoryStore()
  const commit: Store['commit'] = (changes) => {
    written.push(changes)
    return store.commit(changes)
  }
  await createWorld({ store: { ...store, commit } }).customerWrites('one')
  const [first] = written
  if (first === undefined) throw new Error('nothing was written')
  return first
}

/** A desk that finds, decides, and is overtaken before its first commit. */
export const deskOvertakenBy = (
  { anotherDesk, store }: DeskWorld,
  meanwhile: () => Promise<unknown>,
): Desk => {
  let first = true
  const commit: Store['commit'] = async (changes) => {
    if (first) {
      first = false
      await meanwhile()
    }
    return store.commit(changes)
  }
  return anotherDesk({ store: { ...store, commit } })
}

/** The types of events, in their order. */
export const eventTypesOf = (events: readonly StoredEvent[]): readonly string[] =>
  events.map(({ type }) => type)

/** The events of one type. */
export const eventsOfType = (events: readonly StoredEvent[], type: string): readonly StoredEvent[] =>
  events.filter((event) => event.type === type)

/** What an event says, which must be there. */
export const eventDataOf = (event: StoredEvent | undefined): { readonly [field: string]: unknown } => {
  if (event === undefined) throw new Error('there is no such event')
  return event.data as { readonly [field: string]: unknown }
}

/** The conversation, which must be there. */
export const requireConversation = (conversation: Conversation | null | undefined): Conversation => {
  if (conversation === null || conversation === undefined) throw new Error('there is no conversation')
  return conversation
}

const groupBy = <T>(
  items: readonly T[],
  keyOf: (item: T) => string | null,
): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}

/** What a customer's stream must be: places from 1 without gaps, every command once and whole (O-7, E-1). */
const streamFaults = (events: readonly StoredEvent[]): readonly string[] => {
  const faults: string[] = []
  for (const [at, { id, seq }] of events.entries())
    if (seq !== at + 1) faults.push(`${id} has place ${seq}, not ${at + 1}`)
  for (const [command, made] of groupBy(events, ({ id }) => commandIdOf(id)))
    for (const [n, { id }] of made.entries())
      if (id !== `${command}.${n}`) faults.push(`${id} is event ${n} of its command`)
  return faults
}

/**
 * What is wrong with a store, whatever was done with it: more than one active conversation, gaps in a sequence, a state
 * or a column that is not the fold of the events (E-1, O-1, O-7, S-1, S-4).
 */
export const findStoreFaults = async (
  { store, events }: Pick<DeskWorld, 'store' | 'events'>,
  policy = policyOf(),
) => {
  const faults: string[] = []
  const all = await events()
  const rows = await readAllPages((after) => store.conversations({ after, limit: 100 }))
  const same = (what: string, stored: unknown, folded: unknown): void => {
    if (JSON.stringify(stored) !== JSON.stringify(folded))
      faults.push(`${what}: stored ${JSON.stringify(stored)}, folded ${JSON.stringify(folded)}`)
  }
  for (const [customer, stream] of groupBy(all, (event) => event.customer)) {
    faults.push(...streamFaults(stream))
    const [found] = await store.load([snapshotQuery({ customer })])
    const folded = foldCustomer(stream)
    if (folded?.mergedInto != null) {
      const survivor = found?.customer
      if (survivor?.absorbed.includes(customer) !== true) faults.push(`${customer} leads to ${survivor?.id}`)
      continue
    }
    same(`customer ${customer}`, found?.customer, folded)
    same(`head of ${customer}`, found?.head, stream.length)
    const active = rows.filter((row) => row.conversation.customer === customer && row.status !== 'closed')
    if (active.length > 1) faults.push(`${customer} has ${active.length} active conversations`)
  }
  const started = groupBy(all, (event) => event.conversation)
  same('conversations', rows.map((row) => row.conversation.id).sort(), [...started.keys()].sort())
  for (const { conversation, status: column, dueAt } of rows) {
    const folded = foldConversation(started.get(conversation.id) ?? [])
    if (folded === null) continue
    same(`conversation ${folded.id}`, conversation, folded)
    same(`status of ${folded.id}`, column, status(folded))
    same(`due time of ${folded.id}`, dueAt, nextDeadline(folded, policy))
  }
  return faults
}
