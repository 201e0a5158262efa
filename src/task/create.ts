import type { Conversation } from '../conversation/conversation.ts'
import type { Customer } from '../customer/customer.ts'
import { textContent } from '../kernel/event.ts'
import type { AgentId, InboxId } from '../kernel/ids.ts'
import type { InstantLike } from '../kernel/instant.ts'
import type { Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { newTask, type TaskChanged } from './change.ts'
import { requireFutureDueAt, requireValidFields, type TaskDueInPast, type TaskInvalid } from './validate.ts'

export interface CreateTaskInput {
  readonly text: string
  readonly dueAt: InstantLike
  /** Default: the inbox of the active conversation, else the policy's. */
  readonly inbox?: InboxId | undefined
  /** Default: nobody (TK-5). */
  readonly agent?: AgentId | null | undefined
  /** The active conversation, or null: a remark (TK-1). */
  readonly conversation: Pick<Conversation, 'id' | 'inbox'> | null
}

export type CreateTaskError = TaskInvalid | TaskDueInPast

/**
 * Makes a task for a customer, whatever the state of his conversations, none of which changes (TK-1, TK-2, TK-5).
 *
 * Refused: `task.invalid` with the issues, `task.due_in_past`.
 *
 * @example
 * const tomorrow = now + 86_400_000
 * const made = createTask(customer, { text: 'Call Ada back', dueAt: tomorrow, conversation: null }, context)
 * made.ok && made.state.inbox // 'support'
 */
export const createTask = (
  customer: Customer,
  input: CreateTaskInput,
  context: Context,
): TaskChanged | Refused<CreateTaskError> => {
  const refused = requireValidFields(input, ['text', 'dueAt'])
  if (refused !== null) return refused
  const dueAt = requireFutureDueAt(input.dueAt, context)
  if (typeof dueAt !== 'number') return dueAt
  const { conversation, agent = null } = input
  const inbox = input.inbox ?? conversation?.inbox ?? context.policy.inbox.default
  const { emit, done } = newTask(customer.id, context)
  const data = { conversation: conversation?.id ?? null, inbox, agent, dueAt }
  emit('task.created', data, { content: textContent(input.text) })
  return done()
}
