import {
  type Actor,
  addNote,
  addTopic,
  applyDueDeadlines,
  applyInbound,
  assignConversation,
  blockCustomer,
  type Conversation,
  closeConversation,
  decideInbound,
  dialCall,
  emptySnapshot,
  endContact,
  type Inbound,
  type InboundKind,
  identifySender,
  nextDeadline,
  noReplyNeeded,
  normaliseAddress,
  noteOnCustomer,
  type OutboundIntent,
  type ParsedInbound,
  parseInbound,
  type Refusal,
  type Refused,
  refOf,
  reopenableUntil,
  reopenConversation,
  type StoredEvent,
  sendMessage,
  separateConversation,
  snoozeConversation,
  systemActor,
  unblockCustomer,
  wakeConversation,
} from 'throughline'
import { answerCall, endCall, findCall, recordCallEvent } from '../../src/intake/call.ts'
import {
  contextOf,
  currentConversation,
  initialState,
  policy,
  snapshotOf,
  stateAfter,
  type TableState,
} from './table-state.ts'

/** What may come of a happening: another world, or a refusal. */
export type RowResult = TableState | Refusal

/** A row of the table. `run` tries every way in which it can happen; none, where there is nothing to act on. */
export interface StateTableRow {
  readonly name: string
  /** What the diagram calls it; rows may share a name there. */
  readonly short: string
  readonly run: (world: TableState) => readonly RowResult[]
  /** Rows are about customers who are not blocked, unless they say so; some lead on from blocked ones too. */
  readonly appliesTo?: 'blocked' | 'anybody'
}

const sam: Actor = { kind: 'agent', id: 'sam' }
const bot: Actor = { kind: 'automation', id: 'bot' }
const content = { text: 'x', attachments: [], externalId: null, address: null }

type AcceptedResult = {
  readonly ok: true
  readonly state: Conversation | null
  readonly events: readonly unknown[]
}

const result = (world: TableState, answer: AcceptedResult | Refused<Refusal>): RowResult =>
  answer.ok ? stateAfter(world, answer) : answer.error

/** An operation on the conversation there is. */
const onConversation =
  (
    actor: Actor,
    operation: (
      c: Conversation,
      context: ReturnType<typeof contextOf>,
      world: TableState,
    ) => (AcceptedResult | Refused<Refusal>) | readonly (AcceptedResult | Refused<Refusal>)[],
  ): StateTableRow['run'] =>
  (world) => {
    const c = currentConversation(world)
    if (c === null) return []
    return [operation(c, contextOf(world, actor), world)].flat().map((answer) => result(world, answer))
  }

const human = { kind: 'human', strength: null, evidence: null } as const

const read = (input: Inbound, kind?: InboundKind): ParsedInbound => {
  const context = {
    ...contextOf(initialState(), systemActor),
    normaliseAddress: normaliseAddress,
    classify: () => human,
  }
  const arrival = parseInbound({ customer: 'ada', id: 'any', ...input }, context, kind)
  if (!arrival.ok) throw new Error(arrival.error.message)
  return arrival.value
}

/** What can come in. Read once: reading digests ids, and no two worlds need different ones. */
const chat = read({ channel: 'chat', from: 'ada', session: 'visit', text: 'x' })
const email = read({ channel: 'email', from: 'ada@example.com', text: 'x' })
const call = read({ channel: 'voice', from: '+4930123456' }, 'call')
const echo = read({ kind: 'echo', channel: 'email', from: 'ada@example.com', text: 'x' })
const bounce = read({ kind: 'bounce', channel: 'email', of: 'ours' })

/** Identifies, places and carries out, as a desk does. */
const receiveInbound = (
  world: TableState,
  arrival: ParsedInbound,
  more: { readonly quoted?: readonly StoredEvent[]; readonly answeredBy?: Actor } = {},
): RowResult => {
  const context = contextOf(world, systemActor)
  const situation = { ...snapshotOf(world), referencedEvents: more.quoted ?? [] }
  const identity = identifySender(arrival, situation, more.quoted === undefined ? emptySnapshot : situation)
  const placement = decideInbound(arrival, identity, context)
  const facts = { retention: { keepsAgent: true, inbox: null }, answeredBy: more.answeredBy ?? null }
  const { customer, conversation, events } = applyInbound(arrival, identity, placement, facts, context)
  return stateAfter(world, { customer, state: conversation, events })
}

