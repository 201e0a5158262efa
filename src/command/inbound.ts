import { sharedHolder } from '../customer/take.ts'
import type { Arrival, ArrivalKind } from '../intake/arrival.ts'
import { identify } from '../intake/identify.ts'
import type { Inbound } from '../intake/inbound.ts'
import { place } from '../intake/place.ts'
import { candidates } from '../intake/place-closed.ts'
import { placeSeen } from '../intake/place-seen.ts'
import type { Placement } from '../intake/placement.ts'
import { type InboundError, type ReportUnknown, readInbound } from '../intake/read-inbound.ts'
import { type Received, receive } from '../intake/receive.ts'
import { conversationIn, nobody, type Situation } from '../intake/situation.ts'
import { type Actor, system } from '../kernel/actor.ts'
import { eventId } from '../kernel/ids.ts'
import { type Refused, type Result, refuse } from '../kernel/result.ts'
import { type Find, findOf } from '../store/ports.ts'
import {
  type Begun,
  begin,
  changedFrom,
  type DecideContext,
  type Decided,
  type Effect,
  type Handler,
  type ParseContext,
  type ParsedCommand,
  retentionOf,
} from './handler.ts'
import type { CommandType } from './inputs.ts'
import { commandResult, type ReceiveResult } from './results.ts'

export type ParsedInbound = ParsedCommand<Arrival>

/** Neither the host app nor an address of their own says who wrote it (I-17). */
const isAnonymous = ({ address, customer }: Arrival): boolean =>
  customer === null && (address === null || address.shared)

/** The queries of an inbound, in one trip: the snapshot of the sender, and that of the thread that it replies to (I-0, I-16). */
const queriesOf = (arrival: Arrival): readonly Find[] => {
  const own = findOf({
    // A sender without an address is found by the id that this very message would give them (I-1).
    customer: isAnonymous(arrival) ? eventId(arrival.key, 0) : arrival.customer,
    address: arrival.address?.key ?? null,
    commands: [arrival.key, arrival.spareKey],
    quoted: [...new Set([...arrival.quotes, ...arrival.refs])],
    topics: arrival.topics,
  })
  return arrival.quotes.length > 0 ? [own, { ...own, customer: null, address: null }] : [own]
}

/**
 * The same inbound, where the store says that its address is shared (I-17): one that names no customer is anonymous then,
 * and is loaded as such, so that its repeat is found.
 */
const asShared = (arrival: Arrival, loaded: readonly Situation[]): Arrival => {
  const { address } = arrival
  return address === null || address.shared || loaded[0]?.holder !== sharedHolder
    ? arrival
    : { ...arrival, address: { ...address, shared: true } }
}

export const queries = ({ input }: ParsedInbound, loaded: readonly Situation[]): readonly Find[] => {
  const first = queriesOf(input)
  if (loaded.length === 0) return first
  const arrival = asShared(input, loaded)
  return loaded.length > first.length || arrival === input || input.customer !== null
    ? []
    : queriesOf(arrival)
}

/** The inbound and its snapshots. The query of a thread names no address: who owns it stands in the first, and holds for both (CU-1). */
export const readOf = (
  input: Arrival,
  loaded: readonly Situation[],
): { readonly arrival: Arrival; readonly found: readonly Situation[] } => {
  const { length } = queriesOf(input)
  const arrival = asShared(input, loaded)
  const [own = nobody, ...others] = loaded.length > length ? loaded.slice(length) : loaded
  return { arrival, found: [own, ...others.map((other) => ({ ...other, holder: own.holder }))] }
}

/** Other content under the id of an anonymous message is no repeat of it, so nothing says that its sender is the same. */
const ownOf = (arrival: Arrival, own: Situation): Situation =>
  isAnonymous(arrival) && placeSeen(arrival, own) === true
    ? { ...nobody, holder: own.holder, seen: own.seen, quoted: own.quoted }
    : own

const recorded: readonly string[] = [
  'message.received',
  'message.sent',
  'message.signalled',
  'delivery.failed',
  'report.received',
  'call.started',
  'call.answered',
  'call.ended',
]

