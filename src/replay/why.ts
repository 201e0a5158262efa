import type { ConversationEvents } from '../conversation/events.ts'
import type { Recorded } from '../intake/situation.ts'
import type { Instant } from '../kernel/instant.ts'
import { explain, lengthText } from '../timeline/explain.ts'
import type { Moment } from './moments.ts'

/** What a reason may refer back to. */
export interface Known {
  readonly nameOf: (conversation: string) => string
  /** When a contact was last answered. */
  readonly answeredAt: (contact: string | null) => Instant | undefined
}

type Types = ConversationEvents
type Why = (event: Recorded, known: Known) => string

const placed: Why = ({ data }) => {
  const { reasons, quiet } = data as Types['message.received']
  return quiet ? `${explain(reasons)}; it is kept and changes nothing` : explain(reasons)
}

const started: Why = ({ data }, { nameOf }) => {
  const { follows } = data as Types['conversation.started']
  return follows === null ? '' : `I-11: so a new conversation begins, which follows ${nameOf(follows)}`
}

const reopened: Why = ({ actor, assignee, conversation, data }, { nameOf }) => {
  if (actor.kind !== 'customer') return explain((data as Types['conversation.reopened']).reasons)
  const again = assignee?.agent == null ? '' : `, and ${assignee.agent} still has it`
  return `I-9: so ${nameOf(conversation ?? '')} is reopened${again}`
}

const assigned: Why = ({ data }) => {
  const { agent, reason } = data as Types['conversation.assigned']
  if (agent === null) return ''
  if (reason === 'outbound' || reason === 'inbound') return `A-4: who answers has it, so ${agent} has it`
  return reason === 'reopened' ? `A-3: ${agent} has it now` : ''
}

const contactStarted: Why = ({ data }) => {
  const { opener, channel, direction } = data as Types['contact.started']
  return opener ? '' : `K-1: ${direction === 'inbound' ? 'a' : 'our'} contact on ${channel} begins in it`
}

/** The rule behind a deadline that ended a contact (D-3). */
const silences: { readonly [cause: string]: string } = {
  idle: 'K-4: silence ends a messaging contact',
  mail_limit: 'K-5: silence ends a mail contact',
  call_lost: 'K-3: a call whose end nobody reports is given up',
}

const contactEnded: Why = ({ data, cause, contact, occurredAt }, { answeredAt }) => {
  if ((data as Types['contact.ended']).reason === 'abandoned') return 'K-7: the customer left before an answer'
  const silence = silences[cause]
  const answered = answeredAt(contact)
  if (silence === undefined || answered === undefined || cause === 'call_lost') return silence ?? ''
  return `${silence}, ${lengthText(occurredAt - answered)} after our answer`
}

const closed: Why = ({ cause, data }) => {
  if (cause === 'abandoned') return 'K-7: and nobody had it, so it closes by itself'
  if (cause === 'imported') return 'C-3: an imported close asks for nothing'
  if (cause !== 'close') return ''
  return (data as Types['conversation.closed']).forced
    ? 'C-1: forced, though the customer waits for an answer'
    : 'C-1: nothing is owed any more'
}

const sent: Why = ({ actor, conversation }) =>
  actor.kind === 'automation' && conversation === null
    ? 'R-3: a machine opens no conversation; this stands in the timeline alone'
    : ''

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
    `W-9: a matter more, not a conversation more: topic ${(data as Types['conversation.topic_added']).topic}`,
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
