import {
  type Address,
  applyInbound,
  type Channel,
  type Context,
  type Conversation,
  type Customer,
  closeConversation,
  contentOf,
  createDesk,
  createTask,
  createTopic,
  type Desk,
  decideInbound,
  definePolicy,
  emptySnapshot,
  emptyTopicCatalogue,
  human,
  type InboundDecision,
  type Instant,
  identifySender,
  normaliseAddress,
  type OutboundState,
  type ParsedInbound,
  type ParsedOutbound,
  type ParseInboundContext,
  type Policy,
  parseInbound,
  registerCustomer,
  type SeparationResult,
  type Snapshot,
  type Store,
  type StoredEvent,
  sendMessage,
  separateConversation,
  systemActor,
  type Task,
  type TopicCatalogue,
} from 'throughline'
import type { StoreHarness } from 'throughline/contract'
import { memoryStore } from 'throughline/memory'

/** The values that examples speak of without making them. */
export interface Samples {
  /** 2026-01-31T09:00:00Z. */
  readonly now: Instant
  /** The default inbox is `support`, the reopen window 7 days. */
  readonly policy: Policy
  /** Mondays to Fridays from nine to five in Berlin; at `now`, a Saturday, it is closed. */
  readonly office: Policy['calendars'][string]
  /** `damage` under `goods`. */
  readonly catalogue: TopicCatalogue
  /** Agent Sam, now, at the end of the stream of `conversation`. */
  readonly context: Context
  readonly reading: ParseInboundContext
  /** Ada, with an email address and a chat handle. */
  readonly customer: Customer
  /** Bob, of whom nothing else is known. */
  readonly another: Customer
  /** An email address that neither has. */
  readonly address: Address
  /** Active: she wrote by chat, and Sam answered just now. */
  readonly conversation: Conversation
  /** Active: she wrote by chat a minute ago, and nobody has answered. */
  readonly unanswered: Conversation
  /** Closed a day and three hours ago. */
  readonly closed: Conversation
  /** What separating the chat of `conversation` makes: the one that was left, and the one in which the chat goes on. */
  readonly parted: SeparationResult
  /** The events of `conversation`, in their order. */
  readonly events: readonly StoredEvent[]
  /** The first of them. */
  readonly event: StoredEvent
  /** A task for Ada, due in a day, which nobody has. */
  readonly task: Task
  readonly taskEvents: readonly [StoredEvent]
  /** The event that made Ada known. */
  readonly registration: StoredEvent
  readonly standing: OutboundState
  /** An answer of ours by chat. */
  readonly message: ParsedOutbound
  /** An email of Ada's, read. */
  readonly arrival: ParsedInbound
  /** Her past, as `find` gives it: `closed` and nothing active. */
  readonly situation: Snapshot
  readonly placement: InboundDecision
  /** A call that Ada makes, read. */
  readonly call: ParsedInbound
  /** Her past while it rings. */
  readonly ringing: Snapshot
  readonly whatsapp: Channel
  readonly lastIncomingAt: Instant
  readonly store: Store
  readonly desk: Desk
  /** How the contract gets at stores in memory, which waive restarts. */
  readonly harness: StoreHarness
}

const must = <T extends { readonly ok: boolean }>(result: T): Extract<T, { readonly ok: true }> => {
  if (!result.ok) throw new Error(JSON.stringify(result))
  return result as Extract<T, { readonly ok: true }>
}

const now = Date.parse('2026-01-31T09:00:00Z')
const minute = 60_000
const hour = 60 * minute

