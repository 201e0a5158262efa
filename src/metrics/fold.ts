import type { StoredEvent } from '../intake/snapshot.ts'
import type { CustomerId } from '../kernel/ids.ts'
import { applyEvent } from './measure.ts'
import { type ConversationMetrics, newConversationMetrics } from './metrics.ts'
import { type MetricsOptions, rulesOf } from './options.ts'
import { type MetricsWork, metricsWorkOf, resultOf } from './work.ts'

/** Who stands for whom, as far as the events tell (CU-3). */
const recordMerge = (survivors: Map<CustomerId, CustomerId>, event: StoredEvent): void => {
  if (event.type === 'customer.merged') survivors.set(event.customer, event.data.into)
  if (event.type !== 'customer.absorbed') return
  for (const id of [event.data.customer, ...event.data.absorbed]) survivors.set(id, event.customer)
}

/** Damaged data may lead in a circle: nobody is asked twice. */
const survivorOf = (survivors: ReadonlyMap<CustomerId, CustomerId>, customer: CustomerId): CustomerId => {
  const visited = new Set([customer])
  let survivor = customer
  for (;;) {
    const next = survivors.get(survivor)
    if (next === undefined || visited.has(next)) return survivor
    visited.add(next)
    survivor = next
  }
}

/**
 * What is measured of every conversation in the events of a customer, or of all (E-5): in the order of their streams,
 * from the beginning or from what earlier events came to. Customers who were merged are one (CU-8).
 *
 * @example
 * const [metrics] = foldMetrics(events)
 * metrics?.total.firstResponse // { count: 1, sum: 60000, max: 60000 }
 */
export const foldMetrics = (
  events: Iterable<StoredEvent>,
  options: MetricsOptions = {},
  earlier: readonly ConversationMetrics[] = [],
): readonly ConversationMetrics[] => {
  const rules = rulesOf(options)
  const works = new Map<string, MetricsWork>(
    earlier.map((metrics) => [metrics.conversation, metricsWorkOf(metrics, rules)]),
  )
  const survivors = new Map<CustomerId, CustomerId>()
  for (const event of events) {
    recordMerge(survivors, event)
    const { conversation } = event
    if (conversation === null) continue
    const work = works.get(conversation) ?? metricsWorkOf(newConversationMetrics(conversation, event), rules)
    works.set(conversation, work)
    applyEvent(work, event)
  }
  return [...works.values()].map((work) => {
    work.metrics.customer = survivorOf(survivors, work.metrics.customer)
    return resultOf(work)
  })
}
