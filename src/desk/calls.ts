import type { EndedBy } from '../conversation/end-contact.ts'
import type { Arrival } from '../intake/arrival.ts'
import { answerCall, endCall, knownCall, noteCall, resumeCall } from '../intake/call.ts'
import { type Outcome, type Placement, topicReasons } from '../intake/placement.ts'
import { inboundInvalid } from '../intake/read-inbound.ts'
import type { Received } from '../intake/receive.ts'
import { nobody, type Recorded, type Situation } from '../intake/situation.ts'
import { type Actor, system } from '../kernel/actor.ts'
import { commandOf } from '../kernel/ids.ts'
import { reason } from '../kernel/reason.ts'
import type { Context } from '../policy/context.ts'
import { type Arriving, take } from './arrivals.ts'
import { changedFrom, type Decided } from './attempt.ts'
import { callIssues, inboundOfCall } from './call-input.ts'
import type { Runner } from './command.ts'
import type { Desk } from './desk.ts'
import { type Arrived, arrive, readArrival } from './inbound.ts'
import type { Call } from './inputs.ts'
import { settled } from './settled.ts'

/** What is told of a call, by whom. */
type News =
  | { readonly type: 'call.started'; readonly actor: Actor }
  | { readonly type: 'call.answered'; readonly actor: Actor }
  | { readonly type: 'call.ended'; readonly actor: Actor; readonly by: EndedBy }

/** A call's events share its id and quote it; each is a command of its own (K-3). */
const arrivalOf = (arrival: Arrival, type: News['type']): Arrival => {
  const key = type === 'call.started' ? arrival.key : `${arrival.key}~${type}`
  return { ...arrival, key, spareKey: key, quotes: arrival.refs }
}

const placementOf = (
  arrival: Arrival,
  outcome: Outcome,
  found: string,
  message: Recorded | null,
): Placement => ({
  outcome,
  conversation: message?.conversation ?? null,
  message,
  follows: null,
  collision: false,
  suppressed: false,
  quiet: false,
  reasons: [reason('K-3', found), ...topicReasons(arrival)],
})

/**
 * The customer whose call it is: the one with its contact, else the one with its past, else the one who is named or has
 * the address. Another customer's events with its id, on another line, make no claim to it (I-1).
 */
const whose = (arrival: Arrival, found: readonly Situation[]): Situation =>
  found.find((situation) => knownCall(arrival, situation).open !== null) ??
  found.find(
    (situation) => situation.customer !== null && knownCall(arrival, situation).history.length > 0,
  ) ??
  found[0] ??
  nobody

/** What the news does to a call that is known: while its contact is open something, once it has ended nothing (K-3). */
const carryOut = (news: News, arrival: Arrival, situation: Situation, context: Context): Received => {
  const { open } = knownCall(arrival, situation)
  if (open !== null && news.type === 'call.answered') return answerCall(arrival, open, context)
  if (open !== null && news.type === 'call.ended') return endCall(arrival, open, news.by, context)
  return noteCall(news.type, arrival, situation, context)
}

/** A call's life (K-3): it begins as any inbound does; what follows finds it by its id, in whatever order it comes. */
export const calls = (runner: Runner): Pick<Desk, 'startCall' | 'answerCall' | 'endCall'> => {
  const { runtime } = runner
  const tell = async (call: Call, news: News): Arriving => {
    const issues = callIssues(call)
    if (issues.length > 0) return inboundInvalid(issues)
    const input = inboundOfCall(call)
    const read = await readArrival(runtime, input, 'call')
    if (!read.ok) return read
    const decide = async (arrival: Arrival, found: readonly Situation[]): Promise<Decided<Arrived>> => {
      const before = whose(arrival, found)
      const begun = runtime.begin(news.actor, arrival.key, before)
      const { situation, events: due, context } = settled(before, begun)
      const unwritten = (placement: Placement): Decided<Arrived> => ({
        ok: true,
        effects: [],
        answer: { placement, situation, conversation: situation.active, effect: null },
      })
      const again = [...before.seen, ...before.quoted].find((event) => commandOf(event.id) === arrival.key)
      if (again !== undefined) return unwritten(placementOf(arrival, 'duplicate', 'seen', again))
      const { open, history } = knownCall(arrival, situation)
      const takenBy = news.type === 'call.answered' ? news.actor : null
      if (open === null && history.length === 0 && news.type !== 'call.ended')
        return arrive(runtime, input, { ...arrival, quotes: [] }, found, takenBy)
      const resumed = takenBy === null ? null : resumeCall(arrival, situation, context)
      const received = resumed ?? carryOut(news, arrival, situation, context)
      const { customer, conversation, claims } = received
      const conversations = changedFrom(before, situation, [conversation])
      const effect = { before, customer, conversations, events: [...due, ...received.events], claims }
      const over = (open === null && resumed === null) || news.type === 'call.started'
      const quietly = conversation === null ? 'keep' : 'append-quietly'
      const placement = placementOf(arrival, over ? quietly : 'append', over ? 'over_or_known' : 'open', null)
      return { ok: true, effects: [effect], answer: { placement, situation, conversation, effect } }
    }
    return take(runner, arrivalOf(read.value, news.type), decide)
  }
  return {
    startCall: (call) => tell(call, { type: 'call.started', actor: system }),
    answerCall: (call) => tell(call, { type: 'call.answered', actor: { kind: 'agent', id: call.agent } }),
    endCall: (call) => {
      const actor: Actor =
        call.by === 'agent'
          ? { kind: 'agent', id: call.agent ?? null }
          : { kind: 'customer', id: call.customer ?? null }
      return tell(call, { type: 'call.ended', actor, by: call.by })
    },
  }
}
