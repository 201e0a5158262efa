import { reason } from '../kernel/reason.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import { type Context, contextAfter } from '../policy/context.ts'
import { emitAssign } from './assign.ts'
import { changeConversation } from './change.ts'
import { type CustomerCannotClose, emitClose, requireNotCustomer } from './close.ts'
import type { Conversation } from './conversation.ts'
import { type AssigneeRetention, emitReopen } from './reopen.ts'
import { type ConversationClosed, requireOpen } from './require-open.ts'
import type { SeparationResult } from './separate.ts'

export interface RejoinInput {
  readonly reason?: string | null | undefined
  /** The host's word on agent and inbox of the one that is reopened. */
  readonly retention?: AssigneeRetention | undefined
}

export type RejoinError = ConversationClosed | CustomerCannotClose | Refusal<'rejoin.not_separated'>

/** Whether it was separated from that one, and that one can be reopened. */
const wasSeparatedFrom = (c: Conversation, original: Conversation | null): original is Conversation =>
  original !== null &&
  original.id === c.separatedFrom &&
  original.closed !== null &&
  original.mergedInto === null

/**
 * Takes a separation back (W-10): contacts, what they are owed and topics return to the conversation that was left,
 * which is reopened whatever the window; the separated one is closed as `merged` and leads there from now on. A snooze
 * goes along where the result is Waiting, as in a merge (CU-4).
 *
 * Refused: `conversation.closed`, `conversation.customer_cannot_close`, `rejoin.not_separated` where the other is not
 * the one it was separated from, or was merged away since.
 *
 * @example
 * const back = rejoinConversation(parted.state, parted.closedConversation, {}, context)
 * back.ok && back.state.id === parted.closedConversation.id // true
 */
export const rejoinConversation = (
  c: Conversation,
  original: Conversation | null,
  input: RejoinInput,
  context: Context,
): SeparationResult | Refused<RejoinError> => {
  const refused = requireOpen(c) ?? requireNotCustomer(context)
  if (refused !== null) return refused
  if (!wasSeparatedFrom(c, original))
    return refuse({
      code: 'rejoin.not_separated',
      rule: 'W-10',
      message: `conversation ${c.id} was not separated from one that can be reopened`,
      remedy: 'nothing to take back: go on in it, or close it',
    })
  const leaving = changeConversation(c, context, 'rejoin')
  leaving.emit('conversation.merged', { into: original.id })
  emitClose(leaving, 'merged', { contactEndReason: 'merged', reason: input.reason ?? null })
  const closedResult = leaving.done()

  const nextContext = contextAfter(context, closedResult.events.length)
  const joining = changeConversation(original, nextContext, 'rejoin')
  const { next, emit } = joining
  const reasons = [reason('W-10', 'rejoined', original.id)]
  emitReopen(joining, reasons, input.retention ?? { keepsAgent: true, inbox: null }, nextContext)
  const { contacts, pendingReplies, topics, lastCustomerMessageAt, lastAgentReplyAt, lastActivityAt } = c
  const joinedData = {
    contacts,
    pendingReplies,
    topics,
    lastCustomerMessageAt,
    lastAgentReplyAt,
    lastActivityAt,
  }
  emit('conversation.joined', { from: c.id, how: 'merged', ...joinedData })
  if (c.snooze !== null && next.contacts.length === 0) emit('conversation.snoozed', { ...c.snooze })
  const { actor } = context
  emitAssign(joining, { agent: actor.kind === 'agent' ? actor.id : (c.agent ?? next.agent) }, 'reopened')
  const { state, events } = joining.done()
  return {
    ok: true,
    closedConversation: closedResult.state,
    state,
    events: [...closedResult.events, ...events],
  }
}
