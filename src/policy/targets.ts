import type { InboxId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { lengthAfter } from './business.ts'
import { own, type Policy } from './policy.ts'

/**
 * When a first response is due to a word that has been owed an answer since then: by the endpoint's target, else the
 * inbox's, else never (D-6). In business time an answer at closing time is in time (CU-10).
 *
 * @example
 * const policy = definePolicy({ inbox: 'support', firstResponse: { byInbox: { support: { hours: 4 } } } })
 * responseDue(policy, { endpoint: null, inbox: 'support', since: now }) // 1769864400000
 */
export const responseDue = (
  policy: Policy,
  owed: { readonly endpoint: string | null; readonly inbox: InboxId; readonly since: Instant },
): Instant | null => {
  const { byEndpoint, byInbox } = policy.firstResponse
  const target = own(byEndpoint, owed.endpoint) ?? own(byInbox, owed.inbox)
  return target === null ? null : lengthAfter(policy, owed.since, target.length, target.calendar)
}
