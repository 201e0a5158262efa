/** What redis-store.ts writes for each thing: its value, and the places in the index under which it is found. */
import type { AddressClaim, ConversationRow, Customer, StoredEvent, TaskRow } from 'throughline'
import { code, codeOr, sortable } from './redis.ts'

/** A field of the hash of values; an empty value takes it away. `$turn` in a member is known to the script alone. */
export interface Put {
  readonly field: string
  readonly value: string
  readonly members: readonly string[]
  /** A closed conversation: it has a turn. */
  readonly closed?: boolean
  /** Only in the place of what is there. */
  readonly known?: boolean
}

export const fieldOf = (...parts: readonly string[]): string => parts.map(code).join('/')
export const prefixOf = (...parts: readonly string[]): string => parts.join('|')

/** The words are what redis-find.lua must know of a value: it reads no JSON. */
const lineOf = (words: readonly (string | null)[], value: object): string =>
  `${words.map((word) => codeOr(word, '!')).join(' ')}\n${JSON.stringify(value)}`

/** Each part as it is and as \`*\`, in all ways: every filter of a list is a prefix of its own. */
const everyWay = (parts: readonly string[]): readonly (readonly string[])[] =>
  parts.reduce<readonly (readonly string[])[]>(
    (all, part) =>
      all.flatMap((each) => [
        [...each, part],
        [...each, '*'],
      ]),
    [[]],
  )

export const putCustomer = (customer: Customer): Put => ({
  field: fieldOf('customer', customer.id),
  value: lineOf([customer.mergedInto, ...customer.absorbed], customer),
  members: [],
})

export const putClaim = ({ address, to }: AddressClaim): Put => ({
  field: fieldOf('address', address),
  value: codeOr(to, ''),
  members: [],
})

export const putHead = (customer: string, head: number): Put => ({
  field: fieldOf('head', customer),
  value: `${head}`,
  members: [],
})

export const putEvent = (event: StoredEvent): Put => {
  const { customer, id, seq, conversation, occurredAt, recordedAt, data } = event
  const field = fieldOf('event', customer, id)
  const { refs = [] } = data as { readonly refs?: readonly string[] }
  const [whose, place, recorded] = [code(customer), sortable(seq), sortable(recordedAt)]
  return {
    field,
    value: lineOf([conversation, customer], event),
    members: [
      prefixOf('timeline', whose, sortable(occurredAt), place, recorded, field),
      ...refs.map((ref) => prefixOf('ref', code(ref), recorded, whose, place, field)),
    ],
  }
}

export const putConversation = (row: ConversationRow): Put => {
  const { conversation: c, status, dueAt } = row
  const [field, whose] = [fieldOf('conversation', c.customer, c.id), code(c.customer)]
  const closedAt = c.closed === null ? [] : [sortable(c.closed.at)]
  const whole = c.mergedInto === null ? closedAt : []
  const ways = everyWay([status, code(c.inbox), codeOr(c.agent, '!')])
  return {
    field,
    value: lineOf([c.mergedInto], row),
    closed: c.closed !== null,
    members: [
      ...(c.closed === null ? [prefixOf('active', whose, field)] : []),
      ...whole.map((at) => prefixOf('closed', whose, at, '$turn', field)),
      ...whole.flatMap((at) =>
        c.topics.map((topic) => prefixOf('topic', whose, code(topic), at, '$turn', field)),
      ),
      ...ways.map((way) => prefixOf('list', ...way, sortable(c.statusChangedAt), field)),
      ...(dueAt === null ? [] : [prefixOf('due', sortable(dueAt), field)]),
    ],
  }
}

export const putTask = (row: TaskRow): Put => {
  const { task, dueAt } = row
  const field = fieldOf('task', task.customer, task.id)
  const state = task.closed === null ? 'open' : 'closed'
  const ways = everyWay([code(task.customer), state, code(task.inbox), codeOr(task.agent, '!')])
  return {
    field,
    value: lineOf([], row),
    members: [
      ...ways.map((way) => prefixOf('tasks', ...way, sortable(task.dueAt), field)),
      ...(dueAt === null ? [] : [prefixOf('due', sortable(dueAt), field)]),
    ],
  }
}
