import type { Inbound } from './library.ts'
import { addressOf, type Command, endpoints, some, texts, topicIds } from './speech.ts'
import { day, hour, minute, second, type World } from './world.ts'

const channels = ['email', 'email', 'chat', 'chat', 'sms', 'whatsapp', 'messenger', 'letters'] as const

/** A message of a customer, known by name, by address, or by both. */
const message = (w: World, customer: string, more: Partial<Inbound> = {}): Inbound => {
  const { chance, now } = w
  const channel = more.channel ?? chance.of(channels)
  return {
    channel,
    from: addressOf(customer, channel),
    customer: some(chance, 0.7, customer),
    endpoint: some(chance, 0.3, chance.of(endpoints)),
    id: some(chance, 0.95, `m${w.fresh()}`),
    at: some(chance, 0.3, now() - chance.number(20) * minute),
    text: chance.of(texts),
    attachments: some(chance, 0.1, [
      { id: `f${w.fresh()}`, name: 'vase.jpg', type: 'image/jpeg', url: 'https://x' },
    ]),
    session: channel === 'chat' ? some(chance, 0.7, chance.of(['s1', 's2'])) : undefined,
    topics: some(chance, 0.35, [chance.of(topicIds)]),
    ...more,
  }
}

const heard = (w: World, input: Inbound): (() => Promise<unknown>) => {
  w.heard.push(input)
  return () => w.desk.receive(input)
}

const headers = [
  { 'Auto-Submitted': 'auto-replied' },
  { Precedence: 'bulk', 'List-Id': '<news.shop.com>' },
  { 'X-Autoreply': 'yes', From: 'ada@example.com' },
  { From: 'MAILER-DAEMON@example.com', 'Return-Path': '<>' },
]

