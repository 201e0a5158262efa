/**
 * A host's own repository: two functions over tables with unique keys. The tables are Maps of JSON texts here; each comment
 * says what the table would be in SQL. That is enough for every command of a desk.
 */
import type {
  ChangeSet,
  CommitConflict,
  Conversation,
  Customer,
  Repository,
  Snapshot,
  SnapshotQuery,
  StoredEvent,
} from 'throughline'

const read = <T>(text: string | undefined): T | null => (text === undefined ? null : (JSON.parse(text) as T))

/** Two parts of a key are never run together: 'a/b' and 'c' are not 'a' and 'b/c'. */
const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts)

const lastClosedFirst = (a: Conversation, b: Conversation): number =>
  (b.closed?.at ?? 0) - (a.closed?.at ?? 0)

const refsOf = (event: StoredEvent): readonly string[] =>
  (event.data as { readonly refs?: readonly string[] }).refs ?? []

export const ownRepository = (): Repository => {
  /** customer (id primary key, body text) */
  const customers = new Map<string, string>()
  /** conversation (customer, id, body text, status, due_at), primary key (customer, id); unique (customer) where status <> 'closed' */
  const conversations = new Map<string, { readonly customer: string; readonly body: string }>()
  /** task (customer, id, body text, due_at), primary key (customer, id) */
  const tasks = new Map<string, { readonly customer: string; readonly body: string }>()
  /** claim (address primary key, holder) */
  const claims = new Map<string, string>()
  /** event (customer, id, seq, body text); primary key (customer, id), unique (customer, seq) */
  const events = new Map<string, string>()
  const heads = new Map<string, number>()
  /** ref (ref, customer, event); an index */
  const refs = new Map<string, readonly string[]>()

  const headOf = (customer: string): number => heads.get(customer) ?? 0

  /** Who was merged away leads to who took him in. */
  const survivorOf = (id: string): Customer | null => {
    const customer = read<Customer>(customers.get(id))
    return customer?.mergedInto == null ? customer : survivorOf(customer.mergedInto)
  }

  /** What a command wrote, in the one stream in which it began: a command on two customers wrote in both. */
  const writtenBy = (streams: readonly string[], command: string): readonly StoredEvent[] => {
    const stream = streams.find((each) => events.has(keyOf(each, `${command}.0`)))
    const found: StoredEvent[] = []
    for (;;) {
      const event = read<StoredEvent>(events.get(keyOf(stream ?? '', `${command}.${found.length}`)))
      if (event === null) return found
      found.push(event)
    }
  }

  /** Last closed, last closed of the same topic, and those named or quoted, or what they were merged into. */
  const closedOf = (
    all: readonly Conversation[],
    topics: readonly string[],
    wanted: readonly (string | null)[],
  ) => {
    // Of two closed in one millisecond the one that was written last is the last.
    const closed = all
      .filter((c) => c.closed !== null)
      .reverse()
      .sort(lastClosedFirst)
    const whole = closed.filter((c) => c.mergedInto === null)
    const found = new Set([whole[0], whole.find((c) => c.topics.some((topic) => topics.includes(topic)))])
    for (const id of wanted) {
      let named = closed.find((c) => c.id === id)
      for (; named !== undefined && !found.has(named); named = closed.find((c) => c.id === named?.mergedInto))
        found.add(named)
    }
    return closed.filter((c) => found.has(c))
  }

  const look = (query: SnapshotQuery): Snapshot => {
    const quoted = query.refs
      .flatMap((ref) => refs.get(ref) ?? [])
      .flatMap((key) => read<StoredEvent>(events.get(key)) ?? [])
    const holder = query.address === null ? null : (claims.get(query.address) ?? null)
    const id = query.customer ?? holder ?? (query.address === null ? quoted[0]?.customer : undefined) ?? ''
    const customer = survivorOf(id)
    const streams = customer === null ? [] : [customer.id, ...customer.absorbed]
    const theirs = [...conversations.values()].filter((row) => streams.includes(row.customer))
    const all = theirs.map(({ body }) => JSON.parse(body) as Conversation)
    const seen = query.commands.flatMap((command) => writtenBy(streams, command))
    const wanted = [query.conversation, ...[...seen, ...quoted].map((event) => event.conversation)]
    const task = streams
      .map((each) => tasks.get(keyOf(each, query.task ?? '')))
      .find((row) => row !== undefined)
    return {
      customer,
      addressOwner: holder,
      head: headOf(customer?.id ?? ''),
      active: all.find((c) => c.closed === null) ?? null,
      closed: closedOf(all, query.topics, wanted),
      task: read(task?.body),
      commandEvents: seen,
      referencedEvents: quoted,
    }
  }

  /** What the unique keys would say. */
  const conflictIn = (changes: ChangeSet): CommitConflict | null => {
    for (const { customer, id } of changes.events)
      if (events.has(keyOf(customer, id))) return { kind: 'repeated', key: id }
    for (const { customer, head } of changes.expected)
      if (headOf(customer) !== head) return { kind: 'stale', key: customer }
    for (const { address, from } of changes.claims)
      if ((claims.get(address) ?? null) !== from) return { kind: 'claimed', key: address }
    return null
  }

  /** One transaction: all of it or nothing. */
  const write = (changes: ChangeSet): void => {
    for (const customer of changes.customers) customers.set(customer.id, JSON.stringify(customer))
    const gone = changes.customers.filter(({ mergedInto }) => mergedInto !== null)
    for (const { conversation: c } of changes.conversations) {
      // One that a merge gives to the survivor has a new row; an active one goes behind those closed before it.
      for (const { id } of gone) conversations.delete(keyOf(id, c.id))
      if (c.closed === null) conversations.delete(keyOf(c.customer, c.id))
    }
    for (const { conversation: c } of changes.conversations)
      conversations.set(keyOf(c.customer, c.id), { customer: c.customer, body: JSON.stringify(c) })
    for (const { task } of changes.tasks)
      tasks.set(keyOf(task.customer, task.id), { customer: task.customer, body: JSON.stringify(task) })
    for (const { address, to } of changes.claims)
      if (to === null) claims.delete(address)
      else claims.set(address, to)
    for (const event of changes.events) {
      const key = keyOf(event.customer, event.id)
      events.set(key, JSON.stringify(event))
      heads.set(event.customer, event.seq)
      for (const ref of refsOf(event)) refs.set(ref, [...(refs.get(ref) ?? []), key])
    }
    for (const event of changes.redacted) {
      const key = keyOf(event.customer, event.id)
      if (events.has(key)) events.set(key, JSON.stringify(event))
    }
  }

  return {
    load: async (queries) => queries.map(look),
    commit: async (changes) => {
      const conflict = conflictIn(changes)
      if (conflict !== null) return { ok: false, conflict }
      write(changes)
      return { ok: true }
    },
  }
}
