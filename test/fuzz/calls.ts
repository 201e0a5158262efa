import type { Desk } from '../../src/index.ts'
import { day, hour, minute } from '../support/world.ts'
import type { Chance } from './chance.ts'

/** An id, and whose it is. */
export interface Named {
  readonly customer: string
  readonly id: string
}

/** What earlier answers named: so that later calls are about something. */
export interface SeenVersion {
  readonly conversations: Named[]
  readonly contacts: Named[]
  readonly tasks: Named[]
  readonly messages: Named[]
  readonly ids: Named[]
  /** By their keys. */
  readonly addresses: Named[]
  version: number
  now: number
  /** The cursor that this desk gave last for each list: cursors are a store's own. */
  readonly cursors: { [name: string]: string | null }
}

type Input = { readonly [field: string]: unknown }
type Make = (chance: Chance, seen: SeenVersion) => unknown

const customers = ['ada', 'bob', 'cy', 'dan', 'e\0v\ud800e', '__proto__', '\\u0000', '한국어']
const agents = ['sam', 'kim', 'sam', 'a\0']
const inboxes = ['support', 'vip', 'constructor']
const channels = ['email', 'chat', 'sms', 'whatsapp', 'voice', 'email', 'chat', 'fax']
const addresses = [
  'ada@example.com',
  'BOB@example.com',
  '+4915112345678',
  'handle',
  'c\0y',
  'é\ud800',
  'x@y.org',
]
const topics = ['vase', 'refund', 'billing', 'past', 'nothing']
const texts = ['Hello', '', 'a\0b', '\ud800', '👩‍👩‍👧 \u202e', 'x'.repeat(5_000)]

const some = <T>(chance: Chance, share: number, value: T): T | undefined =>
  chance.in(share) ? value : undefined
/** One that an answer named: mostly of that customer, if there is any. */
const known = (
  chance: Chance,
  all: readonly Named[],
  share: number,
  customer: unknown = null,
): string | undefined => {
  const own = all.filter((named) => named.customer === customer)
  const from = own.length > 0 && chance.in(0.85) ? own : all
  return from.length > 0 && chance.in(share) ? chance.of(from).id : undefined
}

/** Mostly a customer who has such a thing. */
const who = (chance: Chance, all: readonly Named[]): string =>
  all.length > 0 && chance.in(0.8) ? chance.of(all).customer : chance.of(customers)

const by = (chance: Chance, seen: SeenVersion): Input => ({
  customer: who(chance, seen.conversations.slice(-12)),
  agent: some(chance, 0.7, chance.of(agents)),
  automation: some(chance, 0.1, 'bot'),
  commandId: some(chance, 0.3, `k${chance.number(60)}${chance.of(['', '\0', '.0', '~'])}`),
  conversation: known(chance, seen.conversations, 0.1),
})

const inbound = (chance: Chance, seen: SeenVersion): Input => ({
  channel: chance.of(channels),
  from: some(chance, 0.8, chance.of(addresses)),
  customer: some(chance, 0.6, chance.of(customers)),
  endpoint: some(chance, 0.3, chance.of(['Help@shop.com', '+49 30 1', 'e\0'])),
  id: some(chance, 0.8, `m${chance.number(80)}${chance.of(['', '', '\0'])}`),
  at: some(chance, 0.4, seen.now - chance.number(3) * hour),
  topics: some(chance, 0.3, [chance.of(topics)]),
  shared: some(chance, 0.1, true),
})

