/** Moving in from another help desk: look, repair, import. Run again it writes nothing twice. */
import type { Instant, Refusal } from 'throughline'
import {
  auditImport,
  type ForeignConversation,
  type ForeignStateCount,
  type ForeignStates,
  type Importer,
  type ImportPlan,
  planImport,
} from 'throughline/migration'

/** A ticket as the old help desk exports it. */
export interface Ticket {
  readonly id: number
  readonly requester: { readonly id: number; readonly email: string | null }
  readonly status: string
  readonly via: 'email' | 'chat' | 'web'
  readonly assignee: string | null
  readonly tags: readonly string[]
  readonly created_at: string
  readonly solved_at: string | null
  readonly last_requester_comment_at: string | null
  readonly updated_at: string
}

/** What its states mean here. */
const states: ForeignStates = {
  new: 'active',
  open: 'active',
  pending: 'active',
  'on-hold': 'active',
  solved: 'closed',
  closed: 'closed',
}

const conversationOf = (ticket: Ticket): ForeignConversation => ({
  id: String(ticket.id),
  customer: `user-${ticket.requester.id}`,
  state: ticket.status,
  startedAt: ticket.created_at,
  closedAt: ticket.solved_at,
  channel: ticket.via === 'web' ? 'email' : ticket.via,
  address: ticket.via === 'chat' ? null : ticket.requester.email,
  agent: ticket.assignee,
  topics: ticket.tags,
  lastCustomerMessageAt: ticket.last_requester_comment_at,
  lastActivityAt: ticket.updated_at,
})

export interface MovedIn {
  /** States that nobody explained: nothing is imported before somebody does. */
  readonly unexplained: readonly ForeignStateCount[]
  /** What was changed, and what could not be kept: keep it with the export. */
  readonly plan: ImportPlan | null
  readonly imported: number
  readonly refused: readonly Refusal[]
}

export const moveIn = async (
  importer: Importer,
  tickets: readonly Ticket[],
  now: Instant,
): Promise<MovedIn> => {
  const records = tickets.map(conversationOf)
  const audit = auditImport(records, { states }, now)
  const unexplained = audit.states.filter((state) => state.class === null)
  if (unexplained.length > 0) return { unexplained, plan: null, imported: 0, refused: [] }

  const plan = planImport(records, { states, channel: 'email' }, now)
  const refused: Refusal[] = []
  let imported = 0
  for (const customer of plan.customers) {
    const done = await importer.importCustomer({ ...customer, name: 'old-desk' })
    if (!done.ok) refused.push(done.error)
    else if (!done.repeated) imported += 1
  }
  return { unexplained, plan, imported, refused }
}
