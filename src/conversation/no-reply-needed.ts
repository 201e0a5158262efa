import { type Contact, sameKey } from '../contact/contact.ts'
import type { ContactId } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { type Changed, change } from './change.ts'
import type { Conversation, Owed } from './conversation.ts'
import { type Frozen, frozen } from './frozen.ts'
import { type Seen, type UnseenMessage, unseenRefused } from './seen.ts'

export type ContactChoice =
  | (Refusal<'contact.ambiguous'> & { readonly contacts: readonly ContactId[] })
  | Refusal<'contact.none'>

/** The contact that a command means: the one it names, else the only one there is (K-6). */
export const chooseContact = (
  candidates: readonly ContactId[],
  named: ContactId | undefined,
): { readonly ok: true; readonly contact: ContactId } | Refused<ContactChoice> => {
  const [only, another] = candidates
  if (named !== undefined && candidates.includes(named)) return { ok: true, contact: named }
  if (only === undefined || named !== undefined)
    return refuse({
      code: 'contact.none',
      rule: 'K-6',
      message:
        named === undefined ? 'no contact is open or owed' : `contact ${named} is neither open nor owed`,
      remedy: 'nothing to do, or name one of the open contacts',
    })
  if (another !== undefined)
    return refuse({
      code: 'contact.ambiguous',
      rule: 'K-6',
      message: `${candidates.length} contacts are open or owed`,
      remedy: 'pass `contact`, one of `contacts`',
      contacts: candidates,
    })
  return { ok: true, contact: only }
}

/** Whether an open contact may have been started when a snooze ended, for what is pending on one that had ended (Z-1). */
const standsFor = (open: Contact, owed: Owed): boolean =>
  open.direction === 'inbound' &&
  open.answeredAt === null &&
  sameKey(open, open.session === null ? { ...owed, session: null } : owed)

/** The contact to end: the very one, or the one that stands for it and for nothing else (K-6, Z-1). */
const openFor = ({ contacts, owed }: Conversation, contact: ContactId): Contact | undefined => {
  const own = contacts.find(({ id }) => id === contact)
  const pending = owed.find((one) => one.contact === contact)
  if (own !== undefined || pending === undefined) return own
  return contacts.find(
    (open) =>
      standsFor(open, pending) &&
      owed.every((one) => one === pending || (one.contact !== open.id && !standsFor(open, one))),
  )
}

/**
 * Marks that the customer's last word wants no answer (K-2, K-6): what is owed on the contact is cleared and the
 * contact ends, if it is open. Without `contact` the one with a pending reply is meant, else the one that is open.
 *
 * Refused: `conversation.closed`, `conversation.unseen_message`, `contact.none`, `contact.ambiguous`.
 *
 * @example
 * const marked = noReplyNeeded(unanswered, {}, context)
 * marked.ok && status(marked.state) // 'waiting'
 */
export const noReplyNeeded = (
  c: Conversation,
  input: Seen & { readonly contact?: ContactId | undefined },
  context: Context,
): Changed | Refused<Frozen | UnseenMessage | ContactChoice> => {
  const refused = frozen(c) ?? unseenRefused(c, input.version, context)
  if (refused !== null) return refused
  const owed = c.owed.map(({ contact }) => contact)
  const candidates = [...new Set([...c.contacts.map(({ id }) => id), ...owed])]
  const chosen = chooseContact(candidates, input.contact ?? (owed.length === 1 ? owed[0] : undefined))
  if (!chosen.ok) return chosen
  const { contact } = chosen
  const { emit, done } = change(c, context, 'no_reply_needed')
  emit('conversation.no_reply_needed', { contacts: [contact] })
  const open = openFor(c, contact)
  if (open?.fulfilled === null) emit('contact.fulfilled', { as: 'cancelled' }, { contact: open.id })
  if (open !== undefined) emit('contact.ended', { reason: 'no_reply_needed' }, { contact: open.id })
  return done()
}
