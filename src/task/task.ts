import type { Actor } from '../kernel/actor.ts'
import type { Working } from '../kernel/fold.ts'
import type { AgentId, ConversationId, CustomerId, EventId, InboxId, TaskId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** Follow-up work for a customer, beside his conversations: it never changes a conversation's status (F, TK-1). */
export interface Task {
  readonly schema: 1
  readonly id: TaskId
  readonly customer: CustomerId
  /** The conversation that was active when it was made: a remark, never updated (TK-1). */
  readonly conversation: ConversationId | null
  /** Its own, whoever has the conversation (TK-5). */
  readonly inbox: InboxId
  readonly agent: AgentId | null
  readonly dueAt: Instant
  /** The due time at which it was recorded as overdue; null while it is not (TK-6). */
  readonly overdueAt: Instant | null
  readonly createdAt: Instant
  /** The event whose content is its text: text can be redacted without touching any state (E-7). */
  readonly textEventId: EventId
  readonly closed: { readonly at: Instant; readonly by: Actor } | null
}

/** A task before its first event. */
export const blankTask = (id: TaskId, customer: CustomerId): Task => ({
  schema: 1,
  id,
  customer,
  conversation: null,
  inbox: '',
  agent: null,
  dueAt: 0,
  overdueAt: null,
  createdAt: 0,
  textEventId: '',
  closed: null,
})

export const workingTask = (t: Task): Working<Task> => ({
  schema: 1,
  id: t.id,
  customer: t.customer,
  conversation: t.conversation,
  inbox: t.inbox,
  agent: t.agent,
  dueAt: t.dueAt,
  overdueAt: t.overdueAt,
  createdAt: t.createdAt,
  textEventId: t.textEventId,
  closed: t.closed,
})