const customerWrites =
  (more: (world: TableState) => Partial<ParsedInbound> = () => ({})): StateTableRow['run'] =>
  (world) =>
    [chat, email].map((arrival) => receiveInbound(world, { ...arrival, ...more(world) }))

/** Before the last close, and told only now. */
const beforeLastClose = ({ closed, now }: TableState): Partial<ParsedInbound> => ({
  at: (closed?.closed?.at ?? now) - 1,
})

const automated: Partial<ParsedInbound> = {
  classification: { kind: 'automated', strength: 'strong', evidence: 'Auto-Submitted: auto-replied' },
}

/** Every call has an id of its own. */
const nextCall = ({ commands }: TableState): ParsedInbound => ({ ...call, session: `call${commands}` })

/** News of the call that is open; of an earlier one, where none is. */
const callEvent =
  (actor: Actor, by?: 'agent' | 'customer'): StateTableRow['run'] =>
  (world) => {
    const session = world.active?.contacts.find((contact) => contact.class === 'voice')?.session
    if (session === undefined && by === undefined)
      return [receiveInbound(world, nextCall(world), { answeredBy: actor })]
    const arrival = { ...call, session: session ?? 'earlier' }
    const context = contextOf(world, actor)
    const { open } = findCall(arrival, snapshotOf(world))
    const { customer, conversation, events } =
      open === null
        ? recordCallEvent('call.ended', arrival, snapshotOf(world), context)
        : by === undefined
          ? answerCall(arrival, open, context)
          : endCall(arrival, open, by, context)
    return [stateAfter(world, { customer, state: conversation, events })]
  }

const outboundStateOf = ({ customer, active, closed }: TableState) => ({ customer, active, closed })

const sendsMessage =
  (
    actor: Actor,
    intent?: OutboundIntent,
    more: { answers?: true; starts?: true } = {},
  ): StateTableRow['run'] =>
  (world) =>
    ['chat', 'email'].map((channel) => {
      const message = {
        channel,
        otherRecipients: [],
        refs: [],
        fingerprint: '',
        content,
        template: false,
        answers: more.answers ?? false,
        starts: more.starts ?? false,
        echoed: null,
        ...(intent === undefined ? {} : { intent }),
      }
      return result(world, sendMessage(outboundStateOf(world), message, contextOf(world, actor)))
    })

const dials: StateTableRow['run'] = (world) => {
  const session = `call${world.commands}`
  const dial = { channel: 'voice', session, refs: [], fingerprint: '', content }
  return [result(world, dialCall(outboundStateOf(world), dial, contextOf(world, sam)))]
}

/** One of our answers, as a store gives it back when its delivery fails. */
const sentMessageOf = (c: Conversation): StoredEvent => ({
  id: 'sent.0',
  type: 'message.sent',
  v: 1,
  seq: 1,
  customer: c.customer,
  conversation: c.id,
  contact: c.contacts.find((contact) => contact.channel === 'email')?.id ?? 'ended',
  task: null,
  occurredAt: c.startedAt,
  recordedAt: c.startedAt,
  actor: sam,
  cause: 'send',
  assignee: null,
  data: {
    channel: 'email',
    endpoint: null,
    address: 'email:ada@example.com',
    session: null,
    refs: [refOf('email', 'ours')],
    fingerprint: '',
    providerTime: null,
    topics: [],
    template: false,
    echo: false,
    isReply: true,
    otherRecipients: [],
  },
  content: null,
})

const bounces: StateTableRow['run'] = (world) => {
  const c = currentConversation(world)
  return c === null || c.lastAgentReplyAt === null
    ? []
    : [receiveInbound(world, bounce, { quoted: [sentMessageOf(c)] })]
}

const ends = (by: 'agent' | 'customer'): StateTableRow['run'] =>
  onConversation(by === 'agent' ? sam : { kind: 'customer', id: 'ada' }, (c, context) =>
    c.contacts.length === 0
      ? endContact(c, { by }, context)
      : c.contacts.map(({ id }) => endContact(c, { contact: id, by }, context)),
  )