/** Whatever providers deliver. */
export const inboundCommands: { readonly [name: string]: Command } = {
  'receive message': { weight: 26, make: (w, { customer }) => heard(w, message(w, customer)) },
  'receive late': {
    weight: 4,
    make: (w, { customer }) =>
      heard(w, message(w, customer, { at: w.now() - w.chance.of([hour, 5 * hour, day, 3 * day]) + second })),
  },
  'receive ahead': {
    weight: 1,
    make: (w, { customer }) => heard(w, message(w, customer, { at: new Date(w.now() + hour) })),
  },
  'receive again': {
    weight: 4,
    make: (w) => {
      if (w.heard.length === 0) return null
      const input = w.chance.of(w.heard)
      return () => w.desk.receive(input)
    },
  },
  'receive collision': {
    weight: 2,
    make: (w) => {
      if (w.heard.length === 0) return null
      const input = w.chance.of(w.heard)
      const other = { ...input, text: `${input.text} indeed` }
      return () => w.desk.receive(other)
    },
  },
  'receive automated': {
    weight: 3,
    make: (w, { customer }) =>
      heard(
        w,
        message(w, customer, {
          channel: 'email',
          automated: some(w.chance, 0.4, true),
          headers: some(w.chance, 0.7, w.chance.of(headers)),
          endpoint: some(w.chance, 0.4, 'list@shop.com'),
        }),
      ),
  },
  'receive answer': {
    weight: 6,
    make: (w, { customer }) => {
      const { chance } = w
      const mails = w.sent.filter(({ channel }) => channel === 'email')
      if (mails.length === 0) return null
      const answered = chance.of(mails)
      const whose = chance.in(0.85) ? answered.customer : customer
      const token = some(chance, 0.2, w.tokens.length === 0 ? 'none' : chance.of(w.tokens))
      const references = some(chance, 0.3, ['<unheard@of>', answered.id])
      return heard(
        w,
        message(w, whose, {
          channel: 'email',
          from: chance.in(0.15) ? 'colleague@example.com' : addressOf(whose, 'email'),
          customer: some(chance, 0.2, whose),
          thread: { inReplyTo: some(chance, 0.8, answered.id), references, token },
        }),
      )
    },
  },
  'receive voicemail': {
    weight: 2,
    make: (w, { customer }) =>
      heard(
        w,
        message(w, customer, {
          channel: 'voicemail',
          call: w.calls.length > 0 && w.chance.in(0.7) ? w.chance.of(w.calls).id : undefined,
        }),
      ),
  },
  'receive from a stranger': {
    weight: 2,
    make: (w) => {
      const id = `eve${w.chance.number(4)}`
      return heard(w, message(w, id, { customer: undefined, shared: some(w.chance, 0.3, true) }))
    },
  },
  'receive from a shared address': {
    weight: 2,
    make: (w, { customer }) =>
      heard(
        w,
        message(w, customer, {
          channel: w.chance.of(['sms', 'email']),
          from: w.chance.of(['+49301234567', 'office@company.com']),
          shared: some(w.chance, 0.8, true),
        }),
      ),
  },
  'receive echo': {
    weight: 4,
    make: (w, { customer }) => {
      const { chance } = w
      const known = w.sent.length > 0 && chance.in(0.6) ? chance.of(w.sent) : null
      const id = known?.id ?? `o${w.fresh()}`
      const channel = known?.channel ?? chance.of(['whatsapp', 'messenger', 'email'])
      const text = known?.text ?? chance.of(texts)
      const whose = known?.customer ?? customer
      if (known === null) w.sent.push({ customer, channel, id, text })
      const at = some(chance, 0.3, w.now() - chance.number(10) * minute)
      return () => w.desk.receive({ kind: 'echo', channel, from: addressOf(whose, channel), id, text, at })
    },
  },
  'receive signal': {
    weight: 5,
    make: (w) => {
      const { chance } = w
      const about = [...w.heard.flatMap(({ channel, id }) => (id ? [{ channel, id }] : [])), ...w.sent]
      if (about.length === 0) return null
      const { channel, id } = chance.of(about)
      const signal = chance.of(['edited', 'deleted', 'reaction', 'delivered', 'read', 'survey'] as const)
      const value = signal === 'edited' ? chance.of(texts) : signal === 'survey' ? '5' : undefined
      const of = chance.in(0.05) ? 'unheard-of' : id
      const own = some(chance, 0.5, `g${w.fresh()}`)
      return () => w.desk.receive({ kind: 'signal', channel, of, signal, value, id: own, at: w.now() })
    },
  },
  'receive bounce': {
    weight: 4,
    make: (w, { customer }) => {
      const { chance } = w
      if (w.sent.length === 0) return null
      const { channel, id, customer: whose } = chance.of(w.sent)
      const of = chance.in(0.2) ? `o${w.fresh() + chance.number(3)}` : id
      const from = addressOf(chance.in(0.1) ? customer : whose, channel)
      const own = `b${w.fresh()}`
      return () =>
        w.desk.receive({ kind: 'bounce', channel, of, from, id: own, at: w.now(), text: 'No such user' })
    },
  },
  'receive nonsense': {
    weight: 1,
    make: (w, { customer }) => {
      const { chance } = w
      return chance.of([
        () => w.desk.receive({ channel: 'fax', from: 'ada', text: 'Hi' }),
        () => w.desk.receive({ channel: 'email', text: 'From whom?' }),
        () => w.desk.receive({ channel: 'email', customer, from: addressOf(customer, 'email') }),
        () => w.desk.receive({ channel: 'email', customer, text: 'When?', at: 'yesterday' }),
        () => w.desk.receive({ channel: 'sms', customer, kind: 'signal', of: 'm1', value: 'x' }),
      ])
    },
  },
  startCall: {
    weight: 5,
    make: (w, { customer }) => {
      const { chance } = w
      const id = `call${w.fresh()}`
      w.calls.push({ id, customer })
      const from = some(chance, 0.8, addressOf(customer, 'voice'))
      const named = from === undefined || chance.in(0.5) ? customer : undefined
      const at = some(chance, 0.2, w.now() - chance.number(30) * second)
      const topics = some(chance, 0.2, [chance.of(topicIds)])
      return () => w.desk.startCall({ id, from, customer: named, at, topics, endpoint: '+49 30 1' })
    },
  },
  answerCall: {
    weight: 5,
    make: (w, { customer }) => {
      const { chance } = w
      const late = w.calls.length === 0 || chance.in(0.1)
      const call = late ? { id: `call${w.fresh()}`, customer } : chance.of(w.calls.slice(-3))
      if (late) w.calls.push(call)
      const { id } = call
      const from = addressOf(call.customer, 'voice')
      return () => w.desk.answerCall({ id, from, agent: chance.of(['sam', 'kim']), endpoint: '+49 30 1' })
    },
  },
  endCall: {
    weight: 5,
    make: (w, { customer }) => {
      const { chance } = w
      const call = w.calls.length === 0 ? { id: `call${w.fresh()}`, customer } : chance.of(w.calls.slice(-3))
      const { id } = call
      const by = chance.of(['agent', 'customer'] as const)
      const agent = some(chance, 0.3, 'sam')
      const at = some(chance, 0.2, w.now() - minute)
      return () =>
        w.desk.endCall({ session: id, customer: call.customer, by, agent, at, endpoint: '+49 30 1' })
    },
  },
}
