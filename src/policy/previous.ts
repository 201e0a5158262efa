import { isPolicy } from './is-policy.ts'
import type { Policy } from './policy.ts'
import type { PolicyReader } from './policy-reader.ts'

/**
 * How many earlier policies are kept. An earlier one decides only what fell due before the next took effect and was not
 * swept since: a sweep that is later than so many changes judges by the oldest that is kept (D-2).
 */
const maxPreviousPolicies = 16

/**
 * The chain from a policy back, as far as it is kept; null where one of them was not made by `definePolicy`. Each must have
 * taken effect after the one before it, so a chain that leads in a circle is none.
 */
const readChain = (value: unknown, left: number): Policy | null => {
  if (!isPolicy(value)) return null
  if (value.previous === null || left === 1) return { ...value, previous: null }
  const before = readChain(value.previous, left - 1)
  return before === null || before.effectiveFrom >= value.effectiveFrom
    ? null
    : { ...value, previous: before }
}

/** The policy that held until this one took effect, which must be later (D-2). */
export const readPrevious = (
  reader: PolicyReader,
  value: unknown,
  policy: Policy,
  effectiveFrom: unknown,
): Policy => {
  if (value === undefined || value === null) return policy
  const previous = readChain(value, maxPreviousPolicies)
  if (previous === null) {
    reader.wrong(
      'previous',
      'must be a policy made by definePolicy, and so must those before it, each earlier',
    )
    return policy
  }
  if (effectiveFrom === undefined)
    reader.wrong('effectiveFrom', 'is needed beside `previous`: when did this policy take effect?')
  else if (
    policy.effectiveFrom <= previous.effectiveFrom &&
    reader.issues.every(({ path }) => path !== 'effectiveFrom')
  )
    reader.wrong('effectiveFrom', 'must be later than that of the policy before it')
  return { ...policy, previous }
}
