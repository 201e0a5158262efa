import type { Contact } from '../contact/contact.ts'
import type { Session } from './session.ts'

/** The customer's conversation as it is now, and the version that has been seen: a log means what it meets (A-1, C-8). */
export interface ActiveConversationView {
  readonly agent: string | null
  readonly contacts: readonly Contact[]
  readonly version: number
}

export const readActiveConversation = async (
  { desk }: Session,
  customer: string,
): Promise<ActiveConversationView> => {
  const current = await desk.current(customer)
  return current.ok
    ? {
        agent: current.conversation?.agent ?? null,
        contacts: current.conversation?.contacts ?? [],
        version: current.version,
      }
    : { agent: null, contacts: [], version: 0 }
}
