import fc from 'fast-check'
import {
  type Actor,
  type AssigneeRetention,
  type AssignReason,
  definePolicy,
  type EndedBy,
  type Instant,
  type OutboundIntent,
  type Policy,
  systemActor,
  type TopicCatalogue,
} from '../../src/index.ts'
import { deepFreeze } from '../conversation/deep-freeze.ts'

/** What can be done to one customer, as plain data: it prints, shrinks and repeats. Nothing in it need be legal. */
export type Operation =
  /** Time passes; nothing happens by that alone. */
  | { readonly do: 'pass'; readonly for: number }
  /** The clock says anything at all. */
  | { readonly do: 'clock'; readonly now: number }
  /** What is due is applied, and nothing else. */
  | { readonly do: 'sweep' }
  | ({ readonly do: 'write'; readonly text?: string; readonly automated?: boolean } & InboundFields)
  | ({ readonly do: 'ring'; readonly session: string; readonly answeredBy?: string } & InboundFields)
  | { readonly do: 'take'; readonly session: string; readonly agent: string }
  | { readonly do: 'hang'; readonly session: string; readonly by: EndedBy }
  | ({ readonly do: 'echo' } & InboundFields)
  /** One of our messages comes back: the last, or one before. */
  | { readonly do: 'bounce'; readonly back: number }
  | {
      readonly do: 'send'
      readonly by: Actor
      readonly channel: string
      readonly address?: string | null
      readonly endpoint?: string | null
      readonly session?: string | null
      readonly intent?: OutboundIntent
      /** Names a conversation: the last closed one, or any id. */
      readonly conversation?: 'closed' | { readonly id: string }
      readonly template?: boolean
      readonly answers?: boolean
      readonly starts?: boolean
      /** It is the message whose echo came last. */
      readonly echoed?: boolean
    }
  | {
      readonly do: 'dial'
      readonly by: Actor
      readonly session: string
      readonly channel?: string
      readonly intent?: OutboundIntent
    }
  | { readonly do: 'end'; readonly by: EndedBy; readonly contact?: ContactRef; readonly channel?: string }
  | { readonly do: 'noReply'; readonly by: Actor; readonly contact?: ContactRef }
  | {
      readonly do: 'assign'
      readonly by: Actor
      readonly agent?: string | null
      readonly inbox?: string
      /** Left out: the one who has it. */
      readonly expected?: string | null
      readonly reason?: AssignReason
    }
  | { readonly do: 'note'; readonly by: Actor; readonly text: string; readonly beside?: boolean }
  | { readonly do: 'topic'; readonly by: Actor; readonly topic: string; readonly remove?: boolean }
  | {
      readonly do: 'close'
      readonly by: Actor
      /** Left out: the head of the stream. */
      readonly version?: number
      readonly force?: boolean
      readonly reason?: string | null
    }
  | { readonly do: 'reopen'; readonly by: Actor; readonly which?: number; readonly keep?: AssigneeRetention }
  | { readonly do: 'block'; readonly by: Actor; readonly reason?: string }
  | { readonly do: 'unblock'; readonly by: Actor }

export interface InboundFields {
  readonly channel?: string
  readonly from?: string
  readonly endpoint?: string
  readonly session?: string
  /** How long before now it happened, by the provider's clock; negative for one that is ahead of ours. */
  readonly late?: number
  readonly topics?: readonly string[]
}

/** An operation of one kind. */
export type OperationOf<Do extends Operation['do']> = Extract<Operation, { do: Do }>

/** A contact: the n-th of those that ever were, from the last, or any id. */
export type ContactRef = number | { readonly id: string }

export const noon: Instant = Date.UTC(2026, 0, 31, 12)
export const seconds = (n: number): number => n * 1_000
export const minutes = (n: number): number => n * 60_000
export const hours = (n: number): number => n * 3_600_000
export const days = (n: number): number => n * 86_400_000

/** Orders > (Refunds, Vase), and Old, which is disabled. */
export const topics: TopicCatalogue = deepFreeze({
  schema: 1,
  topics: [
    { id: 'orders', name: 'Orders', parent: null, disabled: false },
    { id: 'refunds', name: 'Refunds', parent: 'orders', disabled: false },
    { id: 'vase', name: 'Vase', parent: 'orders', disabled: false },
    { id: 'old', name: 'Old', parent: null, disabled: true },
  ],
})

export const agent = (id: string): Actor => ({ kind: 'agent', id })
export const sam: Actor = agent('sam')
export const kim: Actor = agent('kim')
export const bot: Actor = { kind: 'automation', id: 'bot' }
export const host: Actor = { kind: 'api', id: null }
export const ada: Actor = { kind: 'customer', id: 'ada' }

