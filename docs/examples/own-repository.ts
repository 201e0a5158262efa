/**
 * A host's own repository: two functions over tables with unique keys. The tables are Maps of JSON texts here; each comment
 * says what the table would be in SQL. That is enough for every command of a desk.
 */
import type {
  ChangeSet,
  Conflict,
  Conversation,
  Customer,
  Find,
  Recorded,
  Repository,
  Situation,
} from 'throughline'

const read = <T>(text: string | undefined): T | null => (text === undefined ? null : (JSON.parse(text) as T))

const lastClosedFirst = (a: Conversation, b: Conversation): number =>
  (b.closed?.at ?? 0) - (a.closed?.at ?? 0)

export const ownRepository = (): Repository => {
  /** customer (id primary key, body text) */
  const customers = new Map<string, string>()
  /** conversation (id primary key, customer, body text, status, due_at); unique (customer) where status <> 'closed' */
  const conversations = new Map<string, { readonly customer: string; readonly body: string }>()
  /** claim (address primary key, holder) */
  const claims = new Map<string, string>()
  /** event (customer, seq, id, body text); primary key (customer, seq), unique (customer, id) */
  const events = new Map<string, string[]>()
  const ids = new Map<string, string>()
  /** ref (ref, event); an index */
  const refs = new Map<string, string[]>()

  const headOf = (customer: string): number => events.get(customer)?.length ?? 0

  const writtenBy = (customer: string, command: string): readonly Recorded[] => {
    const found: Recorded[] = []
    for (;;) {
      const event = read<Recorded>(ids.get(`${customer}/${command}.${found.length}`))
      if (event === null) return found
      found.push(event)
    }
  }

  /** Last closed, last closed of the same topic, and those named or quoted. */
  const closedOf = (
    all: readonly Conversation[],
    topics: readonly string[],
    wanted: readonly (string | null)[],
  ) => {
    const closed = all.filter((c) => c.closed !== null).sort(lastClosedFirst)
    const sameTopic = closed.find((c) => c.topics.some((topic) => topics.includes(topic)))
    return closed.filter((c, at) => at === 0 || c === sameTopic || wanted.includes(c.id))
  }

  const look = (query: Find): Situation => {
    const quoted = query.quoted
      .flatMap((ref) => refs.get(ref) ?? [])
      .map((text) => JSON.parse(text) as Recorded)
    const holder = query.address === null ? null : (claims.get(query.address) ?? null)
    const id = query.customer ?? holder ?? (query.address === null ? quoted[0]?.customer : undefined) ?? ''
    const customer = read<Customer>(customers.get(id))
    const theirs = [...conversations.values()].filter((row) => row.customer === id)
    const all = theirs.map(({ body }) => JSON.parse(body) as Conversation)
    const wanted = [query.conversation, ...quoted.map((event) => event.conversation)]
    return {
      customer,
      holder,
      head: headOf(id),
      active: all.find((c) => c.closed === null) ?? null,
      closed: closedOf(all, query.topics, wanted),
      seen: query.commands.flatMap((command) => writtenBy(id, command)),
      quoted,
    }
  }

  /** What the unique keys would say. */
  const conflictIn = (changes: ChangeSet): Conflict | null => {
    for (const { customer, id } of changes.events)
      if (ids.has(`${customer}/${id}`)) return { kind: 'repeated', key: id }
    for (const { customer, head } of changes.expected)
      if (headOf(customer) !== head) return { kind: 'stale', key: customer }
    for (const { address, from } of changes.claims)
      if ((claims.get(address) ?? null) !== from) return { kind: 'claimed', key: address }
    return null
  }

  /** One transaction: all of it or nothing. */
  const write = (changes: ChangeSet): void => {
    for (const customer of changes.customers) customers.set(customer.id, JSON.stringify(customer))
    for (const { conversation } of changes.conversations)
      conversations.set(conversation.id, {
        customer: conversation.customer,
        body: JSON.stringify(conversation),
      })
    for (const { address, to } of changes.claims)
      if (to === null) claims.delete(address)
      else claims.set(address, to)
    for (const event of changes.events) {
      const body = JSON.stringify(event)
      events.set(event.customer, [...(events.get(event.customer) ?? []), body])
      ids.set(`${event.customer}/${event.id}`, body)
      const said = event.data as { readonly refs?: readonly string[] }
      for (const ref of said.refs ?? []) refs.set(ref, [...(refs.get(ref) ?? []), body])
    }
  }

  return {
    find: async (queries) => queries.map(look),
    commit: async (changes) => {
      const conflict = conflictIn(changes)
      if (conflict !== null) return { ok: false, conflict }
      write(changes)
      return { ok: true }
    },
  }
}
