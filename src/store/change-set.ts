import type { Conversation, Status } from '../conversation/conversation.ts'
import { status } from '../conversation/conversation.ts'
import type { AddressClaim } from '../customer/change.ts'
import type { Customer } from '../customer/customer.ts'
import { nextDeadline } from '../deadline/deadlines.ts'
import { taskDeadline } from '../deadline/task-deadline.ts'
import type { StoredEvent } from '../intake/snapshot.ts'
import type { CustomerId, Seq } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Policy } from '../policy/policy.ts'
import type { Task } from '../task/task.ts'

/** A conversation to store, with the columns that lists and sweeps need, computed at the write (S-4, D-5). */
export interface ConversationRow {
  readonly conversation: Conversation
  readonly status: Status
  /** The earliest deadline; null if nothing is due. */
  readonly dueAt: Instant | null
}

/** A task to store, with the column that sweeps need. */
export interface TaskRow {
  readonly task: Task
  /** When it falls overdue; null if that was recorded or it is closed. */
  readonly dueAt: Instant | null
}

/** The whole effect of one command, as a value: it is written whole or not at all. */
export interface ChangeSet {
  /** The sequence of each customer as it was read; the events take the places after it (O-7). */
  readonly expected: readonly { readonly customer: CustomerId; readonly head: Seq }[]
  readonly customers: readonly Customer[]
  /** Closed ones before active ones, so that a unique index on the active one never trips. */
  readonly conversations: readonly ConversationRow[]
  readonly tasks: readonly TaskRow[]
  readonly claims: readonly AddressClaim[]
  readonly events: readonly StoredEvent[]
  /** Stored events without what people said in them: they take the places of those with the same id (E-7). */
  readonly redacted: readonly StoredEvent[]
}

/**
 * What stood against a commit. `stale`: somebody wrote first. `repeated`: this command is written already. `claimed`: the
 * address has another owner. `conversation` names what the caller may look at, if anything.
 */
export interface CommitConflict {
  readonly kind: 'stale' | 'repeated' | 'claimed'
  /** The customer, event or address at which it failed. */
  readonly key: string
}

export type CommitResult = { readonly ok: true } | { readonly ok: false; readonly conflict: CommitConflict }

/**
 * The row of a conversation (S-4).
 *
 * @example
 * conversationRowOf(conversation, policy) // { conversation, status: 'open', dueAt: 1769850900000 }
 */
export const conversationRowOf = (conversation: Conversation, policy: Policy): ConversationRow => ({
  conversation,
  status: status(conversation),
  dueAt: nextDeadline(conversation, policy),
})

/**
 * The row of a task.
 *
 * @example
 * taskRowOf(task, policy).dueAt // 1769936400000
 */
export const taskRowOf = (task: Task, policy: Policy): TaskRow => ({
  task,
  dueAt: taskDeadline(task, policy)?.at ?? null,
})
