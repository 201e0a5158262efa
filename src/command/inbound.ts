import { sharedAddressOwner } from '../customer/grant-address.ts'
import { applyInbound, type InboundApplied } from '../intake/apply-inbound.ts'
import { decideDuplicate } from '../intake/decide-duplicate.ts'
import { decideInbound } from '../intake/decide-inbound.ts'
import { reopenCandidates } from '../intake/decide-without-active.ts'
import { identifySender } from '../intake/identify.ts'
import type { Inbound } from '../intake/inbound.ts'
import type { InboundDecision } from '../intake/inbound-decision.ts'
import { type InboundError, parseInbound, type ReportUnknown } from '../intake/parse-inbound.ts'
import type { InboundKind, ParsedInbound } from '../intake/parsed-inbound.ts'
import { conversationIn, emptySnapshot, type Snapshot } from '../intake/snapshot.ts'
import { type Actor, systemActor } from '../kernel/actor.ts'
import { eventId } from '../kernel/ids.ts'
import { type Refused, type Result, refuse } from '../kernel/result.ts'
import { type SnapshotQuery, snapshotQuery } from '../store/ports.ts'
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

export type InboundCommand = ParsedCommand<ParsedInbound>

/** Neither the host app nor an address of their own says who wrote it (I-17). */
const isAnonymous = ({ address, customer }: ParsedInbound): boolean =>
  customer === null && (address === null || address.shared)

/** The queries of an inbound, in one trip: the snapshot of the sender, and that of the thread that it replies to (I-0, I-16). */
const queriesOf = (arrival: ParsedInbound): readonly SnapshotQuery[] => {
  const own = snapshotQuery({
    // A sender without an address is found by the id that this very message would give them (I-1).
    customer: isAnonymous(arrival) ? eventId(arrival.messageKey, 0) : arrival.customer,
    address: arrival.address?.key ?? null,
    commands: [arrival.messageKey, arrival.collisionKey],
    refs: [...new Set([...arrival.references, ...arrival.refs])],
    topics: arrival.topics,
  })
  return arrival.references.length > 0 ? [own, { ...own, customer: null, address: null }] : [own]
}

/**
 * The same inbound, where the store says that its address is shared (I-17): one that names no customer is anonymous then,
 * and is loaded as such, so that its repeat is found.
 */
const asShared = (arrival: ParsedInbound, loaded: readonly Snapshot[]): ParsedInbound => {
  const { address } = arrival
  return address === null || address.shared || loaded[0]?.addressOwner !== sharedAddressOwner
    ? arrival
    : { ...arrival, address: { ...address, shared: true } }
}

export const queries = ({ input }: InboundCommand, loaded: readonly Snapshot[]): readonly SnapshotQuery[] => {
  const first = queriesOf(input)
  if (loaded.length === 0) return first
  const arrival = asShared(input, loaded)
  return loaded.length > first.length || arrival === input || input.customer !== null
    ? []
    : queriesOf(arrival)
}

/** The inbound and its snapshots. The query of a thread names no address: who owns it stands in the first, and holds for both (CU-1). */
export const readOf = (
  input: ParsedInbound,
  loaded: readonly Snapshot[],
): { readonly arrival: ParsedInbound; readonly found: readonly Snapshot[] } => {
  const { length } = queriesOf(input)
  const arrival = asShared(input, loaded)
  const [own = emptySnapshot, ...others] = loaded.length > length ? loaded.slice(length) : loaded
  return { arrival, found: [own, ...others.map((other) => ({ ...other, addressOwner: own.addressOwner }))] }
}

/** Other content under the id of an anonymous message is no repeat of it, so nothing says that its sender is the same. */
const ownOf = (arrival: ParsedInbound, own: Snapshot): Snapshot =>
  isAnonymous(arrival) && decideDuplicate(arrival, own) === true
    ? {
        ...emptySnapshot,
        addressOwner: own.addressOwner,
        commandEvents: own.commandEvents,
        referencedEvents: own.referencedEvents,
      }
    : own

