import type { CommonMessageData } from '../conversation/message-data.ts'
import type { StoredEvent } from '../intake/snapshot.ts'
import type { ChangeSet, ConversationRow, TaskRow } from '../store/change-set.ts'
import type { Parameter } from './client.ts'
import { type ChangeSetPart, changeSetParts } from './commit-parts.ts'
import { encodeArray, encodeKey, encodeKeyOrNull, parseEventId } from './text.ts'

export type ColumnValue = string | number | boolean | null
/** One row, by the names of its columns. */
type RowFields = { readonly [column: string]: ColumnValue }
/** A change set, taken apart. */
export type ChangeSetRows = { readonly [part in ChangeSetPart]: readonly RowFields[] }

const eventRow = (event: StoredEvent, at: number): RowFields => {
  const { command, n } = parseEventId(event.id)
  return {
    at,
    customer: encodeKey(event.customer),
    seq: event.seq,
    command,
    n,
    conversation: encodeKeyOrNull(event.conversation),
    occurred_at: event.occurredAt,
    recorded_at: event.recordedAt,
    body: JSON.stringify(event),
  }
}

const refRows = (event: StoredEvent): readonly RowFields[] =>
  [...new Set((event.data as Partial<CommonMessageData> | null)?.refs)].map((ref) => ({
    ref: encodeKey(ref),
    customer: encodeKey(event.customer),
    seq: event.seq,
  }))

/** The rows of events. */
export const eventRows = (events: readonly StoredEvent[]): Pick<ChangeSetRows, 'events' | 'refs'> => ({
  events: events.map(eventRow),
  refs: events.flatMap(refRows),
})

/** Whose something is; null leaves it to the statement to look. */
type OwnerOf = (customer: string) => string | null

/**
 * The rows of conversations. `closed_seq` says which of two closed in one millisecond was closed later: it grows with the
 * stream, whose next places this write takes, and between one place and the next it is first what this write closed, then
 * what a merge handed over.
 */
export const conversationRows = (
  conversations: readonly ConversationRow[],
  ownerOf: OwnerOf,
  headOf: (owner: string | null) => number,
): readonly RowFields[] =>
  conversations.map(({ conversation: c, status, dueAt }, at) => {
    const owner = ownerOf(c.customer)
    return {
      owner: encodeKeyOrNull(owner),
      whose: encodeKey(c.customer),
      id: encodeKey(c.id),
      status,
      inbox: encodeKey(c.inbox),
      agent: encodeKeyOrNull(c.agent),
      due_at: dueAt,
      status_at: c.statusChangedAt,
      closed_at: c.closed?.at ?? null,
      closed_seq: c.closed === null ? null : headOf(owner) + 1 + at * closedSeqStep(conversations),
      topics: encodeArray(c.topics),
      merged_into: encodeKeyOrNull(c.mergedInto),
      state: JSON.stringify(c),
    }
  })

const closedSeqStep = (conversations: readonly ConversationRow[]): number => 1 / (conversations.length + 1)

const taskRow = ({ task, dueAt }: TaskRow, owner: string | null): RowFields => {
  const text = parseEventId(task.textEventId)
  return {
    owner: encodeKeyOrNull(owner),
    whose: encodeKey(task.customer),
    id: encodeKey(task.id),
    inbox: encodeKey(task.inbox),
    agent: encodeKeyOrNull(task.agent),
    closed: task.closed !== null,
    due: task.dueAt,
    due_at: dueAt,
    text_command: text.command,
    text_n: text.n,
    state: JSON.stringify(task),
  }
}

/**
 * Whose a row is by what the change set says: the customer it names, where that one is in the change set, else whoever in
 * it absorbed him, and of these the survivor of a merge in this very write. Null leaves it to the statement to look.
 */
const createOwnerLookup = ({ customers, expected }: ChangeSet): OwnerOf => {
  const known = [...customers.map(({ id }) => id), ...expected.map((each) => each.customer)]
  return (customer) => {
    const host = customers.find(({ id, absorbed }) => id !== customer && absorbed.includes(customer))?.id
    let owner = known.includes(customer) ? customer : host
    for (let steps = 0; steps < customers.length; steps++)
      owner = customers.find(({ id }) => id === owner)?.mergedInto ?? owner
    return owner ?? null
  }
}

/** A change set as rows for `commitText`. */
export const changeSetRows = (changes: ChangeSet): ChangeSetRows => {
  const { expected, customers, conversations, tasks, claims, redacted } = changes
  const redactedVersion = ({ id, customer }: StoredEvent) =>
    redacted.find((r) => r.id === id && r.customer === customer)
  const events =
    redacted.length === 0
      ? changes.events
      : changes.events.map((event) => ({ ...event, ...redactedVersion(event), seq: event.seq }))
  const ownerOf = createOwnerLookup(changes)
  const headOf = (owner: string | null): number =>
    (expected.find(({ customer }) => customer === owner) ?? expected[0])?.head ?? 0
  const seqStep = closedSeqStep(conversations)
  return {
    expected: expected.map(({ customer, head }, at) => ({ at, customer: encodeKey(customer), head })),
    ...eventRows(events),
    conversations: conversationRows(conversations, ownerOf, headOf),
    customers: customers.map((customer) => ({
      id: encodeKey(customer.id),
      merged_into: encodeKeyOrNull(customer.mergedInto),
      absorbed: encodeArray(customer.absorbed),
      state: JSON.stringify(customer),
    })),
    tasks: tasks.map((row) => taskRow(row, ownerOf(row.task.customer))),
    merged: customers.flatMap(({ id }) => {
      const survivor = ownerOf(id) ?? id
      const merged = {
        id: encodeKey(id),
        survivor: encodeKey(survivor),
        closed_seq: headOf(survivor) + 2 - seqStep,
        room: seqStep,
      }
      return survivor === id ? [] : [merged]
    }),
    redacted: redacted.map((event) => ({
      customer: encodeKey(event.customer),
      ...parseEventId(event.id),
      body: JSON.stringify(event),
    })),
    claims: claims.map(({ address, from, to }, at) => ({
      at,
      address: encodeKey(address),
      holder: encodeKeyOrNull(from),
      next: encodeKeyOrNull(to),
    })),
  }
}

/** The parameters of `commitText`, after the tenant. */
export const commitParameters = (rows: ChangeSetRows): readonly Parameter[] =>
  changeSetParts.map((part) => JSON.stringify(rows[part]))
