import { deepStrictEqual } from 'node:assert'
import { assign, createActor, setup } from 'xstate'
import {
  applyInbound,
  type Contact,
  type Context,
  type Conversation,
  createDesk,
  decideInbound,
  definePolicy,
  emptySnapshot,
  emptyTopicCatalogue,
  human,
  identifySender,
  normaliseAddress,
  type ParsedInbound,
  type PendingReply,
  parseInbound,
  type Snapshot,
} from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { measure } from './measure.ts'

/**
 * One customer message that joins an open contact of an open conversation with two contacts, a minute after the one before
 * it: decided and applied. By the library; by hand, with the same result (state, reasons, event); by an XState machine that
 * does far less.
 */
let now = 1_767_603_600_000
const policy = definePolicy({ inbox: 'support' })

const prepare = async (): Promise<{ situation: Snapshot; arrival: ParsedInbound; context: Context }> => {
  const store = memoryStore()
  const desk = createDesk({ store, policy, clock: () => now })
  const customer = 'ada'
  await desk.receive({ channel: 'chat', customer, from: 'ada', endpoint: 'shop', id: '1', text: 'Hello' })
  await desk.receive({ channel: 'email', customer, from: 'ada@example.com', id: '2', text: 'Hello' })
  const query = {
    customer,
    address: null,
    commands: [],
    refs: [],
    topics: [],
    conversation: null,
    task: null,
  }
  const [situation = emptySnapshot] = await store.load([query])
  now += 60_000
  const inbound = {
    channel: 'chat',
    customer,
    from: 'ada',
    endpoint: 'shop',
    id: '3',
    text: 'Anyone?',
    at: now,
  }
  const reading = {
    policy,
    topics: emptyTopicCatalogue,
    normaliseAddress: normaliseAddress,
    classify: () => human,
    commandId: 'x',
  }
  const read = parseInbound(inbound, reading)
  if (!read.ok) throw new Error(read.error.message)
  const actor = { kind: 'customer' as const, id: customer }
  const { messageKey: commandId } = read.value
  const context = {
    now,
    actor,
    commandId,
    head: situation.head,
    emitted: 0,
    policy,
    topics: emptyTopicCatalogue,
  }
  return { situation, arrival: read.value, context }
}

const facts = { retention: { keepsAgent: true, inbox: null }, answeredBy: null }

const { situation, arrival, context } = await prepare()

const byLibrary = (): unknown => {
  const identity = identifySender(arrival, situation, emptySnapshot)
  return applyInbound(arrival, identity, decideInbound(arrival, identity, context), facts, context)
}

/** Times kept behind the oldest one. */
const newestKept = 16

/** What is pending on a contact, with one message more, in a list of its own: the list of the old state is another's. */
const withMessage = (
  pending: readonly PendingReply[],
  contact: Contact,
  at: number,
): readonly PendingReply[] => {
  const owed = pending.slice()
  for (let n = 0; n < owed.length; n++) {
    const one = owed[n]
    if (one === undefined || one.contact !== contact.id) continue
    const more = one.laterTimes.length < newestKept ? one.laterTimes.slice() : one.laterTimes.slice(1)
    more.push(at)
    owed[n] = {
      contact: one.contact,
      channel: one.channel,
      endpoint: one.endpoint,
      address: one.address,
      session: one.session,
      waitingSince: one.waitingSince,
      laterTimes: more,
      overdueAt: one.overdueAt,
    }
    return owed
  }
  owed.push({
    contact: contact.id,
    channel: contact.channel,
    endpoint: contact.endpoint,
    address: contact.address,
    session: contact.session,
    waitingSince: at,
    laterTimes: [],
    overdueAt: null,
  })
  return owed
}

/**
 * The same result as fast as it can be written for this one case: no rules but those that this message meets, literals for
 * all that is new, loops, no spread. The old state stays as it was, as it does with the library.
 */
const byHand = (): unknown => {
  const { active: c, head, customer } = situation
  if (c === null || c.closed !== null || customer === null || customer.blocked) return null
  const { name } = arrival.channel
  const { endpoint, address } = arrival
  const key = address === null ? null : address.key
  let contact: Contact | undefined
  for (let n = 0; n < c.contacts.length; n++) {
    const open = c.contacts[n]
    if (open !== undefined && open.channel === name && open.address === key && open.endpoint === endpoint)
      contact = open
  }
  if (contact === undefined) return null
  const { now } = context
  const at = arrival.at === null || arrival.at > now ? now : arrival.at
  const seq = head + 1
  const event = {
    id: `${context.commandId}.0`,
    type: 'message.received',
    v: 1,
    seq,
    customer: customer.id,
    conversation: c.id,
    contact: contact.id,
    task: null,
    occurredAt: at,
    recordedAt: now,
    actor: { kind: 'customer', id: customer.id },
    cause: 'receive',
    assignee: { inbox: c.inbox, agent: c.agent },
    data: {
      channel: name,
      endpoint,
      address: key,
      session: arrival.session,
      refs: arrival.refs,
      fingerprint: arrival.fingerprint,
      providerTime: null,
      topics: arrival.topics,
      silent: false,
      replyWindow: false,
      references: arrival.references,
      collision: false,
      reasons: [{ rule: 'I-7', found: 'active', conversation: c.id, elapsed: null, window: null }],
    },
    content: arrival.content,
  }
  const conversation: Conversation = {
    schema: 1,
    id: c.id,
    customer: c.customer,
    inbox: c.inbox,
    agent: c.agent,
    topics: c.topics,
    contacts: c.contacts,
    pendingReplies: withMessage(c.pendingReplies, contact, at),
    follows: c.follows,
    mergedInto: c.mergedInto,
    separatedFrom: c.separatedFrom,
    separatedInto: c.separatedInto,
    snooze: c.snooze,
    startedAt: c.startedAt,
    statusChangedAt: c.statusChangedAt,
    lastActivityAt: Math.max(at, c.lastActivityAt),
    lastCustomerMessageAt:
      c.lastCustomerMessageAt === null || at > c.lastCustomerMessageAt ? at : c.lastCustomerMessageAt,
    lastCustomerMessageSeq: seq,
    lastAgentReplyAt: c.lastAgentReplyAt,
    reopenedAt: c.reopenedAt,
    lastCountedCloseAt: c.lastCountedCloseAt,
    reopenedWithoutContact: c.reopenedWithoutContact,
    closed: null,
    firstClosed: c.firstClosed,
  }
  return { ok: true, customer, conversation, events: [event], claims: [] }
}

deepStrictEqual(byHand(), byLibrary())

const machine = setup({
  types: {
    context: {} as { heardAt: number; seq: number; owed: string[] },
    events: {} as { type: 'message'; at: number; contact: string },
  },
}).createMachine({
  initial: 'open',
  context: { heardAt: 0, seq: 0, owed: [] },
  states: {
    open: {
      on: {
        message: {
          actions: assign({
            heardAt: ({ context: c, event }) => Math.max(c.heardAt, event.at),
            seq: ({ context: c }) => c.seq + 1,
            owed: ({ context: c, event }) =>
              c.owed.includes(event.contact) ? c.owed : [...c.owed, event.contact],
          }),
        },
      },
    },
  },
})

const actor = createActor(machine)
actor.start()
const byXstate = (): void => actor.send({ type: 'message', at: now, contact: 'chat' })

const contenders: { readonly [name: string]: () => unknown } = {
  library: byLibrary,
  hand: byHand,
  xstate: byXstate,
}
const contender = contenders[process.argv[2] ?? '']
if (contender === undefined) throw new Error(`no contender ${process.argv[2]}`)
measure(contender)