/** Values made anew for each example, by the operations themselves. */
export const samples = (): Samples => {
  const hours = Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [day, '09:00-17:00']),
  )
  const calendars = { office: { zone: 'Europe/Berlin', hours } }
  const policy = definePolicy({ inbox: 'support', calendars, reopenWindow: { days: 7 } })
  const goods = must(createTopic(emptyTopicCatalogue, { id: 'goods', name: 'Goods' })).catalogue
  const { catalogue } = must(createTopic(goods, { id: 'damage', name: 'Damage', parent: 'goods' }))

  const contextAt = (at: Instant, head: number, commandId: string, actor = systemActor): Context => ({
    now: at,
    actor,
    commandId,
    head,
    emitted: 0,
    policy,
    topics: catalogue,
  })
  const sam = { kind: 'agent', id: 'sam' } as const
  const reading: ParseInboundContext = {
    policy,
    topics: catalogue,
    normaliseAddress: normaliseAddress,
    classify: () => human,
    commandId: 'c3',
  }

  const addressIn = (raw: string, name: string, kind: 'email' | 'handle'): Address => {
    const address = normaliseAddress(raw, { name, address: kind })
    if (address === null) throw new Error(`${raw} reads as nobody`)
    return address
  }
  const email = addressIn('ada@example.com', 'email', 'email')
  const handle = addressIn('ada', 'chat', 'handle')
  const registered = must(
    registerCustomer(null, { id: 'ada', addresses: [email, handle] }, contextAt(now - 30 * hour, 0, 'c0')),
  )
  const customer = registered.state
  const [registration] = registered.events
  const another = must(registerCustomer(null, { id: 'bob', addresses: [] }, contextAt(now, 0, 'c1'))).state

  /** Ada writes by chat, in a conversation of her own, and at that time. */
  const begun = (at: Instant): { readonly state: Conversation; readonly events: readonly StoredEvent[] } => {
    const chat = must(
      parseInbound({ channel: 'chat', from: 'ada', session: 'visit', text: 'Is it on its way?' }, reading),
    ).value
    const found = { ...emptySnapshot, customer, holder: 'ada', head: 1 }
    const identity = identifySender(chat, found, emptySnapshot)
    const context = contextAt(at, 1, 'm1')
    const placed = decideInbound(chat, identity, context)
    const facts = { retention: { keepsAgent: true, inbox: null }, answeredBy: null }
    const { conversation, events } = applyInbound(chat, identity, placed, facts, context)
    if (conversation === null) throw new Error('a first message starts a conversation')
    return { state: conversation, events }
  }
  const message: ParsedOutbound = {
    channel: 'chat',
    otherRecipients: [],
    refs: [],
    fingerprint: '',
    content: contentOf({ text: 'It left our house this morning' }, null),
    template: false,
    answers: false,
    starts: false,
    echoed: null,
  }
  const answered = (at: Instant, first: ReturnType<typeof begun>): typeof first => {
    const context = contextAt(at, 1 + first.events.length, 'c2', sam)
    const sent = must(sendMessage({ customer, active: first.state, closed: null }, message, context))
    if (sent.state === null) throw new Error('an answer stands in its conversation')
    return { state: sent.state, events: [...first.events, ...sent.events] }
  }

  const { state: unanswered } = begun(now - minute)
  const { state: conversation, events } = answered(now, begun(now - minute))
  const earlier = answered(now - 28 * hour, begun(now - 29 * hour)).state
  const closing = contextAt(now - 27 * hour, 8, 'c9', sam)
  const { state: closed } = must(closeConversation(earlier, { version: 8 }, closing))

  const arrival = must(
    parseInbound({ channel: 'email', from: 'ada@example.com', id: '<1@mail>', text: 'Broken' }, reading),
  ).value
  const situation: Snapshot = { ...emptySnapshot, customer, addressOwner: 'ada', head: 12, closed: [closed] }
  const context = contextAt(now, 1 + events.length, 'c3', sam)
  const rung = { channel: 'voice', from: '+49 30 123456', id: 'call-7', session: 'call-7' }
  const call = must(parseInbound(rung, reading, 'call')).value
  const caller = identifySender(call, situation, emptySnapshot)
  const keep = { keepsAgent: true, inbox: null }
  const calling = contextAt(now, 12, 'm2')
  const rings = applyInbound(
    call,
    caller,
    decideInbound(call, caller, calling),
    { retention: keep, answeredBy: null },
    calling,
  )
  const ringing = { ...situation, head: 12 + rings.events.length, active: rings.conversation, closed: [] }
  const separating = contextAt(now, context.head, 'c8', sam)
  const contacts = conversation.contacts.map(({ id }) => id)
  const parted = must(separateConversation(conversation, { contacts }, separating))
  const tomorrow = { text: 'Call Ada back', dueAt: now + 24 * hour, conversation }
  const tasked = must(createTask(customer, tomorrow, contextAt(now, context.head, 'c9', sam)))
  const store = memoryStore()
  const whatsapp = policy.channels['whatsapp']
  const office = policy.calendars['office']
  const [event] = events
  const [creation] = tasked.events
  if (
    whatsapp === undefined ||
    office === undefined ||
    event === undefined ||
    registration === undefined ||
    creation === undefined
  )
    throw new Error('a sample is missing')
  return {
    now,
    policy,
    office,
    catalogue,
    context,
    reading,
    customer,
    another,
    address: addressIn('ada@home.example', 'email', 'email'),
    conversation,
    unanswered,
    closed,
    parted,
    events,
    event,
    registration,
    task: tasked.state,
    taskEvents: [creation],
    standing: { customer, active: conversation, closed: null },
    message,
    arrival,
    situation,
    placement: decideInbound(arrival, identifySender(arrival, situation, emptySnapshot), context),
    call,
    ringing,
    whatsapp,
    lastIncomingAt: now,
    store,
    desk: createDesk({ store, policy, topics: catalogue, clock: () => now }),
    harness: {
      name: 'memory',
      capabilities: ['timeline', 'list', 'tasks', 'due', 'events', 'siblings', 'tenants', 'exact_conflicts'],
      waived: { durable: 'it forgets everything when it ends' },
      open: async () => {
        const opened = memoryStore()
        return { store: opened, sibling: async () => opened, tenant: async () => memoryStore() }
      },
    },
  }
}
