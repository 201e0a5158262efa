import type { ConversationEvents } from '../conversation/events.ts'
import type { StoredEvent } from '../intake/snapshot.ts'
import type { Instant } from '../kernel/instant.ts'
import { durationText, explainReasons } from '../timeline/explain.ts'
import { movedText } from '../timeline/labels.ts'

/** What a reason may refer back to. */
export interface TextContext {
  readonly nameOf: (conversation: string) => string
  /** When a contact was last answered. */
  readonly lastReplyAt: (contact: string | null) => Instant | undefined
  readonly channelOf: (contact: string) => string | undefined
  /** What a task is, in its own words. */
  readonly taskText: (task: string | null) => string | undefined
  /** An instant as one says it at this moment. */
  readonly timeText: (at: Instant) => string
}

type Types = ConversationEvents
/** Says why an event happened, its rule first; nothing where that goes without saying. */
export type WhyText = (event: StoredEvent, known: TextContext) => string

export const whyInbound: WhyText = ({ data }) => {
  const { reasons, silent } = data as Types['message.received']
  return silent ? `${explainReasons(reasons)}; it is kept and changes nothing` : explainReasons(reasons)
}

export const whyStarted: WhyText = ({ data }, { nameOf }) => {
  const { follows } = data as Types['conversation.started']
  return follows === null ? '' : `I-11: so a new conversation begins, which follows ${nameOf(follows)}`
}

export const whyReopened: WhyText = ({ actor, assignee, cause, conversation, data }, { nameOf }) => {
  if (cause === 'rejoin') return 'W-10: which reopens it, whatever the window'
  if (actor.kind !== 'customer') return explainReasons((data as Types['conversation.reopened']).reasons)
  const again = assignee?.agent == null ? '' : `, and ${assignee.agent} still has it`
  return `I-9: so ${nameOf(conversation ?? '')} is reopened${again}`
}

export const whyAssigned: WhyText = ({ data, assignee }) => {
  const { agent, inbox, reason } = data as Types['conversation.assigned']
  const move = movedText(inbox, assignee)
  if (reason === 'reopened' && move !== '')
    return agent === null ? `A-3: it${move.slice(1)}` : `A-3: ${agent} has it now${move}`
  if (agent === null) return ''
  if (reason === 'outbound' || reason === 'inbound') return `A-4: who answers has it, so ${agent} has it`
  return reason === 'reopened' ? `A-3: ${agent} has it now` : ''
}

export const whyContactStarted: WhyText = ({ data }) => {
  const { opensConversation, channel, direction } = data as Types['contact.started']
  return opensConversation
    ? ''
    : `K-1: ${direction === 'inbound' ? 'a' : 'our'} contact on ${channel} begins in it`
}

/** The rule behind a deadline that ended a contact (D-3). */
const timeoutTexts: { readonly [cause: string]: string } = {
  idle: 'K-4: silence ends a messaging contact',
  mail_idle: 'K-5: silence ends a mail contact',
  call_timeout: 'K-3: a call whose end nobody reports is given up',
}

export const whyContactEnded: WhyText = ({ data, cause, contact, occurredAt }, { lastReplyAt }) => {
  if ((data as Types['contact.ended']).reason === 'abandoned')
    return 'K-7: the customer left before an answer'
  const timeoutText = timeoutTexts[cause]
  const answered = lastReplyAt(contact)
  if (timeoutText === undefined || answered === undefined || cause === 'call_timeout')
    return timeoutText ?? ''
  return `${timeoutText}, ${durationText(occurredAt - answered)} after our answer`
}

export const whyClosed: WhyText = ({ cause, data }) => {
  if (cause === 'abandoned') return 'K-7: and nobody had it, so it closes by itself'
  if (cause === 'imported') return 'C-3: an imported close asks for nothing'
  if (cause === 'auto_close') return 'D-4: it has waited long enough, and nothing is owed'
  if (cause !== 'close' && cause !== 'separated') return ''
  if ((data as Types['conversation.closed']).forced)
    return 'C-1: forced, though the customer waits for an answer'
  return cause === 'close' ? 'C-1: nothing is owed any more' : 'C-1: nothing is owed in what stays behind'
}

export const whySent: WhyText = ({ actor, conversation }) =>
  actor.kind === 'automation' && conversation === null
    ? 'R-3: a machine opens no conversation; it stands in the timeline alone'
    : ''