/** The answer to a provider's delivery. */
const receiveResult = (
  placement: Placement,
  { ignoredTopics }: Arrival,
  snapshot: Situation,
  conversation: Situation['active'],
  effect: Effect | null,
): ReceiveResult => {
  const repeated = placement.outcome === 'duplicate'
  const events = effect?.events ?? []
  const about = placement.message?.customer ?? null
  const customer = effect?.customer.id ?? about ?? snapshot.customer?.id ?? null
  // The message of an echo, before the reports that came too early for it.
  const stored =
    events.find(({ type }) => type === 'message.sent') ??
    events.findLast((event) => recorded.includes(event.type)) ??
    (repeated ? placement.message : null)
  return {
    ...commandResult('', conversation, snapshot.head, events, repeated),
    customer,
    outcome: placement.outcome,
    reasons: placement.reasons,
    ignoredTopics,
    message: stored?.id ?? null,
  }
}

/** The provider is asked to send it again: the message may be known by then. */
const reportUnknown = (rule = 'I-19'): Refused<ReportUnknown> =>
  refuse({
    code: 'message.unknown',
    rule,
    message: 'Cannot store this: no message with the id in `of` is known, and no customer by its address.',
    remedy: 'Ask the provider to send it again later, with an answer that makes it retry.',
    retryable: true,
  })

/** What was decided about one inbound, as its effect and its answer. */
export const decided = (
  placement: Placement,
  arrival: Arrival,
  { before, snapshot, due }: Begun,
  received: Received,
): Decided => {
  const { customer, conversation, claims, redacted } = received
  const conversations = changedFrom(before, snapshot, [conversation])
  const events = [...due, ...received.events]
  const effect: Effect = { before, customer, conversations, events, claims, redacted }
  const result = receiveResult(placement, arrival, snapshot, conversation, effect)
  return { ok: true, effects: [effect], result }
}

export const unwritten = (
  placement: Placement,
  arrival: Arrival,
  snapshot: Situation,
  conversation: Situation['active'],
): Decided => ({
  ok: true,
  effects: [],
  result: receiveResult(placement, arrival, snapshot, conversation, null),
})

/** One inbound: who sent it, what was due, where it goes, and all that it changes (I-0 to I-19). */
export const decideInbound = (
  arrival: Arrival,
  [own = nobody, threaded = nobody]: readonly Situation[],
  answeredBy: Actor | null,
  decision: DecideContext,
): Decided | Refused<ReportUnknown> => {
  const identified = identify(arrival, ownOf(arrival, own), threaded)
  const begun = begin(identified.situation, { actor: system, commandId: arrival.key }, decision)
  const { snapshot, context } = begun
  const identity = { ...identified, situation: snapshot }
  const { policy } = decision
  const sameMatter = decision.host.topicRelations
  if (sameMatter !== undefined && snapshot.active === null)
    for (const conversation of candidates(arrival, identity, policy))
      if (!Object.hasOwn(sameMatter, conversation.id))
        decision.questions.push({ kind: 'compare_topic', conversation })
  const placement = place(arrival, identity, { now: context.now, policy, sameMatter })
  if (placement.outcome === 'unmatched') return reportUnknown(placement.reasons[0]?.rule)
  const present = conversationIn(snapshot, placement.conversation)
  if (placement.outcome === 'duplicate') return unwritten(placement, arrival, snapshot, present)
  const here = placement.collision ? { ...context, commandId: arrival.spareKey } : context
  const reopens = placement.outcome === 'reopen' || placement.outcome === 'delivery-failed'
  const keep = retentionOf(reopens ? present : null, decision)
  const received = receive(arrival, identity, placement, { keep, takenBy: answeredBy }, here)
  return decided(placement, arrival, begun, received)
}

export const parsedInbound = (
  type: CommandType,
  actor: Actor,
  inbound: Inbound,
  arrival: Arrival,
): ParsedInbound => ({
  type,
  commandId: arrival.key,
  actor,
  key: arrival.customer ?? arrival.address?.key ?? arrival.key,
  inbound,
  input: arrival,
})

export const readWith = (
  inbound: Inbound,
  context: ParseContext,
  kind?: ArrivalKind,
): Result<Arrival, InboundError> => {
  const { policy, topics, normalise, classify, newId } = context
  return readInbound(inbound, { policy, topics, normalise, classify, commandId: newId() }, kind)
}

/** Records a message, an echo, a signal or a bounce. */
export const receiveHandler = (): Handler<'receive', Arrival> => ({
  parse: (input, context) => {
    const inbound = readWith(input, context)
    return inbound.ok ? parsedInbound('receive', system, input, inbound.value) : inbound
  },
  queries,
  decide: (command, snapshots, decision) => {
    const { arrival, found } = readOf(command.input, snapshots)
    return decideInbound(arrival, found, null, decision)
  },
})
