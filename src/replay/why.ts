import type { ConversationEvents } from '../conversation/events.ts'
import type { EntryGroup } from './entry-groups.ts'
import {
  whyAdopted,
  whyCustomerMerged,
  whyJoined,
  whyMerged,
  whySeparated,
  whySnoozed,
  whyWoken,
} from './why-conversation-texts.ts'
import {
  type TextContext,
  type WhyText,
  whyAssigned,
  whyClosed,
  whyContactEnded,
  whyContactStarted,
  whyInbound,
  whyReopened,
  whySent,
  whyStarted,
} from './why-texts.ts'

const whyTexts: { readonly [type: string]: WhyText } = {
  'message.received': whyInbound,
  'message.sent': whySent,
  'call.started': whyInbound,
  'conversation.started': whyStarted,
  'conversation.reopened': whyReopened,
  'conversation.assigned': whyAssigned,
  'conversation.closed': whyClosed,
  'conversation.no_reply_needed': () => 'K-6: so nothing is owed, and the contact ends',
  'conversation.topic_added': ({ data }) =>
    `W-9: a matter more, not a conversation more: topic ${(data as ConversationEvents['conversation.topic_added']).topic}`,
  'conversation.snoozed': whySnoozed,
  'conversation.woken': whyWoken,
  'conversation.response_overdue': () => 'D-6: an answer was due by now; that changes no status',
  'conversation.separated': whySeparated,
  'conversation.merged': whyMerged,
  'conversation.joined': whyJoined,
  'conversation.adopted': whyAdopted,
  'customer.merged': whyCustomerMerged,
  'task.created': () => 'TK-1: a task is the customer’s own and changes no conversation',
  'task.overdue': () => 'TK-6: its time has come, and it is not done',
  'contact.started': whyContactStarted,
  'contact.ended': whyContactEnded,
}

/** The facts that make a status, where nothing else explains it (S-1). */
const whyStatus = ({ status, mainEntry }: EntryGroup): string => {
  if (status === 'waiting') return 'S-1: no contact is open any more'
  return status === 'open' && mainEntry.event.type === 'conversation.assigned'
    ? 'S-1: an agent has it now'
    : ''
}

/** Why things went as they did, each with its rule: the chief event first, every reason once. */
export const whyTextsOf = (group: EntryGroup, context: TextContext): readonly string[] => {
  const others = group.entries.filter((entry) => entry !== group.mainEntry)
  const found = [group.mainEntry, ...others].map(({ event }) => whyTexts[event.type]?.(event, context) ?? '')
  const texts = [...new Set(found)].filter((why) => why !== '')
  return texts.length > 0 ? texts : [whyStatus(group)].filter((why) => why !== '')
}
