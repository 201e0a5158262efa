import fc from 'fast-check'
import { createDesk, type Desk, type PolicyInput, type Store, type StoredEvent } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { expectOk, hour, minute, monday, policyOf } from '../support/world.ts'
import { createScheduler, type Scheduler } from './scheduler.ts'

/** Something that somebody does, as plain data: whose it is, and numbers that choose the rest. */
export interface Job {
  readonly do: (typeof verbs)[number]
  readonly who: number
  readonly n: number
}

/** Jobs given at once to several desks, after some time has passed. */
export interface Batch {
  readonly pass: number
  readonly jobs: readonly Job[]
}

const verbs = [
  'write',
  'write',
  'write',
  'answer',
  'merge',
  'merge',
  'merge',
  'send',
  'again',
  'close',
  'reopen',
  'separate',
  'rejoin',
  'snooze',
  'task',
  'close task',
  'end',
  'block',
  'unblock',
  'note',
  'call',
  'hang up',
  'bounce',
  'echo',
  'assign',
  'tick',
  'move address',
  'topic',
] as const

/** How a person stands when the story begins. */
const standings = [
  'silent',
  'new',
  'open',
  'two',
  'nameless',
  'waiting',
  'snoozed',
  'closed',
  'separated',
  'busy',
  'ringing',
] as const

export interface Story {
  readonly standings: readonly (typeof standings)[number][]
  readonly batches: readonly Batch[]
  /** In what order the trips to the store are served. */
  readonly choices: readonly number[]
}

export const people = 3
const channels = ['email', 'sms', 'chat'] as const

const job: fc.Arbitrary<Job> = fc.record({
  do: fc.constantFrom(...verbs),
  who: fc.integer({ min: 0, max: people - 1 }),
  n: fc.integer({ min: 0, max: 11 }),
})

/** Stories of a few people; what is done in a batch is done at once. */
export const stories = (most = 5): fc.Arbitrary<Story> =>
  fc.record({
    standings: fc.array(fc.constantFrom(...standings), { minLength: people, maxLength: people }),
    batches: fc.array(
      fc.record({
        pass: fc.constantFrom(0, minute, 20 * minute, 2 * hour, 26 * hour),
        jobs: fc.array(job, { minLength: 1, maxLength: most, size: 'max' }),
      }),
      { minLength: 1, maxLength: 2, size: 'max' },
    ),
    choices: fc.array(fc.nat(50), { minLength: 1, maxLength: 12, size: 'max' }),
  })

/** Every deadline kind is on, and inboxes differ. */
const policyInput: Partial<PolicyInput> = {
  inbox: { default: 'support', byChannel: { chat: 'chats' } },
  reopenWindow: { hours: 3 },
  autoClose: { hours: 8 },
  onBouncedReply: 'reopen',
  firstResponse: { byInbox: { support: { minutes: 30 }, chats: { minutes: 10 } } },
}

export const policy = policyOf(policyInput)

/** Where person `who` is reached on a channel. */
export const addressOf = (who: number, channel: string): string =>
  channel === 'email' ? `p${who}@example.com` : channel === 'sms' ? `+49151123456${10 + who}` : `p${who}`

interface JobAnswer {
  readonly ok: boolean
  readonly error?: { readonly code: string }
  readonly events?: readonly StoredEvent[]
}

/** What was asked for, and what the desk answered. */
export interface JobResult {
  readonly job: Job
  readonly name: string
  /** The text of a message or note, or the id of a call, where the job brings one. */
  readonly text: string | null
  readonly answer: JobAnswer
}

export interface StoryRun {
  readonly store: Store
  readonly results: readonly JobResult[]
  readonly desk: Desk
  readonly now: () => number
}

const agents = ['sam', 'kim'] as const

