import type { CustomerMergeLine } from '../schema/log-line.ts'
import type { Answer } from './answer.ts'
import type { Session } from './session.ts'
import { unknowable } from './unknowable.ts'

/** Two customers of the log are one from here on (CU-2); whoever was never heard of until now comes to be. */
export const applyMerge = async (session: Session, line: CustomerMergeLine): Promise<Answer> => {
  const { customer, into, agent } = line
  if (customer !== into)
    for (const id of [customer, into]) {
      const refused = await unknowable(session, id)
      if (refused !== null) return refused
    }
  const merged = await session.desk.merge({ customer, into, agent, commandId: session.command() })
  if (merged.ok) session.tasks.share(customer, [into, merged.customer])
  return merged
}
