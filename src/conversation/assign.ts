import type { Assignee } from '../kernel/event.ts'
import type { AgentId, InboxId } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { type ConversationChange, type ConversationChanged, changeConversation } from './change.ts'
import type { Conversation } from './conversation.ts'
import type { AssignReason } from './events.ts'
import { type ConversationClosed, requireOpen } from './require-open.ts'

export interface AssignInput {
  /** The agent who shall have it; null lets go of it; left out, the present one stays. */
  readonly agent?: AgentId | null | undefined
  /** The inbox it shall lie in; left out, the present one. */
  readonly inbox?: InboxId | undefined
  /** Whom the caller believes to have it now: a mismatch is refused. */
  readonly expected: AgentId | null
  readonly reason?: AssignReason | undefined
}

export type AssignError =
  | ConversationClosed
  | Refusal<'assign.no_inbox'>
  | Refusal<'assign.no_target'>
  | (Refusal<'conversation.assigned_elsewhere'> & { readonly assignee: Assignee })

/** Hands a conversation over inside another change, if that changes anything. */
export const emitAssign = (
  { next, emit }: ConversationChange,
  to: { readonly inbox?: InboxId | undefined; readonly agent: AgentId | null },
  reason: AssignReason,
): void => {
  const inbox = to.inbox ?? next.inbox
  if (next.agent !== to.agent || next.inbox !== inbox)
    emit('conversation.assigned', { inbox, agent: to.agent, reason })
}

const defaultAssignReason = (to: Assignee, c: Conversation, context: Context): AssignReason => {
  if (context.actor.kind === 'api') return 'api'
  if (to.agent === null && c.agent !== null) return 'unassigned'
  return to.agent === c.agent ? 'moved' : 'manual'
}

/**
 * Gives a conversation to an agent, lets go of it, or moves it to another inbox: a compare-and-set.
 * Assigning the present holder writes nothing.
 *
 * Refused: `conversation.closed`, `assign.no_inbox`, `assign.no_target`, `conversation.assigned_elsewhere`, which names the
 * present holder.
 *
 * @example
 * assignConversation(conversation, { agent: 'sam', expected: null }, context)
 */
export const assignConversation = (
  c: Conversation,
  input: AssignInput,
  context: Context,
): ConversationChanged | Refused<AssignError> => {
  const refused = requireOpen(c)
  if (refused !== null) return refused
  if (input.inbox?.trim() === '')
    return refuse({
      code: 'assign.no_inbox',
      rule: 'A-1',
      message: 'every conversation lies in an inbox, and this one has no name',
      remedy: 'name an inbox, or leave it out to keep the present one',
    })
  if (input.agent === undefined && input.inbox == null)
    return refuse({
      code: 'assign.no_target',
      rule: 'A-1',
      message: 'Cannot assign: no agent and no inbox was named to assign to.',
      remedy: 'Pass `to` with the id of an agent (null for none), or `inbox`; `agent` only says who assigns.',
    })
  const to: Assignee = {
    inbox: input.inbox ?? c.inbox,
    agent: input.agent === undefined ? c.agent : input.agent,
  }
  const isUnchanged = to.inbox === c.inbox && to.agent === c.agent
  if (!isUnchanged && input.expected !== c.agent)
    return refuse({
      code: 'conversation.assigned_elsewhere',
      rule: 'A-1',
      message: c.agent === null ? 'nobody has it any more' : `${c.agent} has it`,
      remedy: 'look at the present holder and assign again, expecting that one',
      assignee: { inbox: c.inbox, agent: c.agent },
    })
  const assigning = changeConversation(c, context, 'assign')
  emitAssign(assigning, to, input.reason ?? defaultAssignReason(to, c, context))
  return assigning.done()
}
