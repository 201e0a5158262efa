import type { Conversation } from '../conversation/conversation.ts'
import { isActive } from '../conversation/conversation.ts'
import type { MessageReceived } from '../conversation/events.ts'
import { type ConversationId, commandOf } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Reason, reason } from '../kernel/reason.ts'
import type { Policy } from '../policy/policy.ts'
import { anchorOf, holds, type Relation, relationOf, spanOf, windowFor } from '../policy/window.ts'
import { type Arrival, countedAt } from './arrival.ts'
import type { Identity } from './identify.ts'
import type { Recorded, Situation } from './situation.ts'

/**
 * Where an inbound goes: a closed set. `duplicate` and `unmatched` write nothing; `keep` stores it in the customer's
 * timeline alone; `append-quietly` in a conversation that it does not change.
 */
export type Outcome =
  | 'duplicate'
  | 'unmatched'
  | 'confirm'
  | 'signal'
  | 'delivery_failed'
  | 'keep'
  | 'append-quietly'
  | 'append'
  | 'reopen'
  | 'start'

/** The decision about one inbound: where to, and the chain of reasons that led there. */
export interface Placement {
  readonly outcome: Outcome
  /** The conversation that takes it; null for a new one and for none. */
  readonly conversation: ConversationId | null
  /** The message an echo, a signal, a bounce or a repeat is about. */
  readonly message: Recorded | null
  /** For `start`: the closed conversation that it follows (I-11). */
  readonly follows: ConversationId | null
  /** Stored under the spare key, because other content has this id (I-2). */
  readonly collision: boolean
  /** A reopening held back by the guard (I-10). */
  readonly suppressed: boolean
  readonly reasons: readonly Reason[]
}

/** What a decision may know beside the past: the clock, the policy, and a host's word on the matter (W-8). */
export interface PlaceContext {
  readonly now: Instant
  readonly policy: Policy
  readonly sameMatter?: { readonly [conversation: ConversationId]: Relation }
}

const nothing: Partial<Placement> = {}

const placed = (
  outcome: Outcome,
  conversation: ConversationId | null,
  reasons: readonly Reason[],
  more: Partial<Placement> = nothing,
): Placement => ({
  outcome,
  conversation,
  message: more.message ?? null,
  follows: more.follows ?? null,
  collision: more.collision ?? false,
  suppressed: more.suppressed ?? false,
  reasons,
})

const isInbound = (event: Recorded): boolean =>
  event.type === 'message.received' || event.type === 'call.started'

const latestConversation = (situation: Situation): Conversation | null =>
  situation.active ?? situation.closed[0] ?? null

/** I-4, I-18, I-19: what is about a message of which we may know. */
const placeAbout = (arrival: Arrival, { situation }: Identity, collision: boolean): Placement | null => {
  const about = (type: string, ids: readonly string[]): Recorded | undefined =>
    situation.quoted.find(
      (event) => event.type === type && (event.data as MessageReceived).refs.some((ref) => ids.includes(ref)),
    )
  if (arrival.kind === 'echo') {
    const ours = about('message.sent', arrival.refs)
    if (ours !== undefined)
      return placed('confirm', ours.conversation, [reason('I-4', 'known_echo', ours.conversation)], {
        message: ours,
      })
    const active = situation.active?.id ?? null
    return placed(active === null ? 'keep' : 'append', active, [reason('I-4', 'unknown_echo', active)], {
      collision,
    })
  }
  if (arrival.kind === 'signal') {
    const target = about('message.received', arrival.quotes) ?? about('message.sent', arrival.quotes)
    return target === undefined
      ? placed('unmatched', null, [reason('I-18', 'message_unknown')])
      : placed('signal', target.conversation, [reason('I-18', 'attached')], { collision, message: target })
  }
  const failed = about('message.sent', arrival.quotes)
  const bounced = arrival.kind === 'bounce' || arrival.classification.kind === 'bounce'
  if (bounced && failed !== undefined)
    return placed(
      'delivery_failed',
      failed.conversation,
      [reason('I-19', 'delivery_failed', failed.conversation)],
      {
        collision,
        message: failed,
      },
    )
  return arrival.kind === 'bounce' ? placed('unmatched', null, [reason('I-19', 'message_unknown')]) : null
}

