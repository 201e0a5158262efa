import type { Contact } from '../contact/contact.ts'
import { emitAssign } from '../conversation/assign.ts'
import { type Changed, change } from '../conversation/change.ts'
import { emitClose } from '../conversation/close.ts'
import type { Conversation, Owed } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import { later } from '../conversation/owing.ts'
import { system } from '../kernel/actor.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { after, type Context } from '../policy/context.ts'
import type { MergedConversations } from './plan-merge.ts'

/** The conversation that leads away from now on, closed by the system (C-3, CU-4). */
export const leave = (c: Conversation, plan: MergedConversations, context: Context): Changed => {
  const leaving = change(c, context, 'merge')
  for (const { id } of c.contacts) {
    const reason = plan.moves.includes(id) ? 'merged' : 'superseded'
    leaving.emit('contact.ended', { reason }, { contact: id })
  }
  leaving.emit('conversation.merged', { into: plan.survives ?? '' })
  emitClose(leaving, 'merged', {}, { actor: system })
  return leaving.done()
}

const latest = (a: Instant | null, b: Instant | null | undefined): Instant | null =>
  b == null ? a : later(a, b)

/** Two contacts of one key are one: it counts silence from the later answer. */
const united = (by: Contact, other: Contact | undefined): Contact => ({
  ...by,
  answeredAt: latest(by.answeredAt, other?.answeredAt),
  settledUntil: latest(by.settledUntil, other?.settledUntil),
})

/** The survivor takes the other's contacts, what they are owed and its topics, and an agent if it has none (CU-4). */
export const takeOver = (
  c: Conversation,
  from: Conversation,
  plan: MergedConversations,
  context: Context,
): Changed => {
  const joining = change(c, context, 'merge')
  const { next, emit } = joining
  const heirOf = (contact: ContactId): ContactId =>
    plan.supersedes.find((met) => met.contact === contact)?.by ?? contact
  const met = plan.supersedes.flatMap(({ contact, by }) =>
    c.contacts
      .filter(({ id }) => id === by)
      .map((mine) =>
        united(
          mine,
          from.contacts.find(({ id }) => id === contact),
        ),
      ),
  )
  // It did not open this conversation: if the customer leaves it, that closes nothing (K-7).
  const moved = from.contacts
    .filter(({ id }) => plan.moves.includes(id))
    .map((contact) => ({ ...contact, opener: false }))
  const contacts = [...met, ...moved]
  const owed: readonly Owed[] = from.owed.map((one) => ({ ...one, contact: heirOf(one.contact) }))
  const { topics, heardAt, answeredAt, activeAt } = from
  const what = { contacts, owed, topics, heardAt, answeredAt, activeAt }
  emit('conversation.joined', { from: from.id, how: 'merged', ...what })
  if (next.agent === null) emitAssign(joining, { agent: from.agent }, 'merged')
  const waits = next.contacts.length === 0
  if (next.snooze !== null && !waits) emit('conversation.woken', { by: 'contact' })
  if (next.snooze === null && waits && from.snooze !== null) emit('conversation.snoozed', { ...from.snooze })
  return joining.done()
}

/** The conversation goes on as it is, with the survivor (CU-4). */
export const adopt = (c: Conversation, context: Context): Changed => {
  const adopting = change(c, context, 'merge')
  adopting.emit('conversation.adopted', { from: c.customer })
  return adopting.done()
}

/** A blocked customer has no active conversation (I-5). */
export const closeBlocked = (c: Conversation, context: Context): Changed => {
  const closing = change(c, context, 'merge')
  emitClose(closing, 'blocked', { forced: c.owed.length > 0 }, { actor: system })
  return closing.done()
}

/** What happened to a conversation, one step after another. */
export interface Steps {
  readonly state: Conversation | null
  readonly events: readonly ConversationEvent[]
}

/** The next step on what the last one made of it. */
export const step = (
  { state, events }: Steps,
  context: Context,
  apply: (c: Conversation, context: Context) => Changed,
): Steps => {
  if (state === null) return { state, events }
  const changed = apply(state, after(context, events.length))
  return { state: changed.state, events: [...events, ...changed.events] }
}