const recorded: readonly string[] = [
  'message.received',
  'message.sent',
  'message.signalled',
  'delivery.failed',
  'delivery_report.received',
  'call.started',
  'call.answered',
  'call.ended',
]

/** The answer to a provider's delivery. */
const receiveResult = (
  placement: InboundDecision,
  { ignoredTopics }: ParsedInbound,
  snapshot: Snapshot,
  conversation: Snapshot['active'],
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
  placement: InboundDecision,
  arrival: ParsedInbound,
  { before, snapshot, due }: Begun,
  received: InboundApplied,
): Decided => {
  const { customer, conversation, claims, redacted } = received
  const conversations = changedFrom(before, snapshot, [conversation])
  const events = [...due, ...received.events]
  const effect: Effect = { before, customer, conversations, events, claims, redacted }
  const result = receiveResult(placement, arrival, snapshot, conversation, effect)
  return { ok: true, effects: [effect], result }
}

export const unwritten = (
  placement: InboundDecision,
  arrival: ParsedInbound,
  snapshot: Snapshot,
  conversation: Snapshot['active'],
): Decided => ({
  ok: true,
  effects: [],
  result: receiveResult(placement, arrival, snapshot, conversation, null),
})

/** One inbound: who sent it, what was due, where it goes, and all that it changes (I-0 to I-19). */
export const decideReceive = (
  arrival: ParsedInbound,
  [own = emptySnapshot, threaded = emptySnapshot]: readonly Snapshot[],
  answeredBy: Actor | null,
  decision: DecideContext,
): Decided | Refused<ReportUnknown> => {
  const identified = identifySender(arrival, ownOf(arrival, own), threaded)
  const begun = begin(identified.snapshot, { actor: systemActor, commandId: arrival.messageKey }, decision)
  const { snapshot, context } = begun
  const identity = { ...identified, snapshot: snapshot }
  const { policy } = decision
  const sameMatter = decision.host.topicRelations
  if (sameMatter !== undefined && snapshot.active === null)
    for (const conversation of reopenCandidates(arrival, identity, policy))
      if (!Object.hasOwn(sameMatter, conversation.id))
        decision.questions.push({ kind: 'compare_topic', conversation })
  const placement = decideInbound(arrival, identity, { now: context.now, policy, topicRelations: sameMatter })
  if (placement.outcome === 'unmatched') return reportUnknown(placement.reasons[0]?.rule)
  const present = conversationIn(snapshot, placement.conversation)
  if (placement.outcome === 'duplicate') return unwritten(placement, arrival, snapshot, present)
  const here = placement.collision ? { ...context, commandId: arrival.collisionKey } : context
  const reopens = placement.outcome === 'reopen' || placement.outcome === 'delivery_failed'
  const keep = retentionOf(reopens ? present : null, decision)
  const received = applyInbound(arrival, identity, placement, { retention: keep, answeredBy }, here)
  return decided(placement, arrival, begun, received)
}

export const parsedInbound = (
  type: CommandType,
  actor: Actor,
  inbound: Inbound,
  arrival: ParsedInbound,
): InboundCommand => ({
  type,
  commandId: arrival.messageKey,
  actor,
  key: arrival.customer ?? arrival.address?.key ?? arrival.messageKey,
  inbound,
  input: arrival,
})

export const readWith = (
  inbound: Inbound,
  context: ParseContext,
  kind?: InboundKind,
): Result<ParsedInbound, InboundError> => {
  const { policy, topics, normaliseAddress, classify, newId } = context
  return parseInbound(inbound, { policy, topics, normaliseAddress, classify, commandId: newId() }, kind)
}

/** Records a message, an echo, a signal or a bounce. */
export const receiveHandler = (): Handler<'receive', ParsedInbound> => ({
  parse: (input, context) => {
    const inbound = readWith(input, context)
    return inbound.ok ? parsedInbound('receive', systemActor, input, inbound.value) : inbound
  },
  queries,
  decide: (command, snapshots, decision) => {
    const { arrival, found } = readOf(command.input, snapshots)
    return decideReceive(arrival, found, null, decision)
  },
})
