import type { Customer } from '../customer/customer.ts'
import { emptySnapshot, type Snapshot, type StoredEvent } from '../intake/snapshot.ts'
import type { ChangeSet, CommitConflict, ConversationRow, TaskRow } from '../store/change-set.ts'
import type { DeadlineUpdate, SnapshotQuery } from '../store/ports.ts'
import type { Task } from '../task/task.ts'
import {
  type CustomerHistory,
  closedCandidates,
  createCustomerHistory,
  eventsOfCommand,
  moveRowsTo,
  putConversation,
  trimHistory,
} from './history.ts'
import { createReferenceIndex } from './reference-index.ts'

/** What the store holds, and the three things that can be done with it at one instant. */
export interface MemoryTables {
  readonly feed: readonly StoredEvent[]
  /** The history of a customer, or of the one who absorbed him. */
  readonly survivor: (id: string | null | undefined) => CustomerHistory | undefined
  readonly stream: (id: string) => readonly StoredEvent[]
  readonly rows: () => Generator<ConversationRow>
  readonly tasks: () => Generator<TaskRow>
  /** The event that has a task's text: two streams that a merge brought together may have the same event ids. */
  readonly textOf: (task: Task) => StoredEvent | undefined
  readonly load: (query: SnapshotQuery) => Snapshot
  readonly conflictIn: (changes: ChangeSet) => CommitConflict | null
  readonly write: (changes: ChangeSet) => void
  readonly reindex: (update: DeadlineUpdate) => void
}

/** Makes empty tables that keep the newest `keep` events of each customer; null keeps all. */
export const createMemoryTables = (keep: number | null): MemoryTables => {
  const histories = new Map<string, CustomerHistory>()
  const owners = new Map<string, string>()
  const references = createReferenceIndex()
  const feed: StoredEvent[] = []

  const survivor: MemoryTables['survivor'] = (id) => {
    const history = id == null ? undefined : histories.get(id)
    const into = history?.customer.mergedInto ?? null
    return into === null ? history : survivor(into)
  }

  const historyOf = (customer: string): CustomerHistory => {
    const history = histories.get(customer)
    if (history === undefined) throw new Error(`customer ${customer} is not stored and not in the change set`)
    return history
  }

  /** The streams that reads of this customer cover (E-4). */
  const streamsOf = ({ id, absorbed }: Customer): readonly CustomerHistory[] =>
    [id, ...absorbed].flatMap((each) => histories.get(each) ?? [])

  const redact = (event: StoredEvent): void => {
    const history = historyOf(event.customer)
    const known = history.byId.get(event.id)
    if (known === undefined) return
    references.replace(known, event)
    history.byId.set(event.id, event)
    history.events[history.events.indexOf(known)] = event
    const at = feed.indexOf(known)
    if (at >= 0) feed[at] = event
  }

  const append = (event: StoredEvent): void => {
    const history = historyOf(event.customer)
    history.head = event.seq
    history.events.push(event)
    history.byId.set(event.id, event)
    references.keep(event)
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
    textOf: ({ id, customer, textEventId }) => {
      const history = survivor(customer)
      const events = history && streamsOf(history.customer).flatMap(({ byId }) => byId.get(textEventId) ?? [])
      return events?.find(({ task }) => task === id) ?? events?.[0]
    },
    load: (query) => {
      const referencedEvents = query.refs.flatMap(references.eventsWith)
      const addressOwner = query.address === null ? null : (owners.get(query.address) ?? null)
      const referencedCustomer = query.address === null ? referencedEvents[0]?.customer : undefined
      const history = survivor(query.customer ?? addressOwner ?? referencedCustomer)
      if (history === undefined) return { ...emptySnapshot, addressOwner, referencedEvents }
      const commandEvents = query.commands.flatMap((command) =>
        eventsOfCommand(streamsOf(history.customer), command),
      )
      const requestedIds = [
        query.conversation,
        ...[...commandEvents, ...referencedEvents].map((event) => event.conversation),
      ]
      return {
        customer: history.customer,
        addressOwner,
        head: history.head,
        active: history.active?.conversation ?? null,
        closed: closedCandidates(history, query.topics, requestedIds),
        task: query.task === null ? null : (history.tasks.get(query.task)?.task ?? null),
        commandEvents,
        referencedEvents,
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
      const newCustomerIds = new Set(customers.map(({ id }) => id))
      for (const { customer } of expected) if (!newCustomerIds.has(customer)) historyOf(customer)
      for (const customer of customers) {
        const history = histories.get(customer.id)
        if (history === undefined) histories.set(customer.id, createCustomerHistory(customer))
        else history.customer = customer
      }
      for (const event of events) append(event)
      for (const event of redacted) redact(event)
      const ownerOf = (id: string): CustomerHistory => survivor(id) ?? historyOf(id)
      for (const row of conversations) putConversation(ownerOf(row.conversation.customer), row)
      for (const row of tasks) ownerOf(row.task.customer).tasks.set(row.task.id, row)
      for (const { id, mergedInto } of customers)
        if (mergedInto !== null) moveRowsTo(historyOf(id), ownerOf(mergedInto))
      for (const { address, to } of claims)
        if (to === null) owners.delete(address)
        else owners.set(address, to)
      if (keep === null) return
      for (const { customer } of expected) {
        const history = historyOf(customer)
        for (const event of trimHistory(history, keep, streamsOf(history.customer))) references.remove(event)
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
