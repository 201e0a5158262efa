import { type CaseOutcome, conformance, type StoreHarness } from '../../src/contract/index.ts'
import {
  createDesk,
  createTopic,
  type Desk,
  type DeskOptions,
  definePolicy,
  disableTopic,
  enableTopic,
  type Inbound,
  moveTopic,
  type Policy,
  type PolicyInput,
  renameTopic,
  type Store,
  type StoredEvent,
  type TopicCatalogue,
} from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { foldMetrics, summarise } from '../../src/metrics/index.ts'
import { readLog, replayLog, timelineText } from '../../src/replay/index.ts'
import { replayInSession } from '../../src/replay/replay.ts'
import { openSession } from '../../src/replay/session.ts'

/** All that the golden scripts use of the library, in one place: what answers are made of is read here alone. */
export type { Desk, DeskOptions, Inbound, Policy, PolicyInput, Store, StoredEvent, TopicCatalogue }
export {
  createDesk,
  createTopic,
  definePolicy,
  disableTopic,
  enableTopic,
  memoryStore,
  moveTopic,
  readLog,
  renameTopic,
  replayLog,
  timelineText,
}

/** A contact that a command can name. */
interface OpenContact {
  readonly id: string
  readonly channel: string
  readonly session: string | null
}

/** How things stand with a customer, in words of these scripts. */
export interface View {
  readonly customer: string
  readonly addresses: readonly string[]
  readonly blocked: boolean
  readonly version: number
  readonly active: string | null
  readonly agent: string | null
  readonly open: readonly OpenContact[]
  /** Contacts that wait for a reply. */
  readonly owed: readonly string[]
  readonly topics: readonly string[]
  readonly isSnoozed: boolean
  readonly wasSeparated: boolean
  readonly closed: readonly string[]
  /** When windows end in which a closed one can be continued. */
  readonly ends: readonly number[]
}

/** What `current` answered, as a view; null for a customer who is not known. */
export const viewOf = (answer: Awaited<ReturnType<Desk['current']>>): View | null => {
  if (!answer.ok) return null
  const { customer, conversation: c, version, reopenable } = answer
  return {
    customer: customer.id,
    addresses: customer.addresses.map(({ key }) => key),
    blocked: customer.blocked,
    version,
    active: c === null || c.closed !== null ? null : c.id,
    agent: c?.agent ?? null,
    open: (c?.contacts ?? []).map(({ id, channel, session }) => ({ id, channel, session })),
    owed: (c?.pendingReplies ?? []).map(({ contact }) => contact),
    topics: c?.topics ?? [],
    isSnoozed: c?.snooze != null,
    wasSeparated: c?.separatedFrom != null,
    closed: reopenable.map(({ conversation }) => conversation.id),
    ends: reopenable
      .flatMap(({ until, untilSameTopic, untilOtherTopic }) => [until, untilSameTopic, untilOtherTopic])
      .filter((end) => typeof end === 'number'),
  }
}

/** What an answer names that later commands can be about. */
export interface Learnt {
  readonly ok: boolean
  readonly customer: string | null
  readonly task: { readonly customer: string; readonly id: string; readonly isClosed: boolean } | null
  /** Events that somebody said something in. */
  readonly said: readonly { readonly customer: string; readonly id: string }[]
  readonly next: string | null
  /** The code of a refusal. */
  readonly refusal: string | null
}

/** Everything that any method answers, loosely. */
type Loose = {
  readonly ok: boolean
  readonly customer?: string | { readonly id: string } | null
  readonly task?: { readonly customer: string; readonly id: string; readonly closed: unknown } | null
  readonly events?: readonly StoredEvent[]
  readonly next?: string | null
  readonly error?: { readonly code: string }
}

export const learn = (given: unknown): Learnt => {
  const { ok, customer = null, task = null, events = [], next = null, error } = given as Loose
  return {
    ok,
    customer: typeof customer === 'string' ? customer : (customer?.id ?? null),
    task: task === null ? null : { customer: task.customer, id: task.id, isClosed: task.closed !== null },
    said: events
      .filter(({ content }) => content !== null)
      .map(({ customer: whose, id }) => ({ customer: whose, id })),
    next,
    refusal: error?.code ?? null,
  }
}

