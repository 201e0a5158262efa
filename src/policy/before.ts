import type { Policy } from './policy.ts'
import type { Reader } from './read.ts'

/** Whether it is a policy that `definePolicy` made, of this version of its shape: with every field that this one has. */
const isResolved = (value: unknown, policy: Policy): value is Policy =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(policy).every((field) => Object.hasOwn(value, field)) &&
  (value as Policy).schema === policy.schema &&
  typeof (value as Policy).since === 'number'

/** The policy that held until this one took effect, which must be later (D-2). */
export const readBefore = (reader: Reader, value: unknown, policy: Policy, since: unknown): Policy => {
  if (value === undefined || value === null) return policy
  if (!isResolved(value, policy)) {
    reader.wrong('before', 'must be a policy made by definePolicy')
    return policy
  }
  if (since === undefined)
    reader.wrong('since', 'is needed beside `before`: when did this policy take effect?')
  else if (policy.since <= value.since && reader.issues.every(({ path }) => path !== 'since'))
    reader.wrong('since', 'must be later than that of the policy before it')
  return { ...policy, before: value }
}
