import type { ConversationEvents } from '../conversation/events.ts'
import type { CustomerEvents } from '../customer/events.ts'
import type { StoredEvent } from '../intake/snapshot.ts'
import type { TaskEvents } from '../task/events.ts'
import type { TextContext } from './why-texts.ts'

type Types = ConversationEvents & CustomerEvents & TaskEvents
/** What happened in a few words, which stand after the name of whoever did it. */
type EventText = (event: StoredEvent, known: TextContext) => string

/** `the email contact`, or how many there are. */
const contactsText = (contacts: readonly string[], { channelOf }: TextContext): string => {
  const [first = ''] = contacts
  if (contacts.length !== 1) return `${contacts.length === 0 ? 'no' : contacts.length} contacts`
  return `the ${channelOf(first) ?? 'one'} contact`
}

const taskLine = (label: string, id: string | null, { taskText }: TextContext): string => {
  const text = taskText(id)
  return text === undefined ? label : `${label}: ${text}`
}

const dueTaskLine = (label: string, dueAt: number, id: string | null, context: TextContext): string =>
  taskLine(`${label}, due ${context.timeText(dueAt)}`, id, context)

export const eventTexts: { readonly [type: string]: EventText } = {
  'conversation.snoozed': ({ data, customer, actor }, { timeText }) => {
    const { until, onReply } = data as Types['conversation.snoozed']
    const reply = onReply === 'keep' ? '' : until === null ? ` until ${customer} writes` : ', or a message'
    const time = until === null ? '' : ` until ${timeText(until)}`
    return `${actor.id === null ? 'Put' : 'puts it'} aside${time}${reply}`
  },
  'conversation.separated': ({ data, actor }, known) => {
    const { into, contacts } = data as Types['conversation.separated']
    const what = `${contactsText(contacts, known)} ${contacts.length === 1 ? 'goes' : 'go'} to ${known.nameOf(into)}`
    return actor.id === null ? `Another matter: ${what}` : `separates a matter: ${what}`
  },
  'conversation.joined': ({ data }, known) => {
    const { from, contacts } = data as Types['conversation.joined']
    return `Takes over ${contactsText(
      contacts.map(({ id }) => id),
      known,
    )} of ${known.nameOf(from)}`
  },
  'conversation.merged': ({ data, actor }, { nameOf }) => {
    const { into } = data as Types['conversation.merged']
    return actor.id === null ? `Goes on in ${nameOf(into)}` : `leads it back into ${nameOf(into)}`
  },
  'conversation.adopted': ({ customer }) => `The conversation is ${customer}’s now`,
  'customer.merged': ({ data, customer, actor }) => {
    const { into } = data as Types['customer.merged']
    return `${actor.id === null ? 'Two customers are merged' : 'merges two customers'}: ${customer} is ${into}`
  },
  'task.created': ({ data, task: id }, known) => {
    const { agent, inbox, dueAt } = data as Types['task.created']
    return dueTaskLine(`Task for ${agent ?? inbox}`, dueAt, id, known)
  },
  'task.reopened': ({ data, task: id }, known) =>
    dueTaskLine('Task open again', (data as Types['task.reopened']).dueAt, id, known),
  'task.closed': ({ task: id }, known) => taskLine('Task done', id, known),
  'task.overdue': ({ task: id }, known) => taskLine('Task overdue', id, known),
}
