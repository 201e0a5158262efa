import { assign, createActor, setup } from 'xstate'
import {
  type Arrival,
  type Context,
  createDesk,
  definePolicy,
  emptyCatalogue,
  human,
  identify,
  nobody,
  normaliseAddress,
  place,
  readInbound,
  receive,
  type Situation,
} from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { measure } from './measure.ts'

/**
 * One customer message that joins an open contact of an open conversation with two contacts: decided and applied. By the
 * library; by hand, with the same result (state, reasons, event); by an XState machine that does far less.
 */
const now = 1_767_603_600_000
const policy = definePolicy({ inbox: 'support' })

const prepare = async (): Promise<{ situation: Situation; arrival: Arrival; context: Context }> => {
  const store = memoryStore()
  const desk = createDesk({ store, policy, clock: () => now })
  const customer = 'ada'
  await desk.receive({ channel: 'chat', customer, from: 'ada', endpoint: 'shop', id: '1', text: 'Hello' })
  await desk.receive({ channel: 'email', customer, from: 'ada@example.com', id: '2', text: 'Hello' })
  const query = {
    customer,
    address: null,
    commands: [],
    quoted: [],
    topics: [],
    conversation: null,
    task: null,
  }
  const [situation = nobody] = await store.find([query])
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
    topics: emptyCatalogue,
    normalise: normaliseAddress,
    classification: human,
    commandId: 'x',
  }
  const read = readInbound(inbound, reading)
  if (!read.ok) throw new Error(read.error.message)
  const actor = { kind: 'customer' as const, id: customer }
  const { key: commandId } = read.value
  const context = { now, actor, commandId, head: situation.head, emitted: 0, policy, topics: emptyCatalogue }
  return { situation, arrival: read.value, context }
}

const facts = { keep: { agent: true, inbox: null }, takenBy: null }

const { situation, arrival, context } = await prepare()

const byLibrary = (): unknown => {
  const identity = identify(arrival, situation, nobody)
  return receive(arrival, identity, place(arrival, identity, context), facts, context)
}

/** What somebody who knows this one case writes: no rules but those that this message meets. */
const byHand = (): unknown => {
  const { active: c, head, customer } = situation
  if (c === null || c.closed !== null || customer === null) return null
  const key = arrival.address?.key ?? null
  const contact = c.contacts.find(
    (open) =>
      open.channel === arrival.channel.name && open.address === key && open.endpoint === arrival.endpoint,
  )
  if (contact === undefined) return null
  const at = Math.min(arrival.at ?? context.now, context.now)
  const reasons = [{ rule: 'I-7', found: 'active', conversation: c.id, elapsed: null, window: null }]
  const event = {
    id: `${context.commandId}.0`,
    type: 'message.received',
    v: 1,
    seq: head + 1,
    customer: customer.id,
    conversation: c.id,
    contact: contact.id,
    task: null,
    occurredAt: at,
    recordedAt: context.now,
    actor: { kind: 'customer', id: customer.id },
    cause: 'receive',
    assignee: { inbox: c.inbox, agent: c.agent },
    data: {
      channel: arrival.channel.name,
      endpoint: arrival.endpoint,
      address: key,
      session: arrival.session,
      refs: arrival.refs,
      fingerprint: arrival.fingerprint,
      givenAt: null,
      topics: arrival.topics,
      quiet: false,
      replyWindow: false,
      quotes: arrival.quotes,
      collision: false,
      reasons,
    },
    content: arrival.content,
  }
  const owed = c.owed.some((one) => one.contact === contact.id)
    ? c.owed.map((one) => (one.contact === contact.id ? { ...one, more: [...one.more, at].slice(-16) } : one))
    : [
        ...c.owed,
        {
          contact: contact.id,
          channel: contact.channel,
          endpoint: contact.endpoint,
          address: contact.address,
          session: contact.session,
          since: at,
          more: [],
          overdueAt: null,
        },
      ]
  const state = {
    ...c,
    owed,
    activeAt: Math.max(c.activeAt, at),
    heardAt: Math.max(c.heardAt ?? at, at),
    heardSeq: head + 1,
  }
  return { ok: true, customer, conversation: state, events: [event], claims: [] }
}

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
