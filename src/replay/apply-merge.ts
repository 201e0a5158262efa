import type { CustomerMergeLine } from '../schema/log-line.ts'
import type { LineResult } from './line-result.ts'
import { registerIfUnknown } from './register-if-unknown.ts'
import type { Session } from './session.ts'

/** Two customers of the log are one from here on (CU-2); whoever was never heard of until now comes to be. */
export const applyMerge = async (session: Session, line: CustomerMergeLine): Promise<LineResult> => {
  const { customer, into, agent } = line
  if (customer !== into)
    for (const id of [customer, into]) {
      const refused = await registerIfUnknown(session, id)
      if (refused !== null) return refused
    }
  const merged = await session.desk.merge({ customer, into, agent, commandId: session.command() })
  if (merged.ok) session.tasks.copy(customer, [into, merged.customer])
  return merged
}
