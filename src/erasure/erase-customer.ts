import { changeConversation } from '../conversation/change.ts'
import { emitClose } from '../conversation/close.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import { type AddressClaim, changeCustomer } from '../customer/change.ts'
import type { Customer } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import { systemActor } from '../kernel/actor.ts'
import type { ConversationId, CustomerId } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import { type CustomerMergedAway, customerMergedAway } from '../merge/merge-customers.ts'
import { type Context, contextAfter } from '../policy/context.ts'

/** What erasing changed; the events of the past are redacted apart from it, page by page. */
export interface ErasureResult {
  readonly ok: true
  readonly customer: Customer
  readonly conversation: Conversation | null
  readonly events: readonly (CustomerEvent | ConversationEvent)[]
  readonly claims: readonly AddressClaim[]
}

export type EraseError =
  | CustomerMergedAway
  | (Refusal<'customer.conversation_active'> & { readonly conversation: ConversationId })

/**
 * Erases a customer (CU-9): his addresses are freed and every line forgotten; content and addresses of past events are
 * the store's to redact with `redactEvent`. What keeps counts true remains. With force the active conversation is closed
 * by the system first (C-3).
 *
 * Refused: `customer.conversation_active`; `customer.merged` if `input.customer` names one that was merged into this one.
 *
 * @example
 * eraseCustomer(customer, conversation, {}, context) // refused: customer.conversation_active
 * const erased = eraseCustomer(customer, null, {}, context)
 * erased.ok && erased.customer.addresses // []
 */
export const eraseCustomer = (
  customer: Customer,
  active: Conversation | null,
  input: { readonly force?: boolean | undefined; readonly customer?: CustomerId | undefined },
  context: Context,
): ErasureResult | Refused<EraseError> => {
  const requestedId = input.customer ?? customer.id
  if (requestedId !== customer.id) return customerMergedAway(requestedId, customer.id, 'CU-9')
  if (active !== null && input.force !== true)
    return refuse({
      code: 'customer.conversation_active',
      rule: 'CU-9',
      message: `conversation ${active.id} is active`,
      remedy: 'close it first, or erase with force: true',
      conversation: active.id,
    })
  let conversation: Conversation | null = null
  let closed: readonly ConversationEvent[] = []
  if (active !== null) {
    const closing = changeConversation(active, context, 'erase')
    const forced = active.pendingReplies.length > 0
    emitClose(closing, 'erased', { forced, contactEndReason: 'customer_erased' }, { actor: systemActor })
    const closeResult = closing.done()
    conversation = closeResult.state
    closed = closeResult.events
  }
  const erasing = changeCustomer(customer, contextAfter(context, closed.length), 'erase')
  erasing.emit('customer.erased', { absorbed: customer.absorbed })
  const owned = customer.addresses.filter(({ shared }) => !shared)
  const { state, events, claims } = erasing.done(
    owned.map(({ key }) => ({ address: key, from: customer.id, to: null })),
  )
  return { ok: true, customer: state, conversation, events: [...closed, ...events], claims }
}
