import type { Said } from '../conversation/said.ts'
import type { Recorded } from '../intake/situation.ts'
import type { ChangeSet, ConversationRow, TaskRow } from '../store/change-set.ts'
import { key, keyOrNull, placeOf } from './text.ts'

/** Nothing but events and conversations of the customers named: the short statement does. */
export const isPlain = ({
  customers,
  tasks,
  claims,
  redacted,
  conversations,
  expected,
}: ChangeSet): boolean =>
  customers.length + tasks.length + claims.length + redacted.length === 0 &&
  conversations.every((row) => expected.some(({ customer }) => customer === row.conversation.customer))

const eventRow = (event: Recorded, at: number): object => ({
  at,
  customer: key(event.customer),
  seq: event.seq,
  ...placeOf(event.id),
  conversation: keyOrNull(event.conversation),
  occurred_at: event.occurredAt,
  recorded_at: event.recordedAt,
  body: JSON.stringify(event),
})

const refRows = (event: Recorded): readonly object[] =>
  ((event.data as Partial<Said> | null)?.refs ?? []).map((ref) => ({
    ref: key(ref),
    customer: key(event.customer),
    seq: event.seq,
  }))

/**
 * `closed_seq` says which of two closed in one millisecond was closed later: it grows with the stream, and each of a
 * change set's conversations has an event there.
 */
const conversationRow = (
  { conversation: c, status, dueAt }: ConversationRow,
  owner: string | null,
  closedSeq: number,
): object => ({
  owner: keyOrNull(owner),
  whose: key(c.customer),
  id: key(c.id),
  status,
  inbox: key(c.inbox),
  agent: keyOrNull(c.agent),
  due_at: dueAt,
  status_at: c.statusAt,
  closed_at: c.closed?.at ?? null,
  closed_seq: c.closed === null ? null : closedSeq,
  topics: c.topics.map(key),
  merged_into: keyOrNull(c.mergedInto),
  state: JSON.stringify(c),
})

const taskRow = ({ task, dueAt }: TaskRow, owner: string | null): object => {
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
const ownerIn =
  ({ customers, expected }: ChangeSet) =>
  (customer: string): string | null => {
    const known = [...customers.map(({ id }) => id), ...expected.map((each) => each.customer)]
    const host = customers.find(({ id, absorbed }) => id !== customer && absorbed.includes(customer))?.id
    let owner = known.includes(customer) ? customer : host
    for (let steps = 0; steps < customers.length; steps++)
      owner = customers.find(({ id }) => id === owner)?.mergedInto ?? owner
    return owner ?? null
  }

/** A change set as the JSON text that the statement takes apart. Only the parts that `commitText` reads are in it. */
export const rowsOf = (changes: ChangeSet): string => {
  const { expected, customers, conversations, tasks, claims, redacted } = changes
  const sameId = ({ id, customer }: Recorded) => redacted.find((r) => r.id === id && r.customer === customer)
  const events = changes.events.map((event) => sameId(event) ?? event)
  const ownerOf = ownerIn(changes)
  const headOf = (owner: string | null): number =>
    (expected.find(({ customer }) => customer === owner) ?? expected[0])?.head ?? 0
  // Between one place in the stream and the next: first what this write closed, then what a merge handed over.
  const part = 1 / (conversations.length + 1)
  const short = {
    expected: expected.map(({ customer, head }, at) => ({ at, customer: key(customer), head })),
    events: events.map(eventRow),
    refs: events.flatMap(refRows),
    conversations: conversations.map((row, at) => {
      const owner = ownerOf(row.conversation.customer)
      return conversationRow(row, owner, headOf(owner) + 1 + at * part)
    }),
  }
  if (isPlain(changes)) return JSON.stringify(short)
  return JSON.stringify({
    ...short,
    customers: customers.map((customer) => ({
      id: key(customer.id),
      merged_into: keyOrNull(customer.mergedInto),
      absorbed: customer.absorbed.map(key),
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
  })
}
