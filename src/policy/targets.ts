import type { InboxId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { addLength } from './add-length.ts'
import { ownValue, type Policy } from './policy.ts'

/**
 * When a first response is due to a word that has been owed an answer since then: by the endpoint's target, else the
 * inbox's, else never (D-6). In business time an answer at closing time is in time (CU-10).
 *
 * @example
 * const policy = definePolicy({ inbox: 'support', firstResponse: { byInbox: { support: { hours: 4 } } } })
 * responseDueAt(policy, { endpoint: null, inbox: 'support', waitingSince: now }) // 1769864400000
 */
export const responseDueAt = (
  policy: Policy,
  pending: { readonly endpoint: string | null; readonly inbox: InboxId; readonly waitingSince: Instant },
): Instant | null => {
  const { byEndpoint, byInbox } = policy.firstResponse
  const target = ownValue(byEndpoint, pending.endpoint) ?? ownValue(byInbox, pending.inbox)
  return target === null ? null : addLength(policy, pending.waitingSince, target.length, target.calendar)
}
