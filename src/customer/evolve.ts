import type { Envelope } from '../kernel/event.ts'
import { evolveWith } from '../kernel/evolve.ts'
import { apply } from '../kernel/fold.ts'
import { blankCustomer, type Customer, workingCustomer } from './customer.ts'
import { reachedAfter } from './reached.ts'
import { customerRecipes } from './recipes.ts'

type Stored = Envelope<string, unknown>

const said: readonly string[] = ['message.received', 'message.sent', 'call.started']

/** Whether an event changes its customer at all; most messages do not. */
const concerns = (state: Customer | null, event: Stored): boolean => {
  const { type, data } = event
  if (!said.includes(type)) return Object.hasOwn(customerRecipes, type)
  if (type === 'message.received' && (data as { replyWindow: boolean }).replyWindow) return true
  return state !== null && reachedAfter(state, event) !== state.reached
}

/**
 * The customer that a stream's events add up to (E-1); the same value when none of them concerns it.
 *
 * @example
 * foldCustomer([registration])?.id // 'ada'
 */
export const foldCustomer = (events: readonly Stored[], state: Customer | null = null): Customer | null => {
  let work: ReturnType<typeof workingCustomer> | null = null
  for (const event of events)
    if (concerns(work ?? state, event)) {
      work ??= workingCustomer(state ?? blankCustomer(event.customer))
      apply(customerRecipes, work, event)
    }
  return work ?? state
}

/**
 * One event further, with structural sharing (E-1).
 *
 * @example
 * evolveCustomer(null, registration).addresses.length // 2
 */
export const evolveCustomer = (state: Customer | null, event: Stored): Customer =>
  evolveWith(customerRecipes, state ?? blankCustomer(event.customer), event)