const task = (chance: Chance, seen: SeenVersion): Input => {
  const customer = who(chance, seen.tasks)
  return { ...by(chance, seen), customer, task: known(chance, seen.tasks, 0.95, customer) ?? 'none' }
}
/** A command on a contact or a message of its customer. */
const on = (
  chance: Chance,
  seen: SeenVersion,
  all: readonly Named[],
  field: string,
  share: number,
): Input => {
  const customer = who(chance, all.slice(-8))
  return { ...by(chance, seen), customer, [field]: known(chance, all.slice(-8), share, customer) }
}
const due = (chance: Chance, seen: SeenVersion): number => seen.now + chance.of([minute, hour, day, -hour])
const assignee = (chance: Chance): Input => ({
  to: chance.of([...agents, null, undefined]),
  inbox: some(chance, 0.3, chance.of(inboxes)),
  expected: chance.of([...agents, null, null]),
})
const page = (chance: Chance, seen: SeenVersion, name: string): Input => ({
  after: chance.in(0.4) ? seen.cursors[name] : null,
  limit: some(chance, 0.7, chance.of([1, 2, 5, 50])),
})
const holder = (chance: Chance): Input => ({
  inbox: some(chance, 0.3, chance.of(inboxes)),
  agent: chance.of([undefined, undefined, null, ...agents]),
})
const address = (chance: Chance): Input => ({
  channel: chance.of(channels),
  address: chance.of(addresses),
  shared: some(chance, 0.2, true),
})
/** Mostly one that a customer was seen to have. */
const ownAddress = (chance: Chance, seen: SeenVersion): Input => {
  const { customer, id } =
    seen.addresses.length > 0 && chance.in(0.8) ? chance.of(seen.addresses) : { customer: 'ada', id: '' }
  const [kind = '', ...rest] = id.split(':')
  if (kind === 'email') return { customer, channel: 'email', address: rest.join(':') }
  if (kind === 'phone') return { customer, channel: 'sms', address: rest.join(':') }
  if (kind === 'handle') return { customer, channel: rest[0], address: rest.slice(1).join(':') }
  return { customer, ...address(chance), shared: undefined }
}
const call = (chance: Chance, seen: SeenVersion): Input => {
  const { topics: said, shared, ...rest } = inbound(chance, seen)
  return { ...rest, topics: said, shared, channel: some(chance, 0.2, 'voice'), id: `call${chance.number(6)}` }
}