/** I-1, I-2: whether this very message is stored already. Returns the placement, or whether it is a collision. */
const placeSeen = (arrival: Arrival, { situation }: Identity): Placement | boolean => {
  const storedAs = (key: string): readonly Recorded[] =>
    [...situation.seen, ...situation.quoted].filter((event) => commandOf(event.id) === key)
  const printOf = (event: Recorded): string | undefined =>
    (event.data as Partial<MessageReceived>).fingerprint
  const first = storedAs(arrival.key)
  if (first.length === 0) return false
  const fact = first.find((event) => printOf(event) !== undefined) ?? first[0]
  const same = fact === undefined || (printOf(fact) ?? arrival.fingerprint) === arrival.fingerprint
  const found = same ? fact : storedAs(arrival.spareKey)[0]
  return found === undefined
    ? true
    : placed('duplicate', found.conversation, [reason('I-1', 'seen', found.conversation)], { message: found })
}

/** I-1: the same mail of one customer at another endpoint of ours. */
const copyOf = (arrival: Arrival, { situation }: Identity): Recorded | undefined =>
  arrival.channel.class !== 'mail'
    ? undefined
    : situation.quoted.find((event) => {
        if (event.type !== 'message.received' || event.customer !== situation.customer?.id) return false
        const { refs, fingerprint, endpoint } = event.data as MessageReceived
        const sameMail = refs[0] !== undefined && refs[0] === arrival.refs[0]
        return sameMail && fingerprint === arrival.fingerprint && endpoint !== arrival.endpoint
      })

/** I-6: a strong sign always counts; a weak one only if it answers nothing of ours and comes to no list. */
const isAutomated = (arrival: Arrival, { thread }: Identity, policy: Policy): boolean => {
  const { kind, strength } = arrival.classification
  if (kind === 'bounce') return true
  if (kind !== 'automated') return false
  if (strength === 'strong') return true
  const answersUs = thread.some((event) => event.type === 'message.sent')
  return !answersUs && !(arrival.endpoint !== null && policy.listEndpoints.includes(arrival.endpoint))
}

/** The closed conversations that may be continued, in the order of I-9; merged ones never (CU-4). */
export const candidates = (
  arrival: Arrival,
  { situation, thread }: Identity,
  policy: Policy,
): readonly Conversation[] => {
  const { byTopic } = windowFor(policy, arrival.channel.name)
  const closed = situation.closed.filter((conversation) => conversation.mergedInto === null)
  const answered = thread
    .map((event) => closed.find((conversation) => conversation.id === event.conversation))
    .find((conversation) => conversation !== undefined)
  const sameTopic = byTopic
    ? closed.find((conversation) => relationOf(conversation.topics, arrival.topics) === 'same')
    : undefined
  const ordered = [answered, sameTopic, closed[0]].filter((found) => found !== undefined)
  return [...new Set(ordered)]
}

/** I-10: so many reopenings in so short a time, and no person answered since. */
const isStorm = (conversation: Conversation, policy: Policy, now: Instant): boolean => {
  if (policy.reopenGuard === null) return false
  const { reopens, within } = policy.reopenGuard
  const since = Math.max(now - within, conversation.answeredAt ?? 0)
  return conversation.reopenedAt.filter((at) => at > since).length >= reopens
}

