import type { ActorKind } from '../kernel/actor.ts'
import type { Milliseconds } from '../kernel/duration.ts'
import type { Instant } from '../kernel/instant.ts'

/** Whose answers stop which clock, and how time is counted (E-5). */
export interface MetricsOptions {
  /** Whose answer is a first response. Default: agents, and programs of the host (echoes among them). */
  readonly firstResponse?: readonly ActorKind[] | undefined
  /** Whose answer is a next response. Default: the same. */
  readonly nextResponse?: readonly ActorKind[] | undefined
  /** Whose answer ends the waiting, beside those above. Default: automations, which makes it any answer. */
  readonly waiting?: readonly ActorKind[] | undefined
  /** The time that counts between two instants. Default: all of it; a business clock leaves closing hours out. */
  readonly elapsed?: ((from: Instant, to: Instant) => Milliseconds) | undefined
}

/** The options with their defaults. */
export interface MetricsRules {
  readonly firstResponse: readonly ActorKind[]
  readonly nextResponse: readonly ActorKind[]
  readonly waiting: readonly ActorKind[]
  readonly elapsed: (from: Instant, to: Instant) => Milliseconds
}

const defaultResponders: readonly ActorKind[] = ['agent', 'api']
const defaultWaitingEnders: readonly ActorKind[] = ['automation']

export const rulesOf = (options: MetricsOptions): MetricsRules => ({
  firstResponse: options.firstResponse ?? defaultResponders,
  nextResponse: options.nextResponse ?? defaultResponders,
  waiting: options.waiting ?? defaultWaitingEnders,
  elapsed: options.elapsed ?? ((from, to) => to - from),
})

/** Whether an answer of this kind of actor responds at all. */
export const isResponder = ({ firstResponse, nextResponse }: MetricsRules, kind: ActorKind): boolean =>
  firstResponse.includes(kind) || nextResponse.includes(kind)

/** The time between, in whole milliseconds; none where late news stand on their head (I-14). */
export const elapsedBetween = ({ elapsed }: MetricsRules, from: Instant, to: Instant): Milliseconds => {
  const time = to > from ? Math.round(elapsed(from, to)) : 0
  return Number.isFinite(time) && time > 0 ? time : 0
}
