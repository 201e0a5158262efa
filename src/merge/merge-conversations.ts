import type { Contact } from '../contact/contact.ts'
import { emitAssign } from '../conversation/assign.ts'
import { type ConversationChanged, changeConversation } from '../conversation/change.ts'
import { emitClose } from '../conversation/close.ts'
import type { Conversation, PendingReply } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import { later } from '../conversation/pending-replies.ts'
import { systemActor } from '../kernel/actor.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Context, contextAfter } from '../policy/context.ts'
import type { MergedConversations } from './plan-merge.ts'

/** The conversation that leads away from now on, closed by the system (C-3, CU-4). */
export const closeIntoSurvivor = (
  c: Conversation,
  plan: MergedConversations,
  context: Context,
): ConversationChanged => {
  const closing = changeConversation(c, context, 'merge')
  for (const { id } of c.contacts) {
    const reason = plan.moves.includes(id) ? 'merged' : 'superseded'
    closing.emit('contact.ended', { reason }, { contact: id })
  }
  closing.emit('conversation.merged', { into: plan.survives ?? '' })
  emitClose(closing, 'merged', {}, { actor: systemActor })
  return closing.done()
}

const latestInstant = (a: Instant | null, b: Instant | null | undefined): Instant | null =>
  b == null ? a : later(a, b)

/** Two contacts of one key are one: it counts silence from the later answer. */
const mergeContacts = (survivor: Contact, other: Contact | undefined): Contact => ({
  ...survivor,
  lastReplyAt: latestInstant(survivor.lastReplyAt, other?.lastReplyAt),
  repliedUntil: latestInstant(survivor.repliedUntil, other?.repliedUntil),
})

/** The survivor takes the other's contacts, what they are owed and its topics, and an agent if it has none (CU-4). */
export const joinConversation = (
  c: Conversation,
  from: Conversation,
  plan: MergedConversations,
  context: Context,
): ConversationChanged => {
  const joining = changeConversation(c, context, 'merge')
  const { next, emit } = joining
  const survivingContactOf = (contact: ContactId): ContactId =>
    plan.supersedes.find((met) => met.contact === contact)?.by ?? contact
  const met = plan.supersedes.flatMap(({ contact, by }) =>
    c.contacts
      .filter(({ id }) => id === by)
      .map((survivorContact) =>
        mergeContacts(
          survivorContact,
          from.contacts.find(({ id }) => id === contact),
        ),
      ),
  )
  // It did not open this conversation: if the customer leaves it, that closes nothing (K-7).
  const moved = from.contacts
    .filter(({ id }) => plan.moves.includes(id))
    .map((contact) => ({ ...contact, opensConversation: false }))
  const contacts = [...met, ...moved]
  const pendingReplies: readonly PendingReply[] = from.pendingReplies.map((one) => ({
    ...one,
    contact: survivingContactOf(one.contact),
  }))
  const { topics, lastCustomerMessageAt, lastAgentReplyAt, lastActivityAt } = from
  const joined = { contacts, pendingReplies, topics, lastCustomerMessageAt, lastAgentReplyAt, lastActivityAt }
  emit('conversation.joined', { from: from.id, how: 'merged', ...joined })
  if (next.agent === null) emitAssign(joining, { agent: from.agent }, 'merged')
  const isWithoutContact = next.contacts.length === 0
  if (next.snooze !== null && !isWithoutContact) emit('conversation.woken', { by: 'contact' })
  if (next.snooze === null && isWithoutContact && from.snooze !== null)
    emit('conversation.snoozed', { ...from.snooze })
  return joining.done()
}

/** The conversation goes on as it is, with the survivor (CU-4). */
export const adoptConversation = (c: Conversation, context: Context): ConversationChanged => {
  const adopting = changeConversation(c, context, 'merge')
  adopting.emit('conversation.adopted', { from: c.customer })
  return adopting.done()
}

/** A blocked customer has no active conversation (I-5). */
export const closeForBlockedCustomer = (c: Conversation, context: Context): ConversationChanged => {
  const closing = changeConversation(c, context, 'merge')
  emitClose(closing, 'blocked', { forced: c.pendingReplies.length > 0 }, { actor: systemActor })
  return closing.done()
}

/** What happened to a conversation, one step after another. */
export interface ConversationProgress {
  readonly state: Conversation | null
  readonly events: readonly ConversationEvent[]
}

/** The next step on what the last one made of it. */
export const applyStep = (
  { state, events }: ConversationProgress,
  context: Context,
  apply: (c: Conversation, context: Context) => ConversationChanged,
): ConversationProgress => {
  if (state === null) return { state, events }
  const changed = apply(state, contextAfter(context, events.length))
  return { state: changed.state, events: [...events, ...changed.events] }
}
