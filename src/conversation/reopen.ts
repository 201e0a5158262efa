import type { ConversationId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Reason } from '../kernel/reason.ts'
import { reason } from '../kernel/reason.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { reopenableUntil } from '../policy/window.ts'
import { emitAssign } from './assign.ts'
import { type ConversationChange, type ConversationChanged, changeConversation } from './change.ts'
import type { Conversation } from './conversation.ts'

/** The window binds automations as it binds customers, and nobody else (W-2). */
export type ReopenWindowOver = Refusal<'conversation.window_over'> & { readonly until: Instant | 'never' }

export type ReopenError =
  | Refusal<'conversation.not_closed'>
  | (Refusal<'conversation.another_active'> & { readonly active: ConversationId })
  | ReopenWindowOver
  | (Refusal<'conversation.merged'> & { readonly into: ConversationId })

/** Whether the agent of a closed conversation may keep it, and in which inbox: the host's word on A-3. */
export interface AssigneeRetention {
  readonly keepsAgent: boolean
  readonly inbox: string | null
}

/** Continues a closed conversation: agent and inbox by policy and by the host's word. */
export const emitReopen = (
  reopening: ConversationChange,
  reasons: readonly Reason[],
  retention: AssigneeRetention,
  context: Context,
): void => {
  const { next, emit } = reopening
  const limit = context.policy.keepAssigneeFor
  const closedFor = context.now - (next.closed?.at ?? context.now)
  const keepsAgent = retention.keepsAgent && (limit === null || (limit > 0 && closedFor <= limit))
  emit('conversation.reopened', { inbox: next.inbox, reasons })
  emitAssign(
    reopening,
    {
      agent: keepsAgent ? next.agent : null,
      ...(retention.inbox === null ? {} : { inbox: retention.inbox }),
    },
    'reopened',
  )
}

export const reopenWindowOver = (until: Instant | 'never'): Refused<ReopenWindowOver> =>
  refuse({
    code: 'conversation.window_over',
    rule: 'W-2',
    message: 'the reopen window is over, and it binds automations and customers',
    remedy: 'let an agent reopen it, or start a new one',
    until,
  })

const conversationMerged = (c: Conversation, into: ConversationId): Refused<ReopenError> =>
  refuse({
    code: 'conversation.merged',
    rule: 'CU-4',
    message: `conversation ${c.id} was merged into ${into}`,
    remedy: `use conversation ${into}`,
    into,
  })

/**
 * Reopens a closed conversation by hand (O-3, W-2, A-3, A-4). Agents may do so at any age, automations and customers
 * only inside the window. The agent who reopens has it.
 *
 * Refused: `conversation.not_closed`, `conversation.another_active`, `conversation.window_over`, `conversation.merged`.
 *
 * @example
 * const reopened = reopenConversation(closed, { active: null }, context)
 * reopened.ok && status(reopened.state) // 'waiting'
 */
export const reopenConversation = (
  c: Conversation,
  input: { readonly active: ConversationId | null; readonly retention?: AssigneeRetention | undefined },
  context: Context,
): ConversationChanged | Refused<ReopenError> => {
  if (c.closed === null)
    return refuse({
      code: 'conversation.not_closed',
      rule: 'O-3',
      message: `conversation ${c.id} is not closed`,
      remedy: 'nothing to do: it can be worked on',
    })
  if (c.mergedInto !== null) return conversationMerged(c, c.mergedInto)
  if (input.active !== null)
    return refuse({
      code: 'conversation.another_active',
      rule: 'O-3',
      message: `conversation ${input.active} of this customer is active`,
      remedy: 'close that one first, or go on in it',
      active: input.active,
    })
  const { actor, now, policy } = context
  const until = reopenableUntil(c, policy)
  const ignoresWindow = actor.kind === 'agent' || actor.kind === 'api' || actor.kind === 'system'
  if (!ignoresWindow && until !== 'always' && (until === 'never' || now > until))
    return reopenWindowOver(until)
  const reopening = changeConversation(c, context, 'reopen')
  const found = actor.kind === 'system' ? 'imported' : 'by_hand'
  emitReopen(
    reopening,
    [reason('W-2', found, c.id)],
    input.retention ?? { keepsAgent: true, inbox: null },
    context,
  )
  if (actor.kind === 'agent') emitAssign(reopening, { agent: actor.id }, 'reopened')
  return reopening.done()
}
