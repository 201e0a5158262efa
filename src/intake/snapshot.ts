import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import type { Customer } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import type { ConversationId, CustomerId, Seq } from '../kernel/ids.ts'
import type { TaskEvent } from '../task/events.ts'
import type { Task } from '../task/task.ts'

/**
 * An event as a store returns it: the union of all event types, told apart by `type`, so that a check of `type` gives
 * the shape of `data`.
 */
export type StoredEvent = ConversationEvent | CustomerEvent | TaskEvent

/** All that a decision may know of a customer's past: what a store finds in one trip. */
export interface Snapshot {
  readonly customer: Customer | null
  /** Who owns the address that was asked about; null if nobody does, `sharedAddressOwner` if it is shared (CU-1, I-17). */
  readonly addressOwner: CustomerId | null
  /** The last place taken in the customer's stream; 0 for a customer who has none. */
  readonly head: Seq
  readonly active: Conversation | null
  /** The candidates of I-9, the conversation asked for and those quoted, the last closed first. */
  readonly closed: readonly Conversation[]
  /** The task asked for. */
  readonly task: Task | null
  /** What an earlier run of this command wrote; empty if it never ran (I-1). */
  readonly commandEvents: readonly StoredEvent[]
  /** The events that carry one of the ids quoted, of any customer, in the order of the ids (I-16, I-19). */
  readonly referencedEvents: readonly StoredEvent[]
}

/** Whether an event stands in a customer's stream, or in one that a merge brought in. */
export const belongsTo = (customer: Customer, event: StoredEvent): boolean =>
  event.customer === customer.id || customer.absorbed.includes(event.customer)

/** What is known of somebody who was never heard of. */
export const emptySnapshot: Snapshot = {
  customer: null,
  addressOwner: null,
  head: 0,
  active: null,
  closed: [],
  task: null,
  commandEvents: [],
  referencedEvents: [],
}

/** A conversation of the situation by its id, or null; a merged one leads to the one that stands for it (CU-4). */
export const conversationIn = (
  snapshot: Pick<Snapshot, 'active' | 'closed'>,
  id: ConversationId | null,
): Conversation | null => {
  const { active, closed } = snapshot
  if (active?.id === id) return active
  const found = closed.find((conversation) => conversation.id === id) ?? null
  const into = found?.mergedInto ?? null
  return into === null
    ? found
    : (conversationIn({ active, closed: withoutConversation(closed, id) }, into) ?? found)
}

/** The last closed conversation that stands for itself: merged ones are only asked for by name (CU-4). */
export const lastClosed = ({ closed }: Pick<Snapshot, 'closed'>): Conversation | null =>
  closed.find((conversation) => conversation.mergedInto === null) ?? null

/** Damaged data may lead in a circle: what was looked at is not looked at again. */
const withoutConversation = (
  closed: readonly Conversation[],
  id: ConversationId | null,
): readonly Conversation[] => closed.filter((conversation) => conversation.id !== id)
