import type { ContactId } from '../kernel/ids.ts'
import { type Instant, type InstantLike, parseInstant } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { channelOf, type Policy } from '../policy/policy.ts'
import { type ConversationChange, type ConversationChanged, changeConversation } from './change.ts'
import { joinContact } from './contacts.ts'
import type { Conversation, Snooze } from './conversation.ts'
import { type ConversationClosed, requireOpen } from './require-open.ts'
import { requireSeen, type SeenVersion, type UnseenMessage } from './seen-version.ts'

export interface SnoozeInput extends SeenVersion {
  /** When it wakes; left out, only a customer's message wakes it. */
  readonly until?: InstantLike | null | undefined
  /** Whether a customer's message ends the snooze (default), or its time still rings. */
  readonly onReply?: Snooze['onReply'] | undefined
  /** Snooze although the customer is owed an answer. */
  readonly force?: boolean | undefined
}

export type SnoozeError =
  | ConversationClosed
  | (Refusal<'conversation.awaiting_reply'> & { readonly contacts: readonly ContactId[] })
  | UnseenMessage
  | Refusal<'snooze.until_invalid'>
  | Refusal<'snooze.until_past'>
  | Refusal<'snooze.never_wakes'>

const isoText = (at: Instant): string => new Date(at).toISOString()

/** What is wrong with the waking time; null if nothing is, or if there is none. */
const requireFutureUntil = (given: SnoozeInput['until'], now: Instant): Refused<SnoozeError> | null => {
  if (given == null) return null
  const read = parseInstant(given, 'until')
  if (!read.ok)
    return refuse({
      code: 'snooze.until_invalid',
      rule: 'B-1',
      message: `\`until\` ${read.error.message}`,
      remedy: 'Pass milliseconds, a Date, or an ISO time with a zone.',
    })
  if (read.value > now) return null
  return refuse({
    code: 'snooze.until_past',
    rule: 'Z-1',
    message: `\`until\` is ${isoText(read.value)}, which is not after now, ${isoText(now)}`,
    remedy: 'Pass a later `until`.',
  })
}

const requireSnoozable = (c: Conversation, input: SnoozeInput, now: Instant): Refused<SnoozeError> | null => {
  const refused = requireFutureUntil(input.until, now)
  if (refused !== null) return refused
  if (input.until == null && input.onReply === 'keep')
    return refuse({
      code: 'snooze.never_wakes',
      rule: 'Z-1',
      message: 'neither a time nor a message would wake it',
      remedy: "give `until`, or leave out onReply: 'keep'",
    })
  if (c.pendingReplies.length > 0 && input.force !== true)
    return refuse({
      code: 'conversation.awaiting_reply',
      rule: 'Z-1',
      message: 'the customer is owed an answer',
      remedy: 'answer, mark no reply needed, or snooze with force: true',
      contacts: c.pendingReplies.map((pending) => pending.contact),
    })
  return null
}

/**
 * Puts a conversation aside until a time, until the customer writes, or until either (Z-1). It is Waiting meanwhile:
 * open contacts end. Snoozing again replaces the condition; a close cancels it.
 *
 * Refused: `conversation.closed`, `conversation.unseen_message`, `snooze.until_invalid`, `snooze.until_past`,
 * `snooze.never_wakes`, `conversation.awaiting_reply`.
 *
 * @example
 * const snoozed = snoozeConversation(conversation, { until: now + 86_400_000 }, context)
 * snoozed.ok && status(snoozed.state) // 'waiting'
 */
export const snoozeConversation = (
  c: Conversation,
  input: SnoozeInput,
  context: Context,
): ConversationChanged | Refused<SnoozeError> => {
  const refused =
    requireOpen(c) ?? requireSeen(c, input.version, context) ?? requireSnoozable(c, input, context.now)
  if (refused !== null) return refused
  const { emit, done } = changeConversation(c, context, 'snooze')
  const until = input.until == null ? null : parseInstant(input.until)
  const snooze: Snooze = {
    until: until?.ok ? until.value : null,
    onReply: input.onReply === 'keep' ? 'keep' : 'wake',
  }
  for (const { id } of c.contacts) emit('contact.ended', { reason: 'agent' }, { contact: id })
  const isUnchanged = c.snooze?.until === snooze.until && c.snooze.onReply === snooze.onReply
  if (!isUnchanged) emit('conversation.snoozed', snooze)
  return done()
}

/** Ends a snooze. If a reply is pending and no contact is open, contacts start for it again, so that lists show it (Z-1). */
export const emitWake = (changing: ConversationChange, by: 'time' | 'unsnooze', policy: Policy): void => {
  const { next, emit } = changing
  emit('conversation.woken', { by })
  if (next.contacts.length > 0) return
  const origin = { direction: 'inbound', opensConversation: false, topics: [] } as const
  for (const pending of next.pendingReplies) {
    const channelClass = channelOf(policy, pending.channel)?.class ?? 'messaging'
    // A call is over: what is pending of it waits for whatever reply comes.
    joinContact(
      changing,
      channelClass,
      channelClass === 'voice' ? { ...pending, session: null } : pending,
      origin,
    )
  }
}

/**
 * Ends a snooze by hand (Z-1); waking what is awake is a no-op.
 *
 * Refused: `conversation.closed`.
 *
 * @example
 * wakeConversation(conversation, context) // { ok: true, state, events: [] }
 */
export const wakeConversation = (
  c: Conversation,
  context: Context,
): ConversationChanged | Refused<ConversationClosed> => {
  const refused = requireOpen(c)
  if (refused !== null) return refused
  const changing = changeConversation(c, context, 'wake')
  if (c.snooze !== null) emitWake(changing, 'unsnooze', context.policy)
  return changing.done()
}