/** All pages of a port, as one list. */
const pages = async <T>(
  read: (after: string | null) => Promise<{ readonly items: readonly T[]; readonly next: string | null }>,
): Promise<readonly T[]> => {
  const all: T[] = []
  let after: string | null = null
  for (;;) {
    const { items, next } = await read(after)
    all.push(...items)
    if (next === null || items.length === 0) return all
    after = next
  }
}

export const eventsOf = (store: Store): Promise<readonly StoredEvent[]> =>
  pages((after) => store.events({ after, limit: 1_000 }))

/** A row of the store, what it is about, and which event it is the fold of first. */
export interface Row {
  readonly id: string
  readonly row: unknown
}

export const conversationRows = async (store: Pick<Store, 'conversations'>): Promise<readonly Row[]> =>
  (await pages((after) => store.conversations({ after, limit: 1_000 }))).map((row) => ({
    id: row.conversation.id,
    row,
  }))

export const taskRows = async (store: Pick<Store, 'tasks'>): Promise<readonly Row[]> =>
  (await pages((after) => store.tasks({ after, limit: 1_000 }))).map((row) => ({ id: row.task.id, row }))

/** What is due by an instant, and when. */
export const dueRows = async (
  store: Pick<Store, 'due'>,
  by: number,
): Promise<readonly { readonly at: number; readonly row: unknown }[]> =>
  (await pages((after) => store.due({ by, after, limit: 1_000 }))).map((row) => ({ at: row.dueAt, row }))

/** Whose stream an event stands in, what it is, and what it is about. */
export const headOf = ({ customer, type, conversation, task }: StoredEvent) => ({
  customer,
  type,
  conversation,
  task,
})

export const timelineOf = async (desk: Desk, customer: string): Promise<readonly unknown[]> => {
  const answer = await desk.timeline({ customer, limit: 10_000 })
  return answer.ok ? answer.items : [answer]
}

export const metricsOf = (events: readonly StoredEvent[]) => {
  const metrics = foldMetrics(events)
  return { metrics, summary: summarise(metrics) }
}

/** Replays a log in memory; every line is told with its answer, what it wrote apart from the rest. */
export const replayed = async (
  lines: Parameters<typeof replayLog>[0],
  policy: Partial<PolicyInput>,
  tell: (
    line: { readonly type: string; readonly customer: string },
    answer: unknown,
    events: readonly StoredEvent[],
  ) => void,
) => {
  const options = { policy }
  const session = openSession(options)
  const report = await replayInSession(session, lines, options, ({ type, customer }, answer) => {
    if (!answer.ok) return tell({ type, customer }, answer, [])
    const { events, ...rest } = answer
    tell({ type, customer }, { ...rest, events: events.map(({ id }) => id) }, events)
  })
  const { desk } = session
  const rows = await pages(async (after) => {
    const page = await desk.conversations({ after, limit: 10_000 })
    return page.ok ? page : { items: [], next: null }
  })
  return {
    desk,
    report,
    rows: rows.map((row) => ({ id: row.conversation.id, customer: row.conversation.customer, row })),
  }
}

/** A call of the store, and which of the stores that its case opened it was. */
interface Call {
  readonly store: number
  readonly port: string
  readonly given: unknown
  readonly answer: unknown
}

/** Proves the memory store, and tells of every case: what became of it, and the calls that it made. */
export const proveMemory = async (
  tell: (id: string, outcome: unknown, calls: readonly Call[]) => void,
): Promise<void> => {
  let stores = 0
  let calls: Call[] = []
  const told = (store: Store): Store => {
    const n = ++stores
    return new Proxy(store, {
      get: (target, name) => {
        const port: unknown = Reflect.get(target, name)
        if (typeof port !== 'function') return port
        return async (...given: readonly unknown[]) => {
          const answer: unknown = await Reflect.apply(port, target, given)
          calls.push({ store: n, port: String(name), given, answer })
          return answer
        }
      },
    })
  }
  const harness: StoreHarness = {
    name: 'throughline/memory',
    capabilities: ['timeline', 'list', 'tasks', 'due', 'events', 'siblings', 'tenants', 'exact_conflicts'],
    waived: { durable: 'it forgets everything when its process ends' },
    open: async () => {
      const store = told(memoryStore())
      return { store, sibling: async () => store, tenant: async () => told(memoryStore()) }
    },
  }
  const onOutcome = (outcome: CaseOutcome): void => {
    const { id, rule, result, ...rest } = outcome
    tell(id, { case: id, rule, result, ...rest }, calls)
    stores = 0
    calls = []
  }
  await conformance(harness, { onOutcome })
}
