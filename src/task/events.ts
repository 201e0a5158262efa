import type { AssignReason } from '../conversation/events.ts'
import type { EventOf } from '../kernel/event.ts'
import type { AgentId, ConversationId, InboxId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** Types and data of the events of a task; what people wrote is content. */
export interface TaskEvents {
  'task.created': {
    readonly conversation: ConversationId | null
    readonly inbox: InboxId
    readonly agent: AgentId | null
    readonly dueAt: Instant
  }
  /** `text` says whether the event carries a new text. */
  'task.edited': { readonly dueAt: Instant; readonly text: boolean }
  'task.assigned': {
    readonly inbox: InboxId
    readonly agent: AgentId | null
    readonly reason: AssignReason
  }
  'task.commented': Readonly<Record<string, never>>
  'task.closed': Readonly<Record<string, never>>
  'task.reopened': { readonly dueAt: Instant }
  /** Its due time came while it was open (TK-6). */
  'task.overdue': { readonly dueAt: Instant }
}

export type TaskEvent = EventOf<TaskEvents>