const timer: StateTableRow['run'] = (world) => {
  const due = world.active === null ? null : nextDeadline(world.active, policy)
  if (world.active === null || due === null) return []
  const later = { ...world, now: Math.max(due, world.now) }
  return [stateAfter(later, applyDueDeadlines(world.active, contextOf(later, systemActor)))]
}

const windowOver: StateTableRow['run'] = (world) => {
  const c = currentConversation(world)
  if (c === null || c.lastCountedCloseAt === null || (c.closed === null && !c.reopenedWithoutContact))
    return []
  const until = reopenableUntil(c, policy)
  return typeof until === 'number' && until >= world.now ? [{ ...world, now: until + 1 }] : []
}

const reopens = (actor: Actor): StateTableRow['run'] =>
  onConversation(actor, (_, context, { active, closed }) =>
    [active, closed]
      .filter((c) => c !== null)
      .map((c) => reopenConversation(c, { active: active?.id ?? null }, context)),
  )

const marksNoReplyNeeded = onConversation(sam, (c, context) => {
  const named = new Set([
    ...c.contacts.map(({ id }) => id),
    ...c.pendingReplies.map(({ contact }) => contact),
  ])
  return [
    noReplyNeeded(c, {}, context),
    ...[...named].map((contact) => noReplyNeeded(c, { contact }, context)),
  ]
})

const blocks: StateTableRow['run'] = (world) => {
  const { customer, conversation, events } = blockCustomer(
    world.customer,
    world.active,
    {},
    contextOf(world, sam),
  )
  return [stateAfter(world, { customer, state: conversation, events })]
}

const unblocks: StateTableRow['run'] = (world) => {
  const { customer, events } = unblockCustomer(world.customer, contextOf(world, sam))
  return [stateAfter(world, { customer, state: null, events })]
}

const snoozes = ({ until, force }: { readonly until?: true; readonly force?: true }): StateTableRow['run'] =>
  onConversation(sam, (c, context) =>
    snoozeConversation(c, { until: until && context.now + 86_400_000, force }, context),
  )

/** Each open contact goes on by itself. */
const separates =
  (force: boolean): StateTableRow['run'] =>
  (world) => {
    const c = currentConversation(world)
    if (c === null) return []
    const named = c.closed === null ? c.contacts.map(({ id }) => id) : ['any']
    return named.map((id) => {
      const parted = separateConversation(c, { contacts: [id], force }, contextOf(world, sam))
      if (!parted.ok) return parted.error
      return stateAfter(stateAfter(world, { state: parted.closedConversation, events: [] }), parted)
    })
  }

