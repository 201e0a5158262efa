import type { Actor } from '../kernel/actor.ts'
import type { Origin } from '../kernel/origin.ts'
import type { TopicCatalogue } from '../topic/catalogue.ts'
import type { Policy } from './policy.ts'

/** All that an operation may know beside state and input. Nothing reads a clock, chance or an environment (D-1). */
export interface Context extends Origin {
  readonly policy: Policy
  /** The topics that exist; an unknown one is refused (T-1). */
  readonly topics: TopicCatalogue
}

/**
 * The context of what the same command decides after it has made these events, as the same or another actor.
 *
 * @example
 * contextAfter({ ...context, head: 4 }, 2).head // 6
 */
export const contextAfter = (context: Context, events: number, actor: Actor = context.actor): Context => ({
  now: context.now,
  actor,
  commandId: context.commandId,
  customer: context.customer,
  head: context.head + events,
  emitted: context.emitted + events,
  decidedAt: context.decidedAt,
  policy: context.policy,
  topics: context.topics,
})