/** A sound call of each method: what it says fits, though not always to how things stand. */
export const sound: { readonly [name in keyof Desk]: Make } = {
  execute: (c, s) => {
    const name = c.of([
      'receive',
      'send',
      'assign',
      'close',
      'reopen',
      'createTask',
      'merge',
      'block',
    ] as const)
    return {
      type: name.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`),
      ...(sound[name](c, s) as Input),
    }
  },
  receive: (c, s) => {
    const kind = c.of([
      'message',
      'message',
      undefined,
      undefined,
      undefined,
      undefined,
      'echo',
      'signal',
      'bounce',
    ])
    return {
      ...inbound(c, s),
      kind,
      text: c.of(texts),
      session: some(c, 0.2, `s${c.number(3)}`),
      attachments: some(c, 0.2, [{ id: 'file', name: 'a\0' }]),
      of: kind === 'signal' || kind === 'bounce' ? (known(c, s.ids, 0.8) ?? 'm1') : undefined,
      signal: kind === 'signal' ? c.of(['edited', 'deleted', 'reaction', 'read', 'survey']) : undefined,
      value: kind === 'signal' ? c.of(texts) : undefined,
      thread: some(c, 0.2, { inReplyTo: `<m${c.number(20)}>`, token: some(c, 0.3, 't\0') }),
      headers: some(c, 0.1, { 'Auto-Submitted': 'auto-replied', 'X-A': ['\0', 'b'] }),
      automated: some(c, 0.1, true),
    }
  },
  send: (c, s) => ({
    ...by(c, s),
    channel: c.of(channels),
    to: some(c, 0.5, c.of(addresses)),
    cc: some(c, 0.1, ['cc@x.org']),
    text: c.of(texts),
    id: some(c, 0.6, `o${c.number(60)}`),
    token: some(c, 0.2, 't\0'),
    intent: c.of(['continue', 'new', undefined, undefined]),
    template: some(c, 0.2, true),
    answers: some(c, 0.2, true),
    starts: some(c, 0.2, true),
  }),
  startCall: call,
  dial: (c, s) => ({
    ...by(c, s),
    id: `call${c.number(6)}`,
    to: some(c, 0.7, '+4915112345678'),
    intent: c.of(['continue', 'new', undefined]),
  }),
  answerCall: (c, s) => ({ ...call(c, s), agent: c.of(agents) }),
  endCall: (c, s) => ({ ...call(c, s), by: c.of(['agent', 'customer']) }),
  endContact: (c, s) => ({
    ...on(c, s, s.contacts, 'contact', 0.8),
    channel: some(c, 0.1, c.of(channels)),
    by: c.of(['agent', 'customer']),
  }),
  noReplyNeeded: (c, s) => on(c, s, s.contacts, 'contact', 0.8),
  assign: (c, s) => ({ ...by(c, s), ...assignee(c) }),
  unassign: (c, s) => ({ ...by(c, s), expected: c.of(agents) }),
  note: (c, s) => ({
    ...by(c, s),
    text: c.of(texts),
    conversation: c.of([undefined, null, known(c, s.conversations, 1)]),
  }),
  addTopic: (c, s) => ({ ...by(c, s), topic: c.of(topics) }),
  removeTopic: (c, s) => ({ ...by(c, s), topic: c.of(topics) }),
  close: (c, s) => ({
    ...by(c, s),
    version: c.in(0.8) ? 100_000 * c.number(2) + s.version : c.number(30),
    force: some(c, 0.6, true),
    reason: some(c, 0.3, 'r\0'),
  }),
  reopen: (c, s) => by(c, s),
  releaseAgent: (c) => ({ agent: 'boss', from: c.of(agents), limit: c.of([1, 10]) }),
  moveInbox: (c) => ({ agent: 'boss', from: c.of(inboxes), to: c.of(inboxes), limit: c.of([1, 10]) }),
  register: (c, s) => ({
    ...by(c, s),
    conversation: undefined,
    addresses: some(c, 0.7, [address(c), address(c)]),
  }),
  addAddress: (c, s) => ({ ...by(c, s), ...address(c) }),
  removeAddress: (c, s) => ({ ...by(c, s), ...ownAddress(c, s) }),
  moveAddress: (c, s) => ({ ...by(c, s), ...ownAddress(c, s), to: c.of(customers) }),
  block: (c, s) => (c.in(0.2) ? { ...by(c, s), reason: 'r' } : { customer: 'nobody' }),
  unblock: by,
  snooze: (c, s) => ({
    ...by(c, s),
    until: c.of([undefined, due(c, s), new Date(s.now + day)]),
    onReply: c.of(['wake', 'keep', undefined]),
    force: some(c, 0.6, true),
  }),
  wake: by,
  separate: (c, s) => {
    const { contact, ...rest } = on(c, s, s.contacts, 'contact', 1)
    return {
      ...rest,
      conversation: undefined,
      contacts: [contact ?? 'none'],
      topics: some(c, 0.3, [c.of(topics)]),
      inbox: some(c, 0.3, c.of(inboxes)),
      force: some(c, 0.8, true),
    }
  },
  rejoin: by,
  planMerge: (c) => ({
    customer: c.of(customers),
    into: c.of(customers),
    attributes: some(c, 0.5, { from: { a: 1, b: '\0' }, into: { a: 2, b: [1] } }),
  }),
  merge: (c, s) =>
    c.in(0.15)
      ? {
          ...by(c, s),
          conversation: undefined,
          into: c.of(customers),
          blocked: c.of([undefined, true, false]),
        }
      : { customer: 'nobody', into: 'ada' },
  erase: (c, s) =>
    c.in(0.15) ? { ...by(c, s), conversation: undefined, force: some(c, 0.5, true) } : { customer: 'nobody' },
  redact: (c, s) => ({
    ...on(c, s, s.messages, 'message', 0.95),
    conversation: undefined,
  }),
  createTask: (c, s) => ({
    ...by(c, s),
    text: c.of(texts),
    dueAt: due(c, s),
    inbox: some(c, 0.3, c.of(inboxes)),
    to: c.of([...agents, null, undefined]),
  }),
  editTask: (c, s) => ({ ...task(c, s), text: some(c, 0.5, c.of(texts)), dueAt: some(c, 0.5, due(c, s)) }),
  assignTask: (c, s) => ({ ...task(c, s), ...assignee(c) }),
  commentOnTask: (c, s) => ({ ...task(c, s), text: c.of(texts) }),
  closeTask: task,
  reopenTask: (c, s) => ({ ...task(c, s), dueAt: some(c, 0.4, due(c, s)) }),
  current: (c) => c.of(customers),
  canReply: (c) => ({
    customer: c.of(customers),
    channel: c.of(channels),
    to: some(c, 0.5, c.of(addresses)),
    by: c.of(['agent', 'automation', undefined]),
  }),
  timeline: (c, s) => ({
    customer: c.of(customers),
    order: c.of(['oldest_first', 'newest_first', undefined]),
    asOf: some(c, 0.2, s.now - hour),
    ...page(c, s, 'timeline'),
  }),
  conversations: (c, s) => ({
    status: c.of(['new', 'open', 'waiting', 'closed', undefined]),
    ...holder(c),
    ...page(c, s, 'list'),
  }),
  tasks: (c, s) => ({
    customer: some(c, 0.3, c.of(customers)),
    closed: c.of([true, false, undefined]),
    dueBy: some(c, 0.3, s.now + hour),
    ...holder(c),
    ...page(c, s, 'tasks'),
  }),
  counts: (c) => c.of([undefined, holder(c)]),
  applyDeadlines: (c, s) => c.of([undefined, { limit: 5 }, { now: s.now, limit: 20 }]),
  refreshDeadlines: (c, s) => c.of([undefined, page(c, s, 'refreshDeadlines')]),
}

export const methods = Object.keys(sound) as readonly (keyof Desk)[]