export const defaultPolicy: Policy = deepFreeze(definePolicy({ inbox: 'support' }))

/** Whoever can act, agents most of the time. */
const actor: fc.Arbitrary<Actor> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(sam, kim) },
  { weight: 2, arbitrary: fc.constantFrom(bot, host) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(systemActor, ada, { kind: 'third_party', id: 'email:eve@example.com' }),
  },
)

/** Texts that break what trusts them: nothing, half a character, a name of every object, a million letters. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\ud800',
    'a\udfff',
    '\u0000',
    '__proto__',
    'constructor',
    'toString',
    '<>',
    '\u202e',
  ),
  fc.constant('x'.repeat(100_000)),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

/** Numbers that are no instants: seconds, fractions, before all time, and none at all. */
export const hostileNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0, -1, 1.5, noon / 1_000, -noon, 2 ** 53, 1e300),
  fc.double(),
)

/** Passing times around the limits of the policies: a millisecond before them, at them, after them. */
const anyDuration = fc
  .tuple(
    fc.constantFrom(0, minutes(1), minutes(15), hours(1), days(1), days(30)),
    fc.constantFrom(-1, 0, 1, minutes(1)),
  )
  .map(([limit, more]) => Math.max(0, limit + more))

type Fields<Do extends Operation['do']> = {
  readonly [P in keyof OperationOf<Do>]?: fc.Arbitrary<OperationOf<Do>[P]>
}
interface Weighted {
  readonly weight: number
  readonly arbitrary: fc.Arbitrary<Operation>
}

/** One kind of operation: fields that it always has, and fields that it has half the time. */
const weightedOperation = <Do extends Operation['do']>(
  weight: number,
  name: Do,
  fields: Fields<Do>,
  optional: Fields<Do> = {},
): Weighted => ({
  weight,
  arbitrary: fc.record(
    { do: fc.constant(name), ...fields, ...optional },
    { requiredKeys: ['do', ...Object.keys(fields)] as never[] },
  ) as never,
})

const person = fc.constantFrom(sam, kim)
const agentId = fc.constantFrom('sam', 'kim')
const session = fc.constantFrom('s1', 's2')
const byPerson = fc.constantFrom<EndedBy>('agent', 'customer')

/** What goes well most of the time. */
const commonOperations = (channel: fc.Arbitrary<string>): readonly Weighted[] => [
  weightedOperation(16, 'pass', { for: anyDuration }),
  weightedOperation(3, 'sweep', {}),
  weightedOperation(16, 'write', { channel }),
  weightedOperation(14, 'send', { by: person, channel }),
  weightedOperation(5, 'ring', { session }),
  weightedOperation(5, 'take', { session, agent: agentId }),
  weightedOperation(6, 'hang', { session, by: byPerson }),
  weightedOperation(6, 'end', { by: byPerson, contact: fc.nat(1) }),
  weightedOperation(3, 'noReply', { by: person, contact: fc.nat(1) }),
  weightedOperation(5, 'assign', { by: person, agent: fc.constantFrom('sam', 'kim', null) }),
  weightedOperation(4, 'topic', { by: person, topic: fc.constantFrom('vase', 'refunds') }),
  weightedOperation(5, 'close', { by: person }),
  weightedOperation(5, 'close', { by: person, force: fc.constant(true) }),
  weightedOperation(5, 'reopen', { by: person }),
  weightedOperation(2, 'unblock', { by: person }),
]

/** What everything else is made of; laws about hostile input bring their own. */
interface Parts {
  readonly text: fc.Arbitrary<string>
  readonly channel: fc.Arbitrary<string>
  readonly topic: fc.Arbitrary<string>
  readonly number: fc.Arbitrary<number>
}