const placeClosed = (
  arrival: Arrival,
  identity: Identity,
  { now, policy, sameMatter }: PlaceContext,
  collision: boolean,
): Placement => {
  const at = countedAt(arrival, now)
  const window = windowFor(policy, arrival.channel.name)
  const asked = sameMatter !== undefined
  const found = candidates(arrival, identity, policy)
  const quoted = new Set(identity.thread.map((event) => event.conversation))
  const reasons: Reason[] = []
  const call =
    arrival.call === null ? undefined : identity.thread.find((event) => event.type === 'call.started')
  const rung = identity.situation.closed.find((conversation) => conversation.id === call?.conversation)
  if (rung?.closed?.cause === 'abandoned' && rung.mergedInto === null)
    return placed('reopen', rung.id, [reason('K-12', 'voicemail_of_call', rung.id)], { collision })
  for (const conversation of found) {
    const relation = quoted.has(conversation.id)
      ? 'same'
      : asked
        ? (sameMatter[conversation.id] ?? 'unknown')
        : relationOf(conversation.topics, arrival.topics)
    const span = spanOf(window, relation)
    const elapsed = at - anchorOf(window, conversation)
    const late = conversation.closed !== null && at < conversation.closed.at
    const inside = late || holds(span, elapsed)
    if (quoted.has(conversation.id)) reasons.push(reason('I-16', 'answers_thread', conversation.id))
    else if (asked) reasons.push(reason('W-8', `${relation}_matter`, conversation.id))
    else if (window.byTopic) reasons.push(reason('W-6', `${relation}_topic`, conversation.id))
    reasons.push(reason('W-1', inside ? 'inside_window' : 'outside_window', conversation.id, elapsed, span))
    if (late)
      reasons.push(reason('I-15', 'before_close', conversation.id, at - (conversation.closed?.at ?? at)))
    if (!inside) continue
    if (late && policy.lateMessage === 'append')
      return placed('append-quietly', conversation.id, [...reasons, reason('I-15', 'append')], { collision })
    if (isStorm(conversation, policy, now))
      return placed(
        'append-quietly',
        conversation.id,
        [...reasons, reason('I-10', 'guard', conversation.id)],
        {
          collision,
          suppressed: true,
        },
      )
    return placed('reopen', conversation.id, [...reasons, reason('I-9', 'reopen', conversation.id)], {
      collision,
    })
  }
  const first = found[0]
  return first === undefined
    ? placed('start', null, [reason('I-12', 'no_conversation')], { collision })
    : placed('start', null, [...reasons, reason('I-11', 'follows', first.id)], {
        collision,
        follows: first.id,
      })
}

/**
 * The one decision that places every inbound of every channel and says why (I-1 to I-19, K-12, W-1 to W-8). Pure: the
 * first row of the table that fits decides. What was due by `now` must have been applied to the situation (D-2).
 */
export const place = (arrival: Arrival, identity: Identity, context: PlaceContext): Placement => {
  const { situation } = identity
  const collision = placeSeen(arrival, identity)
  if (typeof collision !== 'boolean') return collision
  const about = placeAbout(arrival, identity, collision)
  if (about !== null) return about
  const copy = copyOf(arrival, identity)
  if (copy !== undefined)
    return placed(copy.conversation === null ? 'keep' : 'append-quietly', copy.conversation, [
      reason('I-1', 'copy_at_other_endpoint', copy.conversation),
    ])
  if (situation.customer?.blocked === true && identity.who === 'customer')
    return placed('keep', null, [reason('I-5', 'blocked')], { collision })
  const latest = latestConversation(situation)
  if (latest === null && arrival.classification.kind === 'bounce')
    return placed(situation.customer === null ? 'unmatched' : 'keep', null, [
      reason('I-19', 'message_unknown'),
    ])
  if (latest !== null && isAutomated(arrival, identity, context.policy))
    return placed(
      'append-quietly',
      latest.id,
      [reason('I-6', arrival.classification.evidence ?? 'automated')],
      {
        collision,
      },
    )
  if (situation.active !== null && isActive(situation.active))
    return placed('append', situation.active.id, [reason('I-7', 'active', situation.active.id)], {
      collision,
    })
  const acknowledged = arrival.classification.kind === 'acknowledgement'
  if (latest !== null && acknowledged && context.policy.acknowledgement === 'quiet')
    return placed('append-quietly', latest.id, [reason('I-8', 'acknowledgement', latest.id)], { collision })
  return placeClosed(arrival, identity, context, collision)
}
