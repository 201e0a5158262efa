import { type Cause, type Envelope, textOnly } from '../kernel/event.ts'
import type { CustomerId } from '../kernel/ids.ts'
import { type EmitOptions, envelope, type Origin } from '../kernel/origin.ts'
import type { Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { type Changed, change } from './change.ts'
import type { Conversation } from './conversation.ts'
import type { ConversationEvent, ConversationEvents } from './events.ts'
import { type Frozen, frozen } from './frozen.ts'

/** An event that stands in the customer's timeline alone, in no conversation (I-13). */
export const beside = <T extends keyof ConversationEvents & string>(
  customer: CustomerId,
  origin: Origin,
  cause: Cause,
  type: T,
  data: ConversationEvents[T],
  options: EmitOptions = {},
): Envelope<T, ConversationEvents[T]> => envelope(origin, 0, cause, customer, null, null, type, data, options)

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
): Changed | Refused<Frozen> => {
  const refused = frozen(c)
  if (refused !== null) return refused
  const noting = change(c, context, 'note')
  noting.emit('note.added', {}, { content: textOnly(input.text) })
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
  beside(customer, context, 'note', 'note.added', {}, { content: textOnly(input.text) }) as ConversationEvent
