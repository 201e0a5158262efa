import type { Contact } from '../contact/contact.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { channelOf, type Policy } from '../policy/policy.ts'

/** What can fall due (D-3). */
export type DeadlineKind = 'idle' | 'mail_limit' | 'call_lost'

/** Something that will happen to a conversation by itself unless something happens before (D-1). */
export interface Deadline {
  readonly kind: DeadlineKind
  readonly contact: ContactId
  readonly at: Instant
}

/** The longest that the idle limit may be, where the channel's traits say nothing (K-4). */
const day = 86_400_000

/** Silence is counted from the last answer; in a contact that a machine began, where nobody waits, from its start. */
const silentSince = ({ answeredAt, direction, startedAt }: Contact): Instant | null =>
  answeredAt ?? (direction === 'outbound' ? startedAt : null)

/** Only an answered contact that is not owed falls silent; a call is lost whatever was said (K-3, K-4, K-5). */
const contactDeadline = (contact: Contact, isOwed: boolean, policy: Policy): Deadline | null => {
  const due = (kind: DeadlineKind, from: Instant | null, limit: number | null): Deadline | null =>
    from === null || limit === null
      ? null
      : { kind, contact: contact.id, at: Math.max(from + limit, policy.since) }
  if (contact.class === 'voice') return due('call_lost', contact.startedAt, policy.callLost)
  if (isOwed) return null
  if (contact.class === 'mail') return due('mail_limit', silentSince(contact), policy.mailLimit)
  const longest = channelOf(policy, contact.channel)?.longestSilence ?? day
  const idle = policy.messagingIdle === null ? null : Math.min(policy.messagingIdle, longest)
  return due('idle', silentSince(contact), idle)
}

/**
 * What is due when, the earliest first: computed from present state and policy, stored nowhere (D-1, D-2, D-3).
 * Nothing is due before the policy took effect.
 *
 * @example
 * deadlines(conversation, policy) // [{ kind: 'idle', contact: 'm1.1', at: 1769850900000 }]
 */
export const deadlines = (c: Conversation, policy: Policy): readonly Deadline[] => {
  if (c.closed !== null) return []
  const found: Deadline[] = []
  for (const contact of c.contacts) {
    const owed = c.owed.some((entry) => entry.contact === contact.id)
    const deadline = contactDeadline(contact, owed, policy)
    if (deadline !== null) found.push(deadline)
  }
  return found.sort((a, b) => a.at - b.at)
}

/**
 * The earliest deadline: the column by which a store finds what is due (D-5).
 *
 * @example
 * nextDeadline(conversation, policy) // 1769850900000
 * nextDeadline(unanswered, policy)   // null
 */
export const nextDeadline = (c: Conversation, policy: Policy): Instant | null =>
  deadlines(c, policy)[0]?.at ?? null