/** The rows of the table, in its order. */
export const stateTableRows: readonly StateTableRow[] = [
  { name: 'customer writes', short: 'customer writes', run: customerWrites() },
  {
    name: 'customer wrote before the close, told only now',
    short: 'customer writes',
    run: customerWrites(beforeLastClose),
  },
  {
    name: 'customer’s mail is automated',
    short: 'automated mail',
    run: customerWrites(() => automated),
  },
  {
    name: 'customer calls',
    short: 'customer calls',
    run: (world) => [receiveInbound(world, nextCall(world))],
  },
  { name: 'call answered', short: 'call answered', run: callEvent(sam) },
  { name: 'call ended by the agent', short: 'call ended', run: callEvent(sam, 'agent') },
  {
    name: 'call ended by the customer',
    short: 'call ended',
    run: callEvent({ kind: 'customer', id: 'ada' }, 'customer'),
  },
  { name: 'agent writes', short: 'agent writes', run: sendsMessage(sam), appliesTo: 'anybody' },
  {
    name: 'agent writes, intent `continue`',
    short: 'agent writes to continue',
    run: sendsMessage(sam, 'continue'),
  },
  { name: 'agent writes, intent `new`', short: 'agent writes anew', run: sendsMessage(sam, 'new') },
  { name: 'agent dials', short: 'agent dials', run: dials },
  { name: 'automation writes', short: 'automation writes', run: sendsMessage(bot) },
  { name: 'bot answers', short: 'bot answers', run: sendsMessage(bot, undefined, { answers: true }) },
  {
    name: 'bot speaks first on purpose',
    short: 'bot speaks first',
    run: sendsMessage(bot, undefined, { starts: true }),
  },
  {
    name: 'bot speaks first, intent `continue`',
    short: 'bot speaks first',
    run: sendsMessage(bot, 'continue', { starts: true }),
  },
  { name: 'echo of a message we do not know', short: 'echo', run: (world) => [receiveInbound(world, echo)] },
  { name: 'our answer bounces', short: 'our answer bounces', run: bounces },
  {
    name: 'agent assigned',
    short: 'agent assigned',
    run: onConversation(sam, (c, context) =>
      assignConversation(c, { agent: c.agent === null ? 'sam' : 'kim', expected: c.agent }, context),
    ),
  },
  {
    name: 'agent assigned, the holder having changed',
    short: 'agent assigned',
    run: onConversation(sam, (c, context) =>
      assignConversation(c, { agent: 'zoe', expected: 'eve' }, context),
    ),
  },
  {
    name: 'agent let go',
    short: 'agent let go',
    appliesTo: 'anybody',
    run: onConversation(sam, (c, context) =>
      assignConversation(c, { agent: null, expected: c.agent }, context),
    ),
  },
  {
    name: 'moved to another inbox',
    short: 'moved',
    run: onConversation(sam, (c, context) =>
      assignConversation(c, { inbox: 'returns', expected: c.agent }, context),
    ),
  },
  { name: 'no reply needed', short: 'no reply needed', run: marksNoReplyNeeded },
  { name: 'contact ended by the agent', short: 'contact ended', run: ends('agent') },
  { name: 'contact ended by the customer', short: 'contact ended', run: ends('customer') },
  {
    name: 'silence, mail limit, lost call or end of a snooze falls due',
    short: 'deadline passes',
    run: timer,
  },
  { name: 'reopen window runs out', short: 'window runs out', run: windowOver },
  {
    name: 'note',
    short: 'note',
    run: onConversation(sam, (c, context) => addNote(c, { text: 'x' }, context)),
  },
  {
    name: 'note on the customer',
    short: 'note',
    run: (world) => {
      const event = noteOnCustomer(world.customer.id, { text: 'x' }, contextOf(world, sam))
      return [stateAfter(world, { state: null, events: [event] })]
    },
  },
  {
    name: 'topic added',
    short: 'topic added',
    run: onConversation(sam, (c, context) => addTopic(c, { topic: 'damage' }, context)),
  },
  { name: 'snoozed until a time', short: 'snooze', run: snoozes({ until: true }) },
  { name: 'snoozed until the customer writes', short: 'snooze', run: snoozes({}) },
  { name: 'snoozed, forced', short: 'snooze', run: snoozes({ until: true, force: true }) },
  {
    name: 'woken by hand',
    short: 'wake',
    run: onConversation(sam, (c, context) => wakeConversation(c, context)),
  },
  { name: 'another matter separated', short: 'separate', run: separates(false) },
  { name: 'another matter separated, forced', short: 'separate', run: separates(true) },
  {
    name: 'close',
    short: 'close',
    run: onConversation(sam, (c, context, { head }) => closeConversation(c, { version: head }, context)),
  },
  {
    name: 'close, the last message unseen',
    short: 'close',
    run: onConversation(sam, (c, context) =>
      c.lastCustomerMessageSeq === 0
        ? []
        : closeConversation(c, { version: c.lastCustomerMessageSeq - 1, force: true }, context),
    ),
  },
  {
    name: 'close, forced',
    short: 'close',
    appliesTo: 'anybody',
    run: onConversation(sam, (c, context, { head }) =>
      closeConversation(c, { version: head, force: true }, context),
    ),
  },
  {
    name: 'close, imported',
    short: 'close',
    run: onConversation(systemActor, (c, context, { head }) =>
      closeConversation(c, { version: head }, context),
    ),
  },
  { name: 'reopen by an agent', short: 'reopen', run: reopens(sam), appliesTo: 'anybody' },
  { name: 'reopen by an automation', short: 'reopen', run: reopens(bot) },
  { name: 'block', short: 'block', run: blocks },
  {
    name: 'a blocked customer writes',
    short: 'customer writes',
    run: customerWrites(),
    appliesTo: 'blocked',
  },
  { name: 'unblock', short: 'unblock', run: unblocks, appliesTo: 'blocked' },
]
