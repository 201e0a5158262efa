import type { Cause, Content, Envelope } from '../kernel/event.ts'
import { applyReducer, type Working } from '../kernel/fold.ts'
import type { CustomerId } from '../kernel/ids.ts'
import { createEvent, type Origin } from '../kernel/origin.ts'
import { blankCustomer, type Customer, workingCustomer } from './customer.ts'
import type { CustomerEvent, CustomerEvents } from './events.ts'
import { customerReducers } from './reducers.ts'

/**
 * An address taken, passed on or given back, as the store must honour it (CU-1): the commit fails as `claimed` unless
 * `from` holds it now. It is never released and taken in one write.
 */
export interface AddressClaim {
  readonly address: string
  readonly from: CustomerId | null
  readonly to: CustomerId | null
}

/** What an operation on a customer answers when it is legal. No events means the very same state. */
export interface CustomerChanged {
  readonly ok: true
  readonly state: Customer
  readonly events: readonly CustomerEvent[]
  readonly claims: readonly AddressClaim[]
}

/** A change under way; only `emit` writes. */
export interface CustomerChange {
  readonly next: Working<Customer>
  readonly emit: <T extends keyof CustomerEvents & string>(
    type: T,
    data: CustomerEvents[T],
    content?: Content | null,
  ) => Envelope<T, CustomerEvents[T]>
  readonly done: (claims?: readonly AddressClaim[]) => CustomerChanged
}

export const changeCustomer = (state: Customer, origin: Origin, cause: Cause): CustomerChange => {
  const next = workingCustomer(state)
  const events: CustomerEvent[] = []
  const emit: CustomerChange['emit'] = (type, data, content = null) => {
    const event = createEvent(origin, events.length, cause, next.id, null, null, type, data, { content })
    events.push(event as CustomerEvent)
    applyReducer(customerReducers, next, event)
    return event
  }
  return {
    next,
    emit,
    done: (claims = []) => ({ ok: true, state: events.length === 0 ? state : next, events, claims }),
  }
}

/** Begins a customer who has no event yet. */
export const newCustomer = (id: CustomerId, origin: Origin, cause: Cause): CustomerChange =>
  changeCustomer(blankCustomer(id), origin, cause)
