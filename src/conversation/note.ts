import { type Cause, type Envelope, textContent } from '../kernel/event.ts'
import type { CustomerId } from '../kernel/ids.ts'
import { createEvent, type EmitOptions, type Origin } from '../kernel/origin.ts'
import type { Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { type ConversationChanged, changeConversation } from './change.ts'
import type { Conversation } from './conversation.ts'
import type { ConversationEvent, ConversationEvents } from './events.ts'
import { type ConversationClosed, requireOpen } from './require-open.ts'

/** An event that stands in the customer's timeline alone, in no conversation (I-13). */
export const timelineOnlyEvent = <T extends keyof ConversationEvents & string>(
  customer: CustomerId,
  origin: Origin,
  cause: Cause,
  type: T,
  data: ConversationEvents[T],
  options: EmitOptions = {},
): Envelope<T, ConversationEvents[T]> =>
  createEvent(origin, 0, cause, customer, null, null, type, data, options)

/**
 * Writes an internal note on an active conversation; it changes no status (N-1).
 *
 * Refused: `conversation.closed`.
 *
 * @example
 * addNote(closed, { text: 'Called back' }, context) // refused: conversation.closed
 */
export const addNote = (
  c: Conversation,
  input: { readonly text: string },
  context: Context,
): ConversationChanged | Refused<ConversationClosed> => {
  const refused = requireOpen(c)
  if (refused !== null) return refused
  const noting = changeConversation(c, context, 'note')
  noting.emit('note.added', {}, { content: textContent(input.text) })
  return noting.done()
}

/**
 * A note on the customer, in no conversation: always possible (C-6).
 *
 * @example
 * noteOnCustomer(customer.id, { text: 'Prefers the phone' }, context).conversation // null
 */
export const noteOnCustomer = (
  customer: CustomerId,
  input: { readonly text: string },
  context: Context,
): ConversationEvent =>
  timelineOnlyEvent(
    customer,
    context,
    'note',
    'note.added',
    {},
    { content: textContent(input.text) },
  ) as ConversationEvent
