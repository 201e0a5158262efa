import { isPolicy } from './is-policy.ts'
import type { Policy } from './policy.ts'
import type { Reader } from './read.ts'

/**
 * How many earlier policies are kept. An earlier one decides only what fell due before the next took effect and was not
 * swept since: a sweep that is later than so many changes judges by the oldest that is kept (D-2).
 */
const earlierPoliciesKept = 16

/**
 * The chain from a policy back, as far as it is kept; null where one of them was not made by `definePolicy`. Each must have
 * taken effect after the one before it, so a chain that leads in a circle is none.
 */
const readChain = (value: unknown, left: number): Policy | null => {
  if (!isPolicy(value)) return null
  if (value.before === null || left === 1) return { ...value, before: null }
  const before = readChain(value.before, left - 1)
  return before === null || before.since >= value.since ? null : { ...value, before }
}

/** The policy that held until this one took effect, which must be later (D-2). */
export const readBefore = (reader: Reader, value: unknown, policy: Policy, since: unknown): Policy => {
  if (value === undefined || value === null) return policy
  const before = readChain(value, earlierPoliciesKept)
  if (before === null) {
    reader.wrong('before', 'must be a policy made by definePolicy, and so must those before it, each earlier')
    return policy
  }
  if (since === undefined)
    reader.wrong('since', 'is needed beside `before`: when did this policy take effect?')
  else if (policy.since <= before.since && reader.issues.every(({ path }) => path !== 'since'))
    reader.wrong('since', 'must be later than that of the policy before it')
  return { ...policy, before }
}
