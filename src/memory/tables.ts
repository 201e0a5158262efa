import type { Customer } from '../customer/customer.ts'
import { nobody, type Recorded, type Situation } from '../intake/situation.ts'
import type { ChangeSet, Conflict, ConversationRow, TaskRow } from '../store/change-set.ts'
import type { Find, Reindexed } from '../store/ports.ts'
import type { Task } from '../task/task.ts'
import { candidatesOf, forget, type History, handOver, newHistory, place, writtenBy } from './history.ts'
import { createQuotes } from './quotes.ts'

/** What the store holds, and the three things that can be done with it at one instant. */
export interface Tables {
  readonly feed: readonly Recorded[]
  /** The history of a customer, or of the one who absorbed him. */
  readonly survivor: (id: string | null | undefined) => History | undefined
  readonly stream: (id: string) => readonly Recorded[]
  readonly rows: () => Generator<ConversationRow>
  readonly tasks: () => Generator<TaskRow>
  /** The event that has a task's text: two streams that a merge brought together may have the same event ids. */
  readonly textOf: (task: Task) => Recorded | undefined
  readonly look: (query: Find) => Situation
  readonly conflictIn: (changes: ChangeSet) => Conflict | null
  readonly write: (changes: ChangeSet) => void
  readonly reindex: (place: Reindexed) => void
}

/** Makes empty tables that keep the newest `keep` events of each customer; null keeps all. */
export const createTables = (keep: number | null): Tables => {
  const histories = new Map<string, History>()
  const owners = new Map<string, string>()
  const quotes = createQuotes()
  const feed: Recorded[] = []

  const survivor: Tables['survivor'] = (id) => {
    const history = id == null ? undefined : histories.get(id)
    const into = history?.customer.mergedInto ?? null
    return into === null ? history : survivor(into)
  }

  const historyOf = (customer: string): History => {
    const history = histories.get(customer)
    if (history === undefined) throw new Error(`customer ${customer} is not stored and not in the change set`)
    return history
  }

  /** The streams that reads of this customer cover (E-4). */
  const streamsOf = ({ id, absorbed }: Customer): readonly History[] =>
    [id, ...absorbed].flatMap((each) => histories.get(each) ?? [])

  const redact = (event: Recorded): void => {
    const history = historyOf(event.customer)
    const known = history.byId.get(event.id)
    if (known === undefined) return
    quotes.swap(known, event)
    history.byId.set(event.id, event)
    history.events[history.events.indexOf(known)] = event
    const at = feed.indexOf(known)
    if (at >= 0) feed[at] = event
  }

  const append = (event: Recorded): void => {
    const history = historyOf(event.customer)
    history.head = event.seq
    history.events.push(event)
    history.byId.set(event.id, event)
    quotes.keep(event)
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
    tasks: function* () {
      for (const { tasks } of histories.values()) yield* tasks.values()
    },
    textOf: ({ id, customer, textIn }) => {
      const history = survivor(customer)
      const said = history && streamsOf(history.customer).flatMap(({ byId }) => byId.get(textIn) ?? [])
      return said?.find(({ task }) => task === id) ?? said?.[0]
    },
    look: (query) => {
      const quoted = query.quoted.flatMap(quotes.by)
      const holder = query.address === null ? null : (owners.get(query.address) ?? null)
      const fromThread = query.address === null ? quoted[0]?.customer : undefined
      const history = survivor(query.customer ?? holder ?? fromThread)
      if (history === undefined) return { ...nobody, holder, quoted }
      const seen = query.commands.flatMap((command) => writtenBy(streamsOf(history.customer), command))
      const wanted = [query.conversation, ...[...seen, ...quoted].map((event) => event.conversation)]
      return {
        customer: history.customer,
        holder,
        head: history.head,
        active: history.active?.conversation ?? null,
        closed: candidatesOf(history, query.topics, wanted),
        task: query.task === null ? null : (history.tasks.get(query.task)?.task ?? null),
        seen,
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
    write: ({ customers, conversations, tasks, claims, events, redacted, expected }) => {
      const arriving = new Set(customers.map(({ id }) => id))
      for (const { customer } of expected) if (!arriving.has(customer)) historyOf(customer)
      for (const customer of customers) {
        const history = histories.get(customer.id)
        if (history === undefined) histories.set(customer.id, newHistory(customer))
        else history.customer = customer
      }
      for (const event of events) append(event)
      for (const event of redacted) redact(event)
      const ownerOf = (id: string): History => survivor(id) ?? historyOf(id)
      for (const row of conversations) place(ownerOf(row.conversation.customer), row)
      for (const row of tasks) ownerOf(row.task.customer).tasks.set(row.task.id, row)
      for (const { id, mergedInto } of customers)
        if (mergedInto !== null) handOver(historyOf(id), ownerOf(mergedInto))
      for (const { address, to } of claims)
        if (to === null) owners.delete(address)
        else owners.set(address, to)
      if (keep === null) return
      for (const { customer } of expected) {
        const history = historyOf(customer)
        for (const event of forget(history, keep, streamsOf(history.customer))) quotes.drop(event)
      }
    },
    reindex: ({ customer, conversation, task, head, dueAt }) => {
      const history = survivor(customer)
      const known = task === null ? undefined : history?.tasks.get(task)
      if (history?.head === head && known !== undefined) history.tasks.set(known.task.id, { ...known, dueAt })
      const row = history?.active
      if (history !== undefined && history.head === head && row?.conversation.id === conversation)
        history.active = { ...row, dueAt }
    },
  }
}
