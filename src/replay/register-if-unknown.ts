import type { Refusal, Refused } from '../kernel/result.ts'
import type { Session } from './session.ts'

/** A log speaks of customers as it likes: one who was never heard of comes to be. Null, or why he cannot. */
export const registerIfUnknown = async (
  { desk, command }: Session,
  customer: string,
): Promise<Refused<Refusal> | null> => {
  const registered = await desk.register({ customer, commandId: command(customer) })
  return registered.ok || registered.error.code === 'customer.exists' ? null : registered
}
