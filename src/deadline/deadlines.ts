import type { Contact } from '../contact/contact.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { status } from '../conversation/conversation.ts'
import { later } from '../conversation/pending-replies.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { channelOf, type Policy } from '../policy/policy.ts'
import { responseDueAt } from '../policy/targets.ts'

/** What can fall due to a conversation (D-3); tasks have a deadline of their own. */
export type DeadlineKind = 'idle' | 'mail_idle' | 'call_timeout' | 'wake' | 'first_response' | 'auto_close'

/** Something that will happen to a conversation by itself unless something happens before (D-1). */
export interface Deadline {
  readonly kind: DeadlineKind
  /** The contact concerned; null where it is the whole conversation. */
  readonly contact: ContactId | null
  readonly at: Instant
}

/** The longest that the idle limit may be, where the channel's traits say nothing (K-4). */
const defaultMaxSilence = 86_400_000

/** What of a conversation its contacts need to know: looked up once for all of them. */
interface PendingContacts {
  readonly contacts: ReadonlySet<ContactId>
  /** A contact that has ended waits for a reply. */
  readonly hasEndedPending: boolean
}

const pendingContactsOf = ({ contacts, pendingReplies }: Conversation): PendingContacts => {
  const pending = new Set(pendingReplies.map(({ contact }) => contact))
  const open = contacts.filter(({ id }) => pending.has(id)).length
  return { contacts: pending, hasEndedPending: open < pending.size }
}

/**
 * Silence is counted from the last answer; in a contact that a machine began, where nobody waits, from its start. A
 * contact that nobody answered and that waits for nothing, as after automated mail or a snooze, is silent since the last
 * reply elsewhere, once nothing is pending on contacts that have ended (I-6, Z-1).
 */
const silentSince = (
  contact: Contact,
  c: Conversation,
  { hasEndedPending }: PendingContacts,
): Instant | null => {
  const { lastReplyAt, direction, startedAt } = contact
  if (lastReplyAt !== null || direction === 'outbound') return lastReplyAt ?? startedAt
  return hasEndedPending ? null : later(c.lastAgentReplyAt, startedAt)
}

/** Only a contact on which nothing is pending falls silent; a call is lost whatever was said (K-3, K-4, K-5). */
const contactDeadline = (
  contact: Contact,
  c: Conversation,
  pending: PendingContacts,
  policy: Policy,
): Deadline | null => {
  const deadlineAfter = (kind: DeadlineKind, from: Instant | null, limit: number | null): Deadline | null =>
    from === null || limit === null ? null : { kind, contact: contact.id, at: from + limit }
  if (contact.class === 'voice' && contact.session !== null)
    return deadlineAfter('call_timeout', contact.startedAt, policy.callTimeout)
  if (pending.contacts.has(contact.id)) return null
  const since = silentSince(contact, c, pending)
  if (contact.class === 'mail') return deadlineAfter('mail_idle', since, policy.mailIdle)
  const maxSilence = channelOf(policy, contact.channel)?.maxIdle ?? defaultMaxSilence
  const idle = policy.messagingIdle === null ? null : Math.min(policy.messagingIdle, maxSilence)
  return deadlineAfter('idle', since, idle)
}

/** The earliest response that is owed; once recorded it is not due again unless its target moves it further (D-6). */
const responseDeadline = (c: Conversation, policy: Policy): Deadline | null => {
  let first: Deadline | null = null
  let recorded: Instant | null = null
  for (const { contact, endpoint, waitingSince, overdueAt } of c.pendingReplies) {
    const at = responseDueAt(policy, { endpoint, inbox: c.inbox, waitingSince })
    if (at === null || (first !== null && at >= first.at)) continue
    first = { kind: 'first_response', contact, at }
    recorded = overdueAt
  }
  return first !== null && recorded !== null && first.at <= recorded ? null : first
}

/** Waiting, nothing owed, not put aside, and silent for long enough (D-4). */
const autoCloseDeadline = (c: Conversation, policy: Policy): Deadline | null =>
  policy.autoClose === null || status(c) !== 'waiting' || c.pendingReplies.length > 0 || c.snooze !== null
    ? null
    : {
        kind: 'auto_close',
        contact: null,
        at: Math.max(c.lastActivityAt, c.statusChangedAt) + policy.autoClose,
      }

/** When a snooze is over (Z-1). */
const wakeDeadline = ({ snooze }: Conversation): Deadline | null =>
  snooze === null || snooze.until === null ? null : { kind: 'wake', contact: null, at: snooze.until }

/** By this policy alone. */
const deadlinesByPolicy = (c: Conversation, policy: Policy): readonly Deadline[] => {
  const pending = pendingContactsOf(c)
  return [
    ...c.contacts.map((contact) => contactDeadline(contact, c, pending, policy)),
    wakeDeadline(c),
    responseDeadline(c, policy),
    autoCloseDeadline(c, policy),
  ].filter((deadline) => deadline !== null)
}

const deadlineKey = ({ kind, contact }: Deadline): string => `${kind} ${contact}`

/**
 * What is due when, the earliest first: computed from present state and policy, stored nowhere (D-1, D-2, D-3).
 * Nothing is due before the policy took effect; what was due until then is judged by the policy before it, if it is known.
 *
 * @example
 * deadlines(conversation, policy) // [{ kind: 'idle', contact: 'm1.1~flleijkfujg3', at: 1769850900000 }]
 */
export const deadlines = (c: Conversation, policy: Policy): readonly Deadline[] => {
  if (c.closed !== null) return []
  const { previous, effectiveFrom } = policy
  const earlierDeadlines =
    previous === null ? [] : deadlines(c, previous).filter(({ at }) => at <= effectiveFrom)
  const earlierKeys = new Set(earlierDeadlines.map(deadlineKey))
  const currentDeadlines = deadlinesByPolicy(c, policy)
    .filter((deadline) => !earlierKeys.has(deadlineKey(deadline)))
    .map((deadline) => (deadline.at < effectiveFrom ? { ...deadline, at: effectiveFrom } : deadline))
  return [...earlierDeadlines, ...currentDeadlines].sort((a, b) => a.at - b.at)
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
