import type { Said } from '../conversation/events.ts'
import { nobody, type Recorded, type Situation } from '../intake/situation.ts'
import type { ChangeSet, Conflict, ConversationRow } from '../store/change-set.ts'
import type { Find, Reindexed } from '../store/ports.ts'
import { candidatesOf, forget, type History, newHistory, place, writtenBy } from './history.ts'

/** What the store holds, and the three things that can be done with it at one instant. */
export interface Tables {
  readonly feed: readonly Recorded[]
  /** The history of a customer, or of the one who absorbed him. */
  readonly survivor: (id: string | null | undefined) => History | undefined
  readonly stream: (id: string) => readonly Recorded[]
  readonly rows: () => Generator<ConversationRow>
  readonly look: (query: Find) => Situation
  readonly conflictIn: (changes: ChangeSet) => Conflict | null
  readonly write: (changes: ChangeSet) => void
  readonly reindex: (place: Reindexed) => void
}

const refsOf = (event: Recorded): readonly string[] => (event.data as Partial<Said>).refs ?? []

/** Makes empty tables that keep the newest `keep` events of each customer; null keeps all. */
export const createTables = (keep: number | null): Tables => {
  const histories = new Map<string, History>()
  const owners = new Map<string, string>()
  const quotable = new Map<string, readonly Recorded[]>()
  const feed: Recorded[] = []

  const survivor: Tables['survivor'] = (id) => {
    const history = id == null ? undefined : histories.get(id)
    const into = history?.customer.mergedInto ?? null
    return into === null ? history : survivor(into)
  }

  const quote = (event: Recorded, keeps: boolean): void => {
    for (const ref of refsOf(event)) {
      const others = quotable.get(ref)?.filter((other) => other !== event) ?? []
      if (keeps) quotable.set(ref, [...others, event])
      else if (others.length > 0) quotable.set(ref, others)
      else quotable.delete(ref)
    }
  }

  const historyOf = (customer: string): History => {
    const history = histories.get(customer)
    if (history === undefined) throw new Error(`customer ${customer} is not stored and not in the change set`)
    return history
  }

  const append = (event: Recorded): void => {
    const history = historyOf(event.customer)
    history.head = event.seq
    history.events.push(event)
    history.byId.set(event.id, event)
    quote(event, true)
    if (keep === null) feed.push(event)
  }

  return {
    feed,
    survivor,
    stream: (id) => histories.get(id)?.events ?? [],
    rows: function* () {
      for (const { active, closed } of histories.values()) {
        if (active !== null) yield active
        yield* closed.values()
      }
    },
    look: (query) => {
      const quoted = query.quoted.flatMap((ref) => quotable.get(ref) ?? [])
      const holder = query.address === null ? null : (owners.get(query.address) ?? null)
      const fromThread = query.address === null ? quoted[0]?.customer : undefined
      const history = survivor(query.customer ?? holder ?? fromThread)
      if (history === undefined) return { ...nobody, holder, quoted }
      const wanted = [query.conversation, ...quoted.map((event) => event.conversation)]
      return {
        customer: history.customer,
        holder,
        head: history.head,
        active: history.active?.conversation ?? null,
        closed: candidatesOf(history, query.topics, wanted),
        seen: query.commands.flatMap((command) => writtenBy(history, command)),
        quoted,
      }
    },
    conflictIn: ({ expected, events, claims }) => {
      const repeated = events.find((event) => histories.get(event.customer)?.byId.has(event.id))
      if (repeated !== undefined) return { kind: 'repeated', key: repeated.id }
      const stale = expected.find(({ customer, head }) => (histories.get(customer)?.head ?? 0) !== head)
      if (stale !== undefined) return { kind: 'stale', key: stale.customer }
      const claimed = claims.find(({ address, from }) => (owners.get(address) ?? null) !== from)
      return claimed === undefined ? null : { kind: 'claimed', key: claimed.address }
    },
    write: ({ customers, conversations, claims, events, expected }) => {
      const arriving = new Set(customers.map(({ id }) => id))
      for (const { customer } of expected) if (!arriving.has(customer)) historyOf(customer)
      for (const customer of customers) {
        const history = histories.get(customer.id)
        if (history === undefined) histories.set(customer.id, newHistory(customer))
        else history.customer = customer
      }
      for (const event of events) append(event)
      for (const row of conversations) place(historyOf(row.conversation.customer), row)
      for (const { address, to } of claims)
        if (to === null) owners.delete(address)
        else owners.set(address, to)
      if (keep === null) return
      for (const { customer } of expected)
        for (const event of forget(historyOf(customer), keep)) quote(event, false)
    },
    reindex: ({ customer, conversation, head, dueAt }) => {
      const history = histories.get(customer)
      const row = history?.active
      if (history !== undefined && history.head === head && row?.conversation.id === conversation)
        history.active = { ...row, dueAt }
    },
  }
}
