import type { Contact } from '../contact/contact.ts'
import type { Session } from './session.ts'

/** The customer's conversation as it is now, and the version that has been seen: a log means what it meets (A-1, C-8). */
export interface Met {
  readonly agent: string | null
  readonly contacts: readonly Contact[]
  readonly version: number
}

export const met = async ({ desk }: Session, customer: string): Promise<Met> => {
  const now = await desk.current(customer)
  return now.ok
    ? {
        agent: now.conversation?.agent ?? null,
        contacts: now.conversation?.contacts ?? [],
        version: now.version,
      }
    : { agent: null, contacts: [], version: 0 }
}
