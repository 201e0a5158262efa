import type { Said } from '../conversation/said.ts'
import type { Recorded } from '../intake/situation.ts'
import type { ChangeSet, ConversationRow, TaskRow } from '../store/change-set.ts'
import type { Parameter } from './client.ts'
import { type Part, parts } from './commit-parts.ts'
import { arrayOf, key, keyOrNull, placeOf } from './text.ts'

export type Value = string | number | boolean | null
/** One row, by the names of its columns. */
type Fields = { readonly [column: string]: Value }
/** A change set, taken apart. */
export type Rows = { readonly [part in Part]: readonly Fields[] }

const eventRow = (event: Recorded, at: number): Fields => {
  const { command, n } = placeOf(event.id)
  return {
    at,
    customer: key(event.customer),
    seq: event.seq,
    command,
    n,
    conversation: keyOrNull(event.conversation),
    occurred_at: event.occurredAt,
    recorded_at: event.recordedAt,
    body: JSON.stringify(event),
  }
}

const refRows = (event: Recorded): readonly Fields[] =>
  [...new Set((event.data as Partial<Said> | null)?.refs)].map((ref) => ({
    ref: key(ref),
    customer: key(event.customer),
    seq: event.seq,
  }))

/** The rows of events. */
export const eventRows = (events: readonly Recorded[]): Pick<Rows, 'events' | 'refs'> => ({
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
): readonly Fields[] =>
  conversations.map(({ conversation: c, status, dueAt }, at) => {
    const owner = ownerOf(c.customer)
    return {
      owner: keyOrNull(owner),
      whose: key(c.customer),
      id: key(c.id),
      status,
      inbox: key(c.inbox),
      agent: keyOrNull(c.agent),
      due_at: dueAt,
      status_at: c.statusAt,
      closed_at: c.closed?.at ?? null,
      closed_seq: c.closed === null ? null : headOf(owner) + 1 + at * share(conversations),
      topics: arrayOf(c.topics),
      merged_into: keyOrNull(c.mergedInto),
      state: JSON.stringify(c),
    }
  })

const share = (conversations: readonly ConversationRow[]): number => 1 / (conversations.length + 1)

const taskRow = ({ task, dueAt }: TaskRow, owner: string | null): Fields => {
  const text = placeOf(task.textIn)
  return {
    owner: keyOrNull(owner),
    whose: key(task.customer),
    id: key(task.id),
    inbox: key(task.inbox),
    agent: keyOrNull(task.agent),
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
const ownerIn = ({ customers, expected }: ChangeSet): OwnerOf => {
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
export const rowsOf = (changes: ChangeSet): Rows => {
  const { expected, customers, conversations, tasks, claims, redacted } = changes
  const sameId = ({ id, customer }: Recorded) => redacted.find((r) => r.id === id && r.customer === customer)
  const events =
    redacted.length === 0
      ? changes.events
      : changes.events.map((event) => ({ ...event, ...sameId(event), seq: event.seq }))
  const ownerOf = ownerIn(changes)
  const headOf = (owner: string | null): number =>
    (expected.find(({ customer }) => customer === owner) ?? expected[0])?.head ?? 0
  const part = share(conversations)
  return {
    expected: expected.map(({ customer, head }, at) => ({ at, customer: key(customer), head })),
    ...eventRows(events),
    conversations: conversationRows(conversations, ownerOf, headOf),
    customers: customers.map((customer) => ({
      id: key(customer.id),
      merged_into: keyOrNull(customer.mergedInto),
      absorbed: arrayOf(customer.absorbed),
      state: JSON.stringify(customer),
    })),
    tasks: tasks.map((row) => taskRow(row, ownerOf(row.task.customer))),
    merged: customers.flatMap(({ id }) => {
      const survivor = ownerOf(id) ?? id
      const merged = {
        id: key(id),
        survivor: key(survivor),
        closed_seq: headOf(survivor) + 2 - part,
        room: part,
      }
      return survivor === id ? [] : [merged]
    }),
    redacted: redacted.map((event) => ({
      customer: key(event.customer),
      ...placeOf(event.id),
      body: JSON.stringify(event),
    })),
    claims: claims.map(({ address, from, to }, at) => ({
      at,
      address: key(address),
      holder: keyOrNull(from),
      next: keyOrNull(to),
    })),
  }
}

/** The parameters of `commitText`, after the tenant. */
export const commitParameters = (rows: Rows): readonly Parameter[] =>
  parts.map((part) => JSON.stringify(rows[part]))
