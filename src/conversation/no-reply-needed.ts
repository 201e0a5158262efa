import type { ContactId } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { type Changed, change } from './change.ts'
import type { Conversation } from './conversation.ts'
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
      remedy: 'name the contact that is meant',
      contacts: candidates,
    })
  return { ok: true, contact: only }
}

/**
 * Marks that the customer's last word wants no answer (K-2, K-6): what is owed on the contact is cleared and the
 * contact ends, if it is open.
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
  const candidates = [
    ...new Set([...c.contacts.map(({ id }) => id), ...c.owed.map(({ contact }) => contact)]),
  ]
  const chosen = chooseContact(candidates, input.contact)
  if (!chosen.ok) return chosen
  const { contact } = chosen
  const { emit, done } = change(c, context, 'no_reply_needed')
  emit('conversation.no_reply_needed', { contacts: [contact] })
  const open = c.contacts.find(({ id }) => id === contact)
  if (open?.fulfilled === null) emit('contact.fulfilled', { as: 'cancelled' }, { contact })
  if (open !== undefined) emit('contact.ended', { reason: 'no_reply_needed' }, { contact })
  return done()
}
