import type { EndReason } from '../contact/contact.ts'
import type { Changed } from '../conversation/change.ts'
import { change } from '../conversation/change.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import { system } from '../kernel/actor.ts'
import type { Context } from '../policy/context.ts'
import { type Deadline, type DeadlineKind, deadlines } from './deadlines.ts'

const reasons: { readonly [kind in DeadlineKind]: EndReason } = {
  idle: 'idle',
  mail_limit: 'idle',
  call_lost: 'lost',
}

/**
 * Applies one deadline at its own time (D-2). It names its command after what fell due, so that two sweepers, or a
 * sweep and a command, can never apply it twice.
 */
const applyDeadline = (c: Conversation, { kind, contact, at }: Deadline, context: Context): Changed => {
  const origin = { ...context, actor: system, commandId: `${contact}.${kind}`, emitted: 0, decidedAt: at }
  const { emit, done } = change(c, origin, kind)
  emit('contact.ended', { reason: reasons[kind] }, { contact })
  return done()
}

/**
 * Applies what was due by `context.now`, in order of due time, each at its due time (D-2). Every command does this
 * before it decides anything; so a late sweep, or none, changes no outcome.
 *
 * @example
 * const { events } = settle(conversation, { ...context, now: now + 900_000 })
 * events.map(({ type }) => type) // ['contact.ended', 'conversation.status_changed']
 */
export const settle = (c: Conversation, context: Context): Changed => {
  let state = c
  const events: ConversationEvent[] = []
  for (;;) {
    const [due] = deadlines(state, context.policy)
    if (due === undefined || due.at > context.now) return { ok: true, state, events }
    const applied = applyDeadline(state, due, { ...context, head: context.head + events.length })
    state = applied.state
    events.push(...applied.events)
  }
}
