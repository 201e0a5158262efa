import type { Conversation, Status } from '../conversation/conversation.ts'
import type { ConversationCounts, ConversationFilter, ConversationReader } from '../store/ports.ts'
import { invalidCursorPage, pageOf, parameters, parseCursor } from './page.ts'
import type { TenantTables } from './tables.ts'
import { encodeKey } from './text.ts'

type AddParameter = (value: string | null) => string

const filterConditions = ({ status, inbox, agent }: ConversationFilter, add: AddParameter): string =>
  [
    status === undefined ? '' : ` and c.status = ${add(status)}`,
    inbox === undefined ? '' : ` and c.inbox = ${add(encodeKey(inbox))}`,
    agent === undefined
      ? ''
      : agent === null
        ? ' and c.agent is null'
        : ` and c.agent = ${add(encodeKey(agent))}`,
  ].join('')

/** Conversations by the columns of their rows, those longest in their status first (S-4). */
export const conversationsOf =
  ({ schema, tenant, rows }: TenantTables): ConversationReader['conversations'] =>
  async ({ after, limit, ...filter }) => {
    const place = parseCursor(after, 1, 2)
    if (place === undefined) return invalidCursorPage
    const { all, add } = parameters(tenant)
    const from =
      place === null
        ? ''
        : ` and (c.status_at, c.id, c.owner) > (${add(place[0] ?? '')}::bigint, ${add(place[1] ?? '')}, ${add(place[2] ?? '')})`
    const found = await rows(
      `select c.state, c.status, c.due_at::text as due_at, c.status_at::text as p0, c.id as p1, c.owner as p2
from ${schema}.conversations c where c.tenant = $1::text${filterConditions(filter, add)}${from}
order by c.status_at, c.id, c.owner limit ${add(`${limit + 1}`)}::bigint`,
      all,
    )
    return pageOf(found, limit, 3, ({ state, status, due_at: dueAt }) => ({
      conversation: JSON.parse(state ?? '') as Conversation,
      status: status as Status,
      dueAt: dueAt == null ? null : Number(dueAt),
    }))
  }

/** How many conversations have which status (S-4). */
export const countsOf =
  ({ schema, tenant, rows }: TenantTables): ConversationReader['counts'] =>
  async (filter) => {
    const { all, add } = parameters(tenant)
    const found = await rows(
      `select c.status, count(*)::text as n from ${schema}.conversations c
where c.tenant = $1::text${filterConditions(filter, add)} group by c.status`,
      all,
    )
    const noConversations: ConversationCounts = { new: 0, open: 0, waiting: 0, closed: 0 }
    return { ...noConversations, ...Object.fromEntries(found.map(({ status, n }) => [status, Number(n)])) }
  }