/** Does a job: commands that need to see something look first, as a screen would. */
const runJob = async (
  desk: Desk,
  { do: what, who, n }: Job,
  name: string,
  now: number,
): Promise<JobAnswer> => {
  const customer = `p${who}`
  const channel = channels[n % 3] ?? 'email'
  const by = { customer, agent: agents[n % 2] ?? 'sam', commandId: name }
  const from = addressOf(who, channel)
  const known = n % 4 === 0 ? { customer } : n % 4 === 1 ? { customer, from: null } : {}
  const other = `p${(who + 1 + (n % (people - 1))) % people}`
  const words = { channel, from, id: `<${name}>`, text: name }
  const look = () => desk.current(customer)
  if (what === 'write') return desk.receive({ ...words, ...known })
  if (what === 'answer')
    return desk.receive({
      ...words,
      thread: { inReplyTo: `<sent-${n > 8 ? other.slice(1) : who}-${n % 3}>` },
    })
  if (what === 'again') return desk.receive({ ...words, id: `<again-${who}-${n % 3}>`, text: 'again' })
  if (what === 'merge') {
    const blocked = n > 8 ? { blocked: n === 9 } : {}
    return desk.merge({ ...by, into: other, ...blocked })
  }
  if (what === 'send') {
    const intent = n < 4 ? { intent: 'continue' as const } : n < 8 ? { intent: 'new' as const } : {}
    return desk.send({ ...by, channel, text: name, id: `<sent-${who}-${n % 3}>`, ...intent })
  }
  if (what === 'echo')
    return desk.receive({ kind: 'echo', channel, from, id: `<sent-${who}-${n % 3}>`, text: name })
  if (what === 'bounce') return desk.receive({ kind: 'bounce', channel: 'email', of: `<sent-${who}-0>` })
  if (what === 'close') {
    const found = await look()
    return desk.close({ ...by, version: found.ok ? found.version : 0, force: n % 3 > 0 })
  }
  if (what === 'separate') {
    const found = await look()
    const contacts = found.ok ? (found.conversation?.contacts ?? []).map(({ id }) => id) : []
    return desk.separate({ ...by, contacts: contacts.slice(0, 1), force: n % 2 === 0 })
  }
  if (what === 'snooze')
    return desk.snooze({
      ...by,
      ...(n % 3 === 0 ? {} : { until: now + (n + 1) * 10 * minute }),
      onReply: n % 3 === 1 ? 'keep' : 'wake',
      force: n > 5,
    })
  if (what === 'task') return desk.createTask({ ...by, text: name, dueAt: now + (n + 1) * 10 * minute })
  if (what === 'close task') {
    const found = await desk.tasks({ customer, closed: false })
    return desk.closeTask({ ...by, task: found.ok ? (found.items[0]?.task.id ?? '') : '' })
  }
  if (what === 'end') return desk.endContact({ ...by, channel, by: n % 2 === 0 ? 'agent' : 'customer' })
  if (what === 'note') return desk.note({ ...by, text: name })
  if (what === 'call') return desk.startCall({ id: `call-${who}-${n % 2}`, from: addressOf(who, 'sms') })
  if (what === 'hang up')
    return desk.endCall({ id: `call-${who}-${n % 2}`, from: addressOf(who, 'sms'), by: 'customer' })
  if (what === 'assign')
    return desk.assign({ ...by, to: n > 5 ? 'sam' : null, expected: n % 2 === 0 ? 'sam' : null })
  if (what === 'topic') return desk.addTopic({ ...by, topic: n % 2 === 0 ? 'orders' : 'billing' })
  if (what === 'tick') return desk.applyDeadlines({ now, limit: 1 + n })
  if (what === 'move address')
    return desk.moveAddress({ ...by, channel: 'email', address: addressOf(who, 'email'), to: other })
  return desk[what](by)
}

const topics = {
  schema: 1,
  topics: ['orders', 'billing'].map((id) => ({ id, name: id, parent: null, disabled: false })),
} as const

/** Brings a person to where the story begins. */
const arrangePerson = async (desk: Desk, who: number, how: Story['standings'][number]): Promise<void> => {
  const customer = `p${who}`
  const by = { customer, agent: 'sam' }
  const hear = (channel: string, from: string | null = addressOf(who, channel)) =>
    desk.receive({ channel, from, customer, id: `<${who} ${channel}>`, text: `${who} ${channel}` })
  const say = () => desk.send({ ...by, channel: 'email', text: 'Yes', id: `<sent-${who}-0>` })
  if (how === 'silent') return
  if (how === 'ringing') await desk.startCall({ id: `call-${who}-0`, from: addressOf(who, 'sms') })
  else await hear(how === 'waiting' ? 'chat' : 'email', how === 'nameless' ? null : undefined)
  if (how === 'two' || how === 'separated') await hear('chat')
  if (how === 'busy') await desk.createTask({ ...by, text: 'call back', dueAt: monday + hour })
  if (how === 'waiting') await desk.noReplyNeeded(by)
  if (how === 'open' || how === 'snoozed' || how === 'closed' || how === 'separated') await say()
  if (how === 'snoozed') await desk.snooze({ ...by, until: monday + hour })
  if (how === 'closed')
    await desk.close({ ...by, version: (await expectOk(desk.current(by.customer))).version })
  const found = how === 'separated' ? await desk.current(customer) : null
  const contacts = found?.ok ? (found.conversation?.contacts ?? []).map(({ id }) => id) : []
  if (how === 'separated') await desk.separate({ ...by, contacts: contacts.slice(1), force: true })
}

/** Plays a story on desks over one store in memory, the trips served in the order that it chooses. */
export const runStory = async (
  { standings: begin, batches, choices }: Story,
  size = 3,
): Promise<StoryRun> => {
  const store = memoryStore()
  const served: Scheduler = createScheduler(choices)
  let time = monday
  let ids = 0
  const settings = { policy, topics, clock: () => time, newId: () => `new-${ids++}`, random: () => 0 }
  const own = createDesk({ ...settings, store, wait: () => Promise.resolve() })
  for (const [who, how] of begin.entries()) {
    const addresses = channels.map((channel) => ({ channel, address: addressOf(who, channel) }))
    await own.register({ customer: `p${who}`, addresses, commandId: `p${who}` })
    await arrangePerson(own, who, how)
  }
  const desks = Array.from({ length: size }, () =>
    createDesk({ ...settings, store: served.scheduled(store), wait: served.pause }),
  )
  const results: JobResult[] = []
  for (const [at, { pass, jobs }] of batches.entries()) {
    time += pass
    const given = jobs.map(async (each, n) => {
      const name = `${each.do} ${at}.${n}`
      const answer = await runJob(desks[n % size] ?? own, each, name, time)
      const said = ['write', 'answer', 'note', 'send'].includes(each.do) ? name : null
      results.push({ job: each, name, text: said, answer })
    })
    await served.runUntilDone(Promise.all(given))
  }
  return { store, results, desk: own, now: () => time }
}
