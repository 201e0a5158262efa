import type { ConversationEvents } from '../conversation/events.ts'
import type { Moment } from './moments.ts'
import { adopted, joined, mergedAway, mergedInto, separated, snoozed, woken } from './why-matters.ts'
import {
  assigned,
  closed,
  contactEnded,
  contactStarted,
  type Known,
  placed,
  reopened,
  sent,
  started,
  type Why,
} from './why-texts.ts'

const whys: { readonly [type: string]: Why } = {
  'message.received': placed,
  'message.sent': sent,
  'call.started': placed,
  'conversation.started': started,
  'conversation.reopened': reopened,
  'conversation.assigned': assigned,
  'conversation.closed': closed,
  'conversation.no_reply_needed': () => 'K-6: so nothing is owed, and the contact ends',
  'conversation.topic_added': ({ data }) =>
    `W-9: a matter more, not a conversation more: topic ${(data as ConversationEvents['conversation.topic_added']).topic}`,
  'conversation.snoozed': snoozed,
  'conversation.woken': woken,
  'conversation.response_overdue': () => 'D-6: an answer was due by now; that changes no status',
  'conversation.separated': separated,
  'conversation.merged': mergedInto,
  'conversation.joined': joined,
  'conversation.adopted': adopted,
  'customer.merged': mergedAway,
  'task.created': () => 'TK-1: a task is the customer’s own and changes no conversation',
  'task.overdue': () => 'TK-6: its time has come, and it is not done',
  'contact.started': contactStarted,
  'contact.ended': contactEnded,
}

/** The facts that make a status, where nothing else explains it (S-1). */
const statusWhy = ({ status, chief }: Moment): string => {
  if (status === 'waiting') return 'S-1: no contact is open any more'
  return status === 'open' && chief.event.type === 'conversation.assigned' ? 'S-1: an agent has it now' : ''
}

/** Why things went as they did, each with its rule: the chief event first, every reason once. */
export const whyOf = (moment: Moment, known: Known): readonly string[] => {
  const others = moment.entries.filter((entry) => entry !== moment.chief)
  const found = [moment.chief, ...others].map(({ event }) => whys[event.type]?.(event, known) ?? '')
  const said = [...new Set(found)].filter((why) => why !== '')
  return said.length > 0 ? said : [statusWhy(moment)].filter((why) => why !== '')
}
