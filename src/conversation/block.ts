import { type AddressClaim, changeCustomer } from '../customer/change.ts'
import type { Customer } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import { systemActor } from '../kernel/actor.ts'
import { textContent } from '../kernel/event.ts'
import { type Context, contextAfter } from '../policy/context.ts'
import { changeConversation } from './change.ts'
import { emitClose } from './close.ts'
import type { Conversation } from './conversation.ts'
import type { ConversationEvent } from './events.ts'

/** What blocking changed: the customer, and the conversation that it closed, if one was active. */
export interface BlockResult {
  readonly ok: true
  readonly customer: Customer
  readonly conversation: Conversation | null
  readonly events: readonly (CustomerEvent | ConversationEvent)[]
  readonly claims: readonly AddressClaim[]
}

/**
 * Blocks a customer (I-5): what he writes is kept and changes nothing any more; the active conversation is closed by
 * the system, cause `blocked` (C-3). Blocking twice is a no-op.
 *
 * @example
 * blockCustomer(customer, conversation, {}, context).conversation?.closed?.cause // 'blocked'
 */
export const blockCustomer = (
  customer: Customer,
  active: Conversation | null,
  input: { readonly reason?: string | null | undefined },
  context: Context,
): BlockResult => {
  const reason = input.reason ?? null
  const content = reason === null ? null : textContent(reason)
  const blocking = changeCustomer(customer, context, 'block')
  if (!customer.blocked) blocking.emit('customer.blocked', {}, content)
  const { state, events, claims } = blocking.done()
  if (active === null || customer.blocked)
    return { ok: true, customer: state, conversation: active, events, claims }
  const closing = changeConversation(active, contextAfter(context, events.length, systemActor), 'block')
  emitClose(closing, 'blocked', { forced: active.pendingReplies.length > 0, reason })
  const closed = closing.done()
  return {
    ok: true,
    customer: state,
    conversation: closed.state,
    events: [...events, ...closed.events],
    claims,
  }
}

/**
 * Lifts a block; it reopens nothing (I-5). Lifting none is a no-op.
 *
 * @example
 * unblockCustomer(customer, context).events // []
 */
export const unblockCustomer = (customer: Customer, context: Context): BlockResult => {
  const unblocking = changeCustomer(customer, context, 'block')
  if (customer.blocked) unblocking.emit('customer.unblocked', {})
  const { state, events, claims } = unblocking.done()
  return { ok: true, customer: state, conversation: null, events, claims }
}
