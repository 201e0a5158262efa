import type { CustomerEvents } from '../customer/events.ts'
import type { Recorded } from '../intake/situation.ts'
import type { CustomerId } from '../kernel/ids.ts'
import { step } from './measure.ts'
import { type ConversationMetrics, unmeasured } from './metrics.ts'
import { type MetricsOptions, rulesOf } from './options.ts'
import { resultOf, type Work, workOn } from './work.ts'

/** Who stands for whom, as far as the events tell (CU-3). */
const readMerge = (into: Map<CustomerId, CustomerId>, { type, customer, data }: Recorded): void => {
  if (type === 'customer.merged') into.set(customer, (data as CustomerEvents['customer.merged']).into)
  if (type !== 'customer.absorbed') return
  const absorbed = data as CustomerEvents['customer.absorbed']
  for (const id of [absorbed.customer, ...absorbed.absorbed]) into.set(id, customer)
}

/** Damaged data may lead in a circle: nobody is asked twice. */
const survivorOf = (into: ReadonlyMap<CustomerId, CustomerId>, customer: CustomerId): CustomerId => {
  const asked = new Set([customer])
  let survivor = customer
  for (;;) {
    const next = into.get(survivor)
    if (next === undefined || asked.has(next)) return survivor
    asked.add(next)
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
  events: Iterable<Recorded>,
  options: MetricsOptions = {},
  earlier: readonly ConversationMetrics[] = [],
): readonly ConversationMetrics[] => {
  const rules = rulesOf(options)
  const works = new Map<string, Work>(
    earlier.map((metrics) => [metrics.conversation, workOn(metrics, rules)]),
  )
  const into = new Map<CustomerId, CustomerId>()
  for (const event of events) {
    readMerge(into, event)
    const { conversation } = event
    if (conversation === null) continue
    const work = works.get(conversation) ?? workOn(unmeasured(conversation, event), rules)
    works.set(conversation, work)
    step(work, event)
  }
  return [...works.values()].map((work) => {
    work.metrics.customer = survivorOf(into, work.metrics.customer)
    return resultOf(work)
  })
}
