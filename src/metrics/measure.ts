import type { StoredEvent } from '../intake/snapshot.ts'
import { applyReducer } from '../kernel/fold.ts'
import type { Instant } from '../kernel/instant.ts'
import { type ConversationMetrics, newConversationMetrics } from './metrics.ts'
import { type MetricsOptions, rulesOf } from './options.ts'
import { metricsReducers } from './reducers.ts'
import { advanceWaiting } from './waiting.ts'
import { advanceStatus, type MetricsWork, metricsWorkOf, resultOf } from './work.ts'

/** Moves a working copy on by one event of its conversation. */
export const applyEvent = (work: MetricsWork, event: StoredEvent): void => {
  work.metrics.customer = event.customer
  applyReducer(metricsReducers, work, event)
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
  event: StoredEvent,
  options: MetricsOptions = {},
): ConversationMetrics | null => {
  const { conversation } = event
  if (conversation === null || (metrics !== null && metrics.conversation !== conversation)) return metrics
  const work = metricsWorkOf(metrics ?? newConversationMetrics(conversation, event), rulesOf(options))
  applyEvent(work, event)
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
  const work = metricsWorkOf(metrics, rulesOf(options))
  advanceStatus(work, now)
  advanceWaiting(work, now)
  return resultOf(work)
}
