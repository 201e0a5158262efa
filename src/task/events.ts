import type { AssignReason } from '../conversation/events.ts'
import type { EventOf } from '../kernel/event.ts'
import type { AgentId, ConversationId, InboxId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** Types and data of the events of a task. The comments are the text of docs/events.md. */
export interface TaskEvents {
  /** A task was created. Content: the text. */
  'task.created': {
    readonly conversation: ConversationId | null
    readonly inbox: InboxId
    readonly agent: AgentId | null
    readonly dueAt: Instant
  }
  /** The due time or the text changed; `text` says whether there is a new one. Content: the new text. */
  'task.edited': { readonly dueAt: Instant; readonly text: boolean }
  /** It has another inbox or another agent, or none. */
  'task.assigned': {
    readonly inbox: InboxId
    readonly agent: AgentId | null
    readonly reason: AssignReason
  }
  /** Somebody commented on it. Content: the text. */
  'task.commented': Readonly<Record<string, never>>
  /** It is done. */
  'task.closed': Readonly<Record<string, never>>
  /** It is open again, with a new due time. */
  'task.reopened': { readonly dueAt: Instant }
  /** Its due time passed while it was open (TK-6). */
  'task.overdue': { readonly dueAt: Instant }
}

export type TaskEvent = EventOf<TaskEvents>