const rareOperations = ({ text, channel, topic, number }: Parts): readonly Weighted[] => {
  const named = text.map((id) => ({ id }))
  const contact = fc.oneof(fc.nat(3), named)
  const inwards = {
    from: fc.constantFrom('ada@example.com', '+4930123456', 'ada_1815'),
    endpoint: fc.constantFrom('help@shop.com', 'sales@shop.com'),
    late: fc.oneof(anyDuration, fc.constantFrom(-minutes(5), days(2))),
    topics: fc.array(topic, { maxLength: 2 }),
  }
  const send: Fields<'send'> = {
    address: fc.constantFrom(null, 'email:ada@example.com', 'handle:chat:ada_1815'),
    endpoint: fc.constantFrom(null, 'help@shop.com'),
    session,
    conversation: fc.oneof(fc.constant('closed' as const), named),
    template: fc.boolean(),
    answers: fc.boolean(),
    echoed: fc.boolean(),
  }
  const intent = fc.constantFrom<OutboundIntent>('continue', 'new')
  const inbox = fc.oneof(fc.constantFrom('support', 'sales'), text)
  const keep = fc.record({ keepsAgent: fc.boolean(), inbox: fc.constantFrom(null, 'sales') })
  return [
    weightedOperation(6, 'write', { channel }, { ...inwards, session, text, automated: fc.boolean() }),
    weightedOperation(3, 'ring', { session }, { ...inwards, channel, answeredBy: agentId }),
    weightedOperation(2, 'echo', { channel }, { ...inwards, session }),
    weightedOperation(2, 'bounce', { back: fc.nat(2) }),
    weightedOperation(5, 'send', { by: actor, channel }, send),
    weightedOperation(3, 'send', { by: actor, channel, intent }, send),
    weightedOperation(
      2,
      'send',
      { by: fc.constant(bot), channel, starts: fc.constant(true) },
      { ...send, intent },
    ),
    weightedOperation(2, 'dial', { by: actor, session }, { channel, intent }),
    weightedOperation(1, 'end', { by: byPerson }, { contact, channel }),
    weightedOperation(1, 'noReply', { by: actor }, { contact }),
    weightedOperation(1, 'assign', { by: actor }, { agent: agentId, inbox, expected: agentId }),
    weightedOperation(
      1,
      'assign',
      { by: actor, reason: fc.constantFrom('routed', 'declined') },
      { agent: agentId },
    ),
    weightedOperation(1, 'note', { by: actor, text }, { beside: fc.boolean() }),
    weightedOperation(2, 'topic', { by: actor, topic }, { remove: fc.boolean() }),
    weightedOperation(2, 'close', { by: actor }, { version: number, force: fc.boolean(), reason: text }),
    weightedOperation(2, 'reopen', { by: actor, which: fc.nat(2) }, { keep }),
    weightedOperation(2, 'reopen', { by: fc.constant(bot) }),
    weightedOperation(1, 'block', { by: actor }, { reason: text }),
  ]
}

const channel = fc.constantFrom('email', 'chat', 'whatsapp', 'sms', 'voicemail', 'letters')

const normalParts: Parts = {
  text: fc.constantFrom('hello', 'thanks', 'where is my vase?'),
  channel: fc.oneof({ weight: 9, arbitrary: channel }, { weight: 1, arbitrary: fc.constant('pigeon') }),
  topic: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('orders', 'refunds', 'vase', 'old') },
    { weight: 1, arbitrary: fc.constant('unheard-of') },
  ),
  number: fc.nat(60),
}

const hostile: Parts = {
  text: hostileText,
  channel: fc.oneof(channel, hostileText),
  topic: fc.oneof(fc.constantFrom('orders', 'vase'), hostileText),
  number: hostileNumber,
}

/** What people and machines do in the course of things, legal or not. */
export const operations: fc.Arbitrary<readonly Operation[]> = fc.array(
  fc.oneof(...commonOperations(fc.constantFrom('email', 'chat', 'whatsapp')), ...rareOperations(normalParts)),
  { minLength: 1, maxLength: 30, size: 'max' },
)

/** The same with whatever the types allow: any text, any number, a clock gone mad. */
export const hostileOperations: fc.Arbitrary<readonly Operation[]> = fc.array(
  fc.oneof(
    ...commonOperations(channel),
    ...rareOperations(hostile).map(({ weight, arbitrary }) => ({ weight: 3 * weight, arbitrary })),
    weightedOperation(9, 'clock', { now: hostileNumber }),
  ),
  { minLength: 1, maxLength: 20, size: 'max' },
)

const letters = { class: 'mail' } as const

/** Policies that differ in everything that operations ask them. */
const policies: readonly Policy[] = deepFreeze([
  definePolicy({ inbox: 'support', channels: { letters } }),
  definePolicy({
    inbox: { default: 'support', byEndpoint: { 'sales@shop.com': 'sales' }, byChannel: { chat: 'live' } },
    channels: { letters: {} },
    reopenWindow: { plain: { hours: 1 }, sameTopic: 'always', otherTopic: 'never' },
    onAbandoned: 'wait',
    onBouncedReply: 'reopen',
    keepAssignee: { hours: 1 },
    closingTopics: 'any',
    onLateMessage: 'append',
  }),
  definePolicy({
    inbox: 'support',
    effectiveFrom: noon + minutes(20),
    channels: { letters: {} },
    reopenWindow: { plain: 'always', anchor: 'last_customer_message' },
    messagingIdle: 'off',
    callTimeout: { minutes: 1 },
    keepAssignee: 'never',
    closingTopics: { under: ['orders'] },
    reopenGuard: { reopens: 1, within: { days: 1 } },
    onBouncedReply: 'reopen',
  }),
])

export const anyPolicy: fc.Arbitrary<Policy> = fc.constantFrom(...policies)
