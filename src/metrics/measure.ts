import type { Recorded } from '../intake/situation.ts'
import { apply } from '../kernel/fold.ts'
import type { Instant } from '../kernel/instant.ts'
import { type ConversationMetrics, unmeasured } from './metrics.ts'
import { type MetricsOptions, rulesOf } from './options.ts'
import { metricsRecipes } from './recipes.ts'
import { passWaiting } from './waiting.ts'
import { passStatus, resultOf, type Work, workOn } from './work.ts'

/** Moves a working copy on by one event of its conversation. */
export const step = (work: Work, event: Recorded): void => {
  work.metrics.customer = event.customer
  apply(metricsRecipes, work, event)
}

/**
 * Moves what is measured of a conversation on by one event (E-5). The state stays small however long the conversation
 * goes on; null begins one, and an event of another conversation, or of none, changes nothing.
 *
 * @example
 * measure(null, event)?.segments // 1
 */
export const measure = (
  metrics: ConversationMetrics | null,
  event: Recorded,
  options: MetricsOptions = {},
): ConversationMetrics | null => {
  const { conversation } = event
  if (conversation === null || (metrics !== null && metrics.conversation !== conversation)) return metrics
  const work = workOn(metrics ?? unmeasured(conversation, event), rulesOf(options))
  step(work, event)
  return resultOf(work)
}

/**
 * The figures as they are at an instant, with the clocks that run counted up to it: time in the present status and
 * waiting (E-5). Responses and contacts count once they are over.
 *
 * @example
 * const [metrics] = foldMetrics(events)
 * metrics && measureUntil(metrics, now + 60_000).total.inStatus.open // 60000
 */
export const measureUntil = (
  metrics: ConversationMetrics,
  now: Instant,
  options: MetricsOptions = {},
): ConversationMetrics => {
  const work = workOn(metrics, rulesOf(options))
  passStatus(work, now)
  passWaiting(work, now)
  return resultOf(work)
}
