import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { type Changed, change } from './change.ts'
import type { Conversation, Snooze } from './conversation.ts'
import { type Frozen, frozen } from './frozen.ts'

export interface SnoozeInput {
  /** When it wakes; left out, only a customer's message wakes it. */
  readonly until?: Instant | undefined
  /** Whether a customer's message ends the snooze (default), or its time still rings. */
  readonly onReply?: Snooze['onReply'] | undefined
  /** Snooze although the customer is owed an answer. */
  readonly force?: boolean | undefined
}

export type SnoozeError =
  | Frozen
  | (Refusal<'conversation.awaiting_reply'> & { readonly contacts: readonly ContactId[] })
  | Refusal<'snooze.until_past'>
  | Refusal<'snooze.never_wakes'>

const guard = (c: Conversation, input: SnoozeInput, now: Instant): Refused<SnoozeError> | null => {
  // Written so that a time that is no number is refused too, and one that never comes.
  if (input.until !== undefined && !(input.until > now && Number.isFinite(input.until)))
    return refuse({
      code: 'snooze.until_past',
      rule: 'Z-1',
      message: 'the waking time is not in the future',
      remedy: 'give a later `until`',
    })
  if (input.until === undefined && input.onReply === 'keep')
    return refuse({
      code: 'snooze.never_wakes',
      rule: 'Z-1',
      message: 'neither a time nor a message would wake it',
      remedy: "give `until`, or leave out onReply: 'keep'",
    })
  if (c.owed.length > 0 && input.force !== true)
    return refuse({
      code: 'conversation.awaiting_reply',
      rule: 'Z-1',
      message: 'the customer is owed an answer',
      remedy: 'answer, mark no reply needed, or snooze with force: true',
      contacts: c.owed.map((owed) => owed.contact),
    })
  return null
}

/**
 * Puts a conversation aside until a time, until the customer writes, or until either (Z-1). It is Waiting meanwhile:
 * open contacts end. Snoozing again replaces the condition; a close cancels it.
 *
 * Refused: `conversation.closed`, `snooze.until_past`, `snooze.never_wakes`, `conversation.awaiting_reply`.
 *
 * @example
 * const snoozed = snoozeConversation(conversation, { until: now + 86_400_000 }, context)
 * snoozed.ok && status(snoozed.state) // 'waiting'
 */
export const snoozeConversation = (
  c: Conversation,
  input: SnoozeInput,
  context: Context,
): Changed | Refused<SnoozeError> => {
  const refused = frozen(c) ?? guard(c, input, context.now)
  if (refused !== null) return refused
  const { emit, done } = change(c, context, 'snooze')
  const snooze: Snooze = { until: input.until ?? null, onReply: input.onReply === 'keep' ? 'keep' : 'wake' }
  for (const { id } of c.contacts) emit('contact.ended', { reason: 'agent' }, { contact: id })
  const same = c.snooze?.until === snooze.until && c.snooze.onReply === snooze.onReply
  if (!same) emit('conversation.snoozed', snooze)
  return done()
}

/**
 * Ends a snooze by hand (Z-1); waking what is awake is a no-op.
 *
 * Refused: `conversation.closed`.
 *
 * @example
 * wakeConversation(conversation, context) // { ok: true, state, events: [] }
 */
export const wakeConversation = (c: Conversation, context: Context): Changed | Refused<Frozen> => {
  const refused = frozen(c)
  if (refused !== null) return refused
  const { emit, done } = change(c, context, 'wake')
  if (c.snooze !== null) emit('conversation.woken', { by: 'hand' })
  return done()
}
