import {
  type ConversationChange,
  type ConversationChanged,
  changeConversation,
} from '../conversation/change.ts'
import { emitClose } from '../conversation/close.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import { emitWake } from '../conversation/snooze.ts'
import { systemActor } from '../kernel/actor.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import type { Policy } from '../policy/policy.ts'
import { type Deadline, type DeadlineKind, deadlines } from './deadlines.ts'

export type DeadlineEarly = Refusal<'deadline.early'> & { readonly at: Instant }

/** What each kind does when its time has come. */
const deadlineEffects: {
  readonly [kind in DeadlineKind]: (changing: ConversationChange, deadline: Deadline, policy: Policy) => void
} = {
  idle: ({ emit }, { contact }) => emit('contact.ended', { reason: 'idle' }, { contact }),
  mail_idle: ({ emit }, { contact }) => emit('contact.ended', { reason: 'idle' }, { contact }),
  call_timeout: ({ emit }, { contact }) => emit('contact.ended', { reason: 'lost' }, { contact }),
  wake: (changing, _, policy) => emitWake(changing, 'time', policy),
  first_response: ({ emit }, { contact, at }) =>
    emit('conversation.response_overdue', { dueAt: at }, { contact }),
  auto_close: (changing) => emitClose(changing, 'auto_close'),
}

/** Commands of deadlines name what fell due; a contact ends once, the others are told apart by time and place. */
const deadlineCommandId = (c: Conversation, { kind, contact, at }: Deadline, { head }: Context): string =>
  kind === 'idle' || kind === 'mail_idle' || kind === 'call_timeout'
    ? `${contact}.${kind}`
    : `${c.id}.${kind}.${at}.${head + 1}`

const applyOne = (c: Conversation, deadline: Deadline, context: Context): ConversationChanged => {
  const commandId = deadlineCommandId(c, deadline, context)
  const origin = { ...context, actor: systemActor, commandId, emitted: 0, decidedAt: deadline.at }
  const changing = changeConversation(c, origin, deadline.kind)
  deadlineEffects[deadline.kind](changing, deadline, context.policy)
  return changing.done()
}

/** Applies the earliest as long as it may be, each on what the one before it left. */
const applyDeadlinesWhile = (
  c: Conversation,
  context: Context,
  shouldApply: (next: Deadline, due: readonly Deadline[]) => boolean,
): ConversationChanged => {
  let state = c
  const events: ConversationEvent[] = []
  for (;;) {
    const due = deadlines(state, context.policy)
    const [next] = due
    if (next === undefined || !shouldApply(next, due)) return { ok: true, state, events }
    const applied = applyOne(state, next, { ...context, head: context.head + events.length })
    state = applied.state
    events.push(...applied.events)
  }
}

/**
 * Applies one deadline at its own time, however late, and before it what was due earlier (D-2, D-3): timers may ring in
 * any order. One that is not due any more, because something happened before or it was applied already, changes nothing.
 *
 * Refused: `deadline.early` before its time.
 *
 * @example
 * const silence = deadlines(conversation, policy)
 * silence.map((due) => applyDeadline(conversation, due, context).ok)                       // [false]
 * silence.map((due) => applyDeadline(conversation, due, { ...context, now: due.at }).ok) // [true]
 */
export const applyDeadline = (
  c: Conversation,
  deadline: Deadline,
  context: Context,
): ConversationChanged | Refused<DeadlineEarly> => {
  const { kind, contact, at } = deadline
  if (!(at <= context.now))
    return refuse({
      code: 'deadline.early',
      rule: 'D-2',
      message: 'this is not due yet',
      remedy: 'come back at its time',
      at,
    })
  return applyDeadlinesWhile(c, context, (_, due) =>
    due.some((one) => one.kind === kind && one.contact === contact && one.at === at),
  )
}

/**
 * Applies what was due by `context.now`, in order of due time, each at its due time and by the policy of that time
 * (D-2). Every command does this before it decides anything; so a late sweep, or none, changes no outcome.
 *
 * @example
 * const { events } = applyDueDeadlines(conversation, { ...context, now: now + 900_000 })
 * events.map(({ type }) => type) // ['contact.ended', 'conversation.status_changed']
 */
export const applyDueDeadlines = (c: Conversation, context: Context): ConversationChanged =>
  applyDeadlinesWhile(c, context, ({ at }) => at <= context.now)
