import type { Conversation } from '../conversation/conversation.ts'
import type { Keep } from '../conversation/reopen.ts'
import type { Arrival, ArrivalKind } from '../intake/arrival.ts'
import { human } from '../intake/classify.ts'
import { type Identity, identify } from '../intake/identify.ts'
import type { Inbound } from '../intake/inbound.ts'
import { inboundIssues } from '../intake/inbound-issues.ts'
import { place } from '../intake/place.ts'
import { candidates } from '../intake/place-closed.ts'
import type { Placement } from '../intake/placement.ts'
import { type InboundError, readInbound } from '../intake/read-inbound.ts'
import { receive } from '../intake/receive.ts'
import { conversationIn, nobody, type Situation } from '../intake/situation.ts'
import { type Actor, system } from '../kernel/actor.ts'
import type { InboxId } from '../kernel/ids.ts'
import { isId, mustBeId } from '../kernel/limits.ts'
import type { Result } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import type { Relation } from '../policy/window.ts'
import { changedFrom, type Decided, type Effect } from './attempt.ts'
import { ownOf } from './finds.ts'
import type { Runtime } from './runtime.ts'
import { type Settled, settled } from './settled.ts'

/** What became of an inbound. */
export interface Arrived {
  readonly placement: Placement
  readonly situation: Situation
  /** The conversation as it is now; null where it stands in the timeline alone or nowhere. */
  readonly conversation: Conversation | null
  readonly effect: Effect | null
}

const keeping: Keep = { agent: true, inbox: null }

const isKeep = (answer: unknown): answer is { readonly agent: boolean; readonly inbox: InboxId } => {
  if (typeof answer !== 'object' || answer === null) return false
  const { agent, inbox } = answer as { readonly agent?: unknown; readonly inbox?: unknown }
  return typeof agent === 'boolean' && isId(inbox)
}

/** Asks the host app who keeps a conversation that is about to be reopened, and in which inbox. Throws at an answer that is none (B-3). */
export const askKeep = async (runtime: Runtime, c: Conversation | null): Promise<Keep> => {
  if (runtime.mayKeep === undefined || c === null || c.closed === null) return keeping
  const answer = await runtime.mayKeep(c.agent, c.inbox)
  if (typeof answer === 'boolean') return { agent: answer, inbox: null }
  if (isKeep(answer)) return { agent: answer.agent, inbox: answer.inbox }
  throw new Error(
    `mayKeep must answer true, false or { agent, inbox }: \`agent\` must be true or false, and \`inbox\` ${mustBeId} (A-3, B-4)`,
  )
}

/** Asks the host about the candidates of I-9, and about nothing else (W-8). */
const askMatter = async (
  runtime: Runtime,
  input: Inbound,
  arrival: Arrival,
  identity: Identity,
  context: Context,
): Promise<{ readonly [conversation: string]: Relation } | undefined> => {
  if (runtime.sameMatter === undefined || identity.situation.active !== null) return undefined
  const asked: [string, Relation][] = []
  for (const c of candidates(arrival, identity, context.policy))
    asked.push([c.id, await runtime.sameMatter(input, c)])
  return Object.fromEntries(asked)
}

/** Reads an inbound with the host's normaliser and classifier (B-1, I-6). */
export const readArrival = async (
  runtime: Runtime,
  input: Inbound,
  kind?: ArrivalKind,
): Promise<Result<Arrival, InboundError>> => {
  const { normalise, newId } = runtime
  const isSound = inboundIssues(input, kind).length === 0
  const classification = isSound ? await runtime.classify(input) : human
  const reading = {
    policy: runtime.policy(),
    topics: runtime.topics(),
    normalise,
    classification,
    commandId: newId(),
  }
  return readInbound(input, reading, kind)
}

/** Identifies, applies what was due, places and carries out: one inbound on what was found. */
export const arrive = async (
  runtime: Runtime,
  input: Inbound,
  arrival: Arrival,
  found: readonly Situation[],
  takenBy: Actor | null = null,
): Promise<Decided<Arrived>> => {
  const [own = nobody, threaded = nobody] = found
  const identified = identify(arrival, ownOf(arrival, own), threaded)
  const before = identified.situation
  const {
    situation,
    events: due,
    context: begun,
  }: Settled = settled(before, runtime.begin(system, arrival.key, before))
  const identity = { ...identified, situation }
  const sameMatter = await askMatter(runtime, input, arrival, identity, begun)
  const placement = place(arrival, identity, { now: begun.now, policy: begun.policy, sameMatter })
  if (placement.outcome === 'duplicate' || placement.outcome === 'unmatched') {
    const conversation = conversationIn(situation, placement.conversation)
    return { ok: true, effects: [], answer: { placement, situation, conversation, effect: null } }
  }
  const context = placement.collision ? { ...begun, commandId: arrival.spareKey } : begun
  const reopens = placement.outcome === 'reopen' || placement.outcome === 'delivery-failed'
  const closed = reopens ? conversationIn(situation, placement.conversation) : null
  const keep = await askKeep(runtime, closed)
  const received = receive(arrival, identity, placement, { keep, takenBy }, context)
  const changed = changedFrom(before, situation, [received.conversation])
  const effect: Effect = {
    before,
    customer: received.customer,
    conversations: changed,
    events: [...due, ...received.events],
    claims: received.claims,
    redacted: received.redacted,
  }
  return {
    ok: true,
    effects: [effect],
    answer: { placement, situation, conversation: received.conversation, effect },
  }
}
