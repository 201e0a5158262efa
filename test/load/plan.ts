import type { Inbound } from '../../src/index.ts'

/** A load that is known before it begins: one seed makes the same messages of the same customers everywhere. */
export interface Plan {
  readonly seed: number
  readonly messages: number
  readonly customers: number
}

/**
 * What happens beside each message, and how often. `of`: only where that happens too, about the same thing, and in another
 * process at the same time.
 */
const jobShares = [
  { deed: 'message', share: 1, of: null },
  { deed: 'again', share: 0.1, of: 'message' },
  { deed: 'send', share: 0.25, of: null },
  { deed: 'echo', share: 0.4, of: 'send' },
  { deed: 'resend', share: 0.2, of: 'send' },
  { deed: 'assign', share: 0.06, of: null },
  { deed: 'close', share: 0.12, of: null },
  { deed: 'reopen', share: 0.03, of: null },
  { deed: 'snooze', share: 0.03, of: null },
  { deed: 'task', share: 0.03, of: null },
  { deed: 'done', share: 0.02, of: null },
  { deed: 'merge', share: 0.002, of: null },
] as const

export type JobKind = (typeof jobShares)[number]['deed']

/** One thing to do, about the message or the command of that number; its id is all that a process must be told. */
export interface Job {
  readonly id: number
  readonly kind: JobKind
  readonly n: number
}

const jobOf = (n: number, at: number): Job => ({
  id: n * jobShares.length + at,
  kind: jobShares[at]?.deed ?? 'message',
  n,
})

/** The job that an id stands for. */
export const jobById = (id: number): Job => jobOf(Math.floor(id / jobShares.length), id % jobShares.length)

/** What a job repeats or echoes: the id of that job, null for one that stands for itself. */
export const originalOf = ({ kind, n }: Job): number | null => {
  const of = jobShares.find((share) => share.deed === kind)?.of ?? null
  return of === null ? null : n * jobShares.length + jobShares.findIndex((share) => share.deed === of)
}

/** A number from 0 to below 1 that looks like chance and is always the same for the same place. */
export const chance = ({ seed }: Pick<Plan, 'seed'>, n: number, salt: number): number => {
  const mixed = [seed, n, salt].reduce((hash, part) => {
    const a = Math.imul(hash ^ part, 0x85ebca6b)
    const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
    return b ^ (b >>> 16)
  }, 0x9e3779b9)
  return (mixed >>> 0) / 2 ** 32
}

const happens = (plan: Plan, n: number, at: number): boolean => {
  const { share = 0, of = null } = jobShares[at] ?? {}
  const original = jobShares.findIndex(({ deed }) => deed === of)
  return chance(plan, n, at) < share && (original === -1 || happens(plan, n, original))
}

/** All jobs in their order. */
export const jobsOf = function* (plan: Plan): Generator<Job, undefined> {
  for (let n = 0; n < plan.messages; n++)
    for (const at of jobShares.keys()) if (happens(plan, n, at)) yield jobOf(n, at)
  return undefined
}

/** Every fourth customer is a stranger, whom nobody knows but by the address he writes from (I-0, CU-1). */
const isStranger = (customer: number): boolean => customer % 4 === 3

/** Few customers write much and many write little: the busiest of 1,000 has 3 % of all messages. */
const busy = (plan: Plan, n: number, salt: number): number =>
  Math.floor(plan.customers * chance(plan, n, salt) ** 2)

const known = (customer: number): number => (isStranger(customer) ? customer - 1 : customer)

/** Whom an agent's command is about: a customer whose id is known. */
export const customerOf = (plan: Plan, n: number): string => `c${known(busy(plan, n, 100))}`

/** Two different customers who turn out to be one. */
export const pairOf = (plan: Plan, n: number): { readonly customer: string; readonly into: string } => {
  const draw = (salt: number) => known(Math.floor(plan.customers * chance(plan, n, salt)))
  const [from, to] = [draw(101), draw(102)]
  return { customer: `c${from}`, into: `c${from === to ? (from === 0 ? 1 : 0) : to}` }
}

export const agentOf = (plan: Plan, n: number): string => `agent-${Math.floor(chance(plan, n, 103) * 12)}`

const paragraph =
  'The vase arrived broken, and I would like another one; the parcel was wet. Zu Händen von Frau Weiß: es eilt. '.repeat(
    4,
  )

/** What is said in message or answer `n`, told apart by its first word. */
const words = (plan: Plan, kind: 'in' | 'out', n: number): string =>
  `${kind}-${n} ${paragraph.slice(0, Math.floor(chance(plan, n, 104) * paragraph.length))}`

const told = /^(in|out)-(\d+) /

/** Which message of the plan a text is; null if none. */
export const readWords = (
  text: string | null | undefined,
): { readonly kind: 'in' | 'out'; readonly n: number } | null => {
  const [, kind, n] = told.exec(text ?? '') ?? []
  return kind === 'in' || kind === 'out' ? { kind, n: Number(n) } : null
}

const channels = ['email', 'email', 'email', 'email', 'chat', 'chat', 'sms', 'sms', 'whatsapp'] as const

const channelOf = (plan: Plan, n: number): (typeof channels)[number] =>
  channels[Math.floor(chance(plan, n, 105) * channels.length)] ?? 'email'

const addressOf = (channel: (typeof channels)[number], customer: number): string =>
  channel === 'email'
    ? `c${customer}@example.com`
    : channel === 'chat'
      ? `visitor-${customer}`
      : `+49301${String(customer).padStart(6, '0')}`

/**
 * Message `n` as its provider delivers it, every time the same. One in twenty has no id and is told by its time (I-3);
 * `began` is when the load did, so that none is of the future for long.
 */
export const messageOf = (plan: Plan, n: number, began: number): Inbound => {
  const customer = busy(plan, n, 106)
  const channel = isStranger(customer) ? 'email' : channelOf(plan, n)
  const at = began + n * 20
  return {
    channel,
    from: addressOf(channel, customer),
    text: words(plan, 'in', n),
    ...(isStranger(customer) ? {} : { customer: `c${customer}` }),
    ...(chance(plan, n, 107) < 0.05 ? { at } : { id: `in-${n}` }),
  }
}

/** Answer `n` of an agent: to whom, on which channel, and the id that the provider gives it. */
export const answerOf = (plan: Plan, n: number) => {
  const customer = known(busy(plan, n, 100))
  const channel = channelOf(plan, n)
  return {
    customer: `c${customer}`,
    channel,
    to: addressOf(channel, customer),
    id: `out-${n}`,
    text: words(plan, 'out', n),
  }
}

/** The provider's copy of answer `n`, which may come before our own word of it (I-4). */
export const echoOf = (plan: Plan, n: number): Inbound => {
  const { to, ...answer } = answerOf(plan, n)
  return { ...answer, from: to, kind: 'echo' }
}
