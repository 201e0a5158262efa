import type { Contact } from '../contact/contact.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { status } from '../conversation/conversation.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { channelOf, type Policy } from '../policy/policy.ts'
import { responseDue } from '../policy/targets.ts'

/** What can fall due to a conversation (D-3); tasks have a deadline of their own. */
export type DeadlineKind = 'idle' | 'mail_limit' | 'call_lost' | 'wake' | 'first_response' | 'auto_close'

/** Something that will happen to a conversation by itself unless something happens before (D-1). */
export interface Deadline {
  readonly kind: DeadlineKind
  /** The contact concerned; null where it is the whole conversation. */
  readonly contact: ContactId | null
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
    from === null || limit === null ? null : { kind, contact: contact.id, at: from + limit }
  if (contact.class === 'voice') return due('call_lost', contact.startedAt, policy.callLost)
  if (isOwed) return null
  if (contact.class === 'mail') return due('mail_limit', silentSince(contact), policy.mailLimit)
  const longest = channelOf(policy, contact.channel)?.longestSilence ?? day
  const idle = policy.messagingIdle === null ? null : Math.min(policy.messagingIdle, longest)
  return due('idle', silentSince(contact), idle)
}

/** The earliest response that is owed; once recorded it is not due again unless its target moves it further (D-6). */
const responseDeadline = (c: Conversation, policy: Policy): Deadline | null => {
  let first: Deadline | null = null
  let recorded: Instant | null = null
  for (const { contact, endpoint, since, overdueAt } of c.owed) {
    const at = responseDue(policy, { endpoint, inbox: c.inbox, since })
    if (at === null || (first !== null && at >= first.at)) continue
    first = { kind: 'first_response', contact, at }
    recorded = overdueAt
  }
  return first !== null && recorded !== null && first.at <= recorded ? null : first
}

/** Waiting, nothing owed, not put aside, and silent for long enough (D-4). */
const autoClose = (c: Conversation, policy: Policy): Deadline | null =>
  policy.autoClose === null || status(c) !== 'waiting' || c.owed.length > 0 || c.snooze !== null
    ? null
    : { kind: 'auto_close', contact: null, at: Math.max(c.activeAt, c.statusAt) + policy.autoClose }

/** When a snooze is over (Z-1). */
const waking = ({ snooze }: Conversation): Deadline | null =>
  snooze === null || snooze.until === null ? null : { kind: 'wake', contact: null, at: snooze.until }

/** By this policy alone. */
const dueBy = (c: Conversation, policy: Policy): readonly Deadline[] =>
  [
    ...c.contacts.map((contact) => {
      const owed = c.owed.some((entry) => entry.contact === contact.id)
      return contactDeadline(contact, owed, policy)
    }),
    waking(c),
    responseDeadline(c, policy),
    autoClose(c, policy),
  ].filter((deadline) => deadline !== null)

const isSame = (a: Deadline, b: Deadline): boolean => a.kind === b.kind && a.contact === b.contact

/**
 * What is due when, the earliest first: computed from present state and policy, stored nowhere (D-1, D-2, D-3).
 * Nothing is due before the policy took effect; what was due until then is judged by the policy before it, if it is known.
 *
 * @example
 * deadlines(conversation, policy) // [{ kind: 'idle', contact: 'm1.1~flleijkfujg3', at: 1769850900000 }]
 */
export const deadlines = (c: Conversation, policy: Policy): readonly Deadline[] => {
  if (c.closed !== null) return []
  const { before, since } = policy
  const until = before === null ? [] : deadlines(c, before).filter(({ at }) => at <= since)
  const own = dueBy(c, policy)
    .filter((deadline) => !until.some((earlier) => isSame(earlier, deadline)))
    .map((deadline) => (deadline.at < since ? { ...deadline, at: since } : deadline))
  return [...until, ...own].sort((a, b) => a.at - b.at)
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
