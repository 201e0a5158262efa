import {
  type Actor,
  type Context,
  type Conversation,
  type Customer,
  createTopic,
  definePolicy,
  emptySnapshot,
  emptyTopicCatalogue,
  type Instant,
  type Policy,
  registerCustomer,
  reopenableUntil,
  type Snapshot,
  type Status,
  status,
} from 'throughline'

/** The defaults, which is what the table and the diagram are about. */
export const policy: Policy = definePolicy({ inbox: 'support' })

const created = createTopic(emptyTopicCatalogue, { id: 'damage', name: 'Damaged goods' })
const topics = created.ok ? created.catalogue : emptyTopicCatalogue

/** One customer as a desk would find her: what is active, what was closed last, and where her stream ends. */
export interface TableState {
  readonly customer: Customer
  readonly active: Conversation | null
  readonly closed: Conversation | null
  readonly head: number
  readonly now: Instant
  /** Counts commands, so that each has an id of its own. */
  readonly commands: number
}

const noon = 1_769_860_800_000
const origin = { now: noon, actor: { kind: 'api', id: null }, commandId: 'c0', head: 0, emitted: 0 } as const

const address = (kind: 'email' | 'phone' | 'handle', key: string, value: string) => ({
  kind,
  key,
  value,
  original: value,
  shared: false,
})

/** A customer with an address for each channel that is tried, and no conversation yet. */
export const initialState = (): TableState => {
  const addresses = [
    address('email', 'email:ada@example.com', 'ada@example.com'),
    address('phone', 'phone:+4930123456', '+4930123456'),
    address('handle', 'handle:chat:ada', 'ada'),
  ]
  const registered = registerCustomer(null, { id: 'ada', addresses }, origin)
  if (!registered.ok) throw new Error(registered.error.message)
  const head = registered.events.length
  return { customer: registered.state, active: null, closed: null, head, now: noon, commands: 1 }
}

export const contextOf = ({ now, head, commands }: TableState, actor: Actor): Context => ({
  now,
  actor,
  commandId: `c${commands}`,
  head,
  emitted: 0,
  policy,
  topics,
})

export const snapshotOf = ({ customer, active, closed, head }: TableState): Snapshot => ({
  ...emptySnapshot,
  customer,
  addressOwner: customer.id,
  head,
  active,
  closed: closed === null ? [] : [closed],
})

/** What an operation of any kind changed. */
interface Effect {
  readonly customer?: Customer
  readonly state: Conversation | null
  readonly events: readonly unknown[]
}

/** The world after an operation. */
export const stateAfter = (world: TableState, { customer, state, events }: Effect): TableState => {
  const next = {
    ...world,
    customer: customer ?? world.customer,
    head: world.head + events.length,
    commands: world.commands + 1,
  }
  if (state === null) return next
  if (state.closed === null)
    return { ...next, active: state, closed: world.closed?.id === state.id ? null : world.closed }
  return { ...next, active: null, closed: state }
}

/** Where a world stands in the table. */
export const columns = [
  'None',
  'New',
  'Open',
  'Waiting',
  'Closed, inside the window',
  'Closed, outside it',
] as const
export type Column = (typeof columns)[number]

const names: { readonly [status in Status]: 'New' | 'Open' | 'Waiting' | 'Closed' } = {
  new: 'New',
  open: 'Open',
  waiting: 'Waiting',
  closed: 'Closed',
}

/** The conversation that commands mean: the active one, else the last closed. */
export const currentConversation = ({ active, closed }: TableState): Conversation | null => active ?? closed

export const statusName = (world: TableState): 'None' | 'New' | 'Open' | 'Waiting' | 'Closed' => {
  const conversation = currentConversation(world)
  return conversation === null ? 'None' : names[status(conversation)]
}

const isWindowOver = (c: Conversation, now: Instant): boolean => {
  const until = reopenableUntil(c, policy)
  return until === 'never' || (until !== 'always' && now > until)
}

export const columnOf = (world: TableState): Column => {
  const name = statusName(world)
  if (name !== 'Closed') return name
  return world.closed !== null && isWindowOver(world.closed, world.now)
    ? 'Closed, outside it'
    : 'Closed, inside the window'
}

/**
 * What of a world can decide anything here: worlds with equal keys are taken for one. Left out are times and ids, topics,
 * the order of contacts, and which agent it is. Beside two open contacts no more is told apart than whether an ended one
 * is owed; one contact shows the rest.
 */
export const stateKeyOf = (world: TableState): string => {
  const { customer, active, closed, now } = world
  const c = currentConversation(world)
  if (c === null) return JSON.stringify([customer.blocked])
  const isCrowded = c.contacts.length > 1
  const isOpen = (id: string): boolean => c.contacts.some((contact) => contact.id === id)
  return JSON.stringify([
    customer.blocked,
    c.agent === null,
    c.lastAgentReplyAt === null,
    c.lastCustomerMessageSeq === 0 && !isCrowded,
    c.closed === null ? c.reopenedWithoutContact : null,
    c.snooze === null ? null : [c.snooze.until === null, c.snooze.onReply],
    c.lastCountedCloseAt === null ? null : isWindowOver(c, now),
    c.closed === null ? null : now - c.closed.at >= (policy.maxLateness ?? 0),
    active !== null && closed !== null && !isCrowded,
    Math.min(isCrowded ? 1 : 2, c.pendingReplies.filter(({ contact }) => !isOpen(contact)).length),
    c.contacts
      .map(({ id, channel, session, direction, opensConversation: opener, lastReplyAt: answeredAt }) => {
        const owed = c.pendingReplies.some((owing) => owing.contact === id)
        return [channel, session === null, direction, opener, answeredAt === null, owed].join()
      })
      .sort(),
  ])
}
