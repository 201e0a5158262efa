import type { Envelope } from '../kernel/event.ts'
import { evolveWith } from '../kernel/evolve.ts'
import { applyReducer } from '../kernel/fold.ts'
import { contactPointsAfter } from './contact-points.ts'
import { blankCustomer, type Customer, workingCustomer } from './customer.ts'
import { customerReducers } from './reducers.ts'

type AnyEvent = Envelope<string, unknown>

const messageTypes: readonly string[] = ['message.received', 'message.sent', 'call.started']

/** Whether an event changes its customer at all; most messages do not. */
const changesCustomer = (state: Customer | null, event: AnyEvent): boolean => {
  const { type, data } = event
  if (!messageTypes.includes(type)) return Object.hasOwn(customerReducers, type)
  if (type === 'message.received' && (data as { replyWindow: boolean }).replyWindow) return true
  return state !== null && contactPointsAfter(state, event) !== state.contactPoints
}

/**
 * The customer that a stream's events add up to (E-1); the same value when none of them concerns it.
 *
 * @example
 * foldCustomer([registration])?.id // 'ada'
 */
export const foldCustomer = (events: readonly AnyEvent[], state: Customer | null = null): Customer | null => {
  let work: ReturnType<typeof workingCustomer> | null = null
  for (const event of events)
    if (changesCustomer(work ?? state, event)) {
      work ??= workingCustomer(state ?? blankCustomer(event.customer))
      applyReducer(customerReducers, work, event)
    }
  return work ?? state
}

/**
 * One event further, with structural sharing (E-1).
 *
 * @example
 * evolveCustomer(null, registration).addresses.length // 2
 */
export const evolveCustomer = (state: Customer | null, event: AnyEvent): Customer =>
  evolveWith(customerReducers, state ?? blankCustomer(event.customer), event)
