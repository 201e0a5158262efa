import { describe, expect, it } from 'vitest'
import { type Desk, snapshotQuery } from '../../src/index.ts'
import {
  createWorld,
  type DeskWorld,
  day,
  expectOk,
  expectRefusal,
  findStoreFaults,
  inboundMail,
  minute,
} from '../support/world.ts'

/** What an untyped caller may put anywhere. */
const junk: readonly unknown[] = [
  undefined,
  null,
  Number.NaN,
  Infinity,
  5,
  '',
  '__proto__',
  '\ud800',
  {},
  [],
  [null],
  true,
  10n,
  () => 0,
  Symbol('x'),
  new Date(Number.NaN),
]

/** A world in which every command has something to do; Sam has Ada’s conversation, Cy’s is closed. */
const lively = async () => {
  const w = createWorld({ policy: { reopenWindow: { days: 7 } } })
  await expectOk(
    w.desk.register({ customer: 'zoe', addresses: [{ channel: 'email', address: 'zoe@x.org' }] }),
  )
  await w.customerWrites('of cy', { customer: 'cy', from: 'cy@x.org' })
  await w.agentCloses('cy')
  const first = await w.customerWrites('one')
  await w.agentWrites('two', { id: 's1' })
  await expectOk(w.desk.startCall({ id: 'call', from: '+4915112345678', customer: 'ada' }))
  const { task } = await expectOk(w.desk.createTask({ customer: 'ada', text: 'x', dueAt: w.now() + day }))
  const { conversation, version } = await expectOk(w.desk.current('ada'))
  const contact = conversation?.contacts[0]?.id ?? ''
  return { w, message: first.message ?? '', contact, task: task?.id ?? '', version }
}

type Lively = Awaited<ReturnType<typeof lively>>

const by = { customer: 'ada', agent: 'sam', commandId: 'c' }
const address = { channel: 'email', address: 'new@x.org', shared: false }

/** Each command with everything that it may say. */
const commands = ({ w, message, contact, task, version }: Lively) => ({
  send: {
    ...{ ...by, channel: 'email', to: 'a@x.org', cc: ['b@x.org'], endpoint: 'e', session: 's', text: 't' },
    ...{ attachments: [{ id: 'a' }], id: 'i', token: 't', intent: undefined, fingerprint: 'f' },
    ...{ template: false, answers: false, starts: false, conversation: undefined, automation: undefined },
  },
  dial: { ...by, id: 'd', channel: 'voice', to: '+4915112345679', endpoint: 'e', intent: undefined },
  answerCall: { id: 'call', from: '+4915112345678', agent: 'sam' },
  endCall: { id: 'call', from: '+4915112345678', agent: 'sam', by: 'agent' },
  endContact: { ...by, contact, channel: 'email', by: 'agent' },
  noReplyNeeded: { ...by, contact },
  assign: { ...by, to: 'kim', inbox: 'vip', expected: 'sam', reason: 'manual' },
  unassign: { ...by, expected: 'sam', reason: 'manual' },
  note: { ...by, text: 'n', conversation: undefined },
  addTopic: { ...by, topic: 'vase' },
  removeTopic: { ...by, topic: 'vase' },
  close: { ...by, version, force: true, reason: 'r', imported: false },
  reopen: { ...by, customer: 'cy', imported: false, conversation: undefined },
  releaseAgent: { agent: 'boss', commandId: 'c', from: 'sam', limit: 10 },
  moveInbox: { agent: 'boss', commandId: 'c', from: 'support', to: 'vip', limit: 10 },
  register: { agent: 'sam', commandId: 'c', customer: 'new', addresses: [address] },
  addAddress: { ...by, ...address },
  removeAddress: { ...by, channel: 'email', address: 'ada@example.com' },
  moveAddress: { ...by, channel: 'email', address: 'ada@example.com', to: 'zoe' },
  block: { ...by, reason: 'r' },
  unblock: by,
  snooze: { ...by, until: w.now() + day, onReply: 'keep', force: true },
  wake: by,
  separate: { ...by, contacts: [contact], topics: ['vase'], inbox: 'vip', force: true, reason: 'r' },
  rejoin: { ...by, reason: 'r' },
  planMerge: { customer: 'ada', into: 'zoe', attributes: { from: { a: 1 }, into: { a: 2 } } },
  merge: { ...by, into: 'zoe', blocked: false },
  erase: { ...by, force: true },
  redact: { ...by, message },
  createTask: { ...by, text: 't', dueAt: w.now() + day, inbox: 'vip', to: 'kim' },
  editTask: { ...by, task, text: 'u', dueAt: w.now() + 2 * day },
  assignTask: { ...by, task, to: 'kim', inbox: 'vip', expected: null, reason: 'manual' },
  commentOnTask: { ...by, task, text: 'c' },
  closeTask: { ...by, task },
  reopenTask: { ...by, task, dueAt: undefined },
  canReply: { customer: 'ada', channel: 'email', to: 'a@x.org', endpoint: 'e', by: 'agent' },
  applyDeadlines: { now: w.now() + day, limit: 5 },
})

type Name = keyof ReturnType<typeof commands>

const names = [
  ...['send', 'dial', 'answerCall', 'endCall', 'endContact', 'noReplyNeeded', 'assign', 'unassign', 'note'],
  ...['addTopic', 'removeTopic', 'close', 'reopen', 'releaseAgent', 'moveInbox', 'register', 'addAddress'],
  ...[
    'removeAddress',
    'moveAddress',
    'block',
    'unblock',
    'snooze',
    'wake',
    'separate',
    'rejoin',
    'planMerge',
  ],
  ...['merge', 'erase', 'redact', 'createTask', 'editTask', 'assignTask', 'commentOnTask', 'closeTask'],
  ...['reopenTask', 'canReply', 'applyDeadlines'],
] as readonly Name[]

const give = (desk: Desk, name: Name, input: unknown): Promise<{ readonly ok: boolean }> =>
  (desk[name] as (given: unknown) => Promise<{ readonly ok: boolean }>)(input)

/** What no JSON can hold, wherever it stands. */
const unplain = (value: unknown): boolean => {
  if (typeof value === 'number') return !Number.isFinite(value)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return false
  if (Array.isArray(value)) return value.some(unplain)
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return true
  return Object.values(value as object).some(unplain)
}

/** Everything stored is plain, named by texts, and the fold of its events (E-1, E-3). */
const isWhole = async (w: DeskWorld): Promise<void> => {
  for (const event of await w.events()) {
    expect(unplain(event), JSON.stringify(event)).toBe(false)
    expect([typeof event.customer, typeof event.recordedAt]).toEqual(['string', 'number'])
  }
  expect(await findStoreFaults(w, w.policy())).toEqual([])
}

describe('commands of the wrong shape', () => {
  it.each(names)(
    'B-1, B-4: whatever %s is given, it throws nothing and stores nothing half',
    async (name) => {
      for (const field of Object.keys(commands(await lively())[name]))
        for (const odd of junk) {
          const scene = await lively()
          const answer = await give(scene.w.desk, name, { ...commands(scene)[name], [field]: odd })
          expect(typeof answer.ok, `${name}.${field}`).toBe('boolean')
          if (answer.ok) await isWhole(scene.w)
        }
    },
  )

  it('B-1: all issues are told at once with their paths, and nothing is looked up', async () => {
    const { desk, store } = createWorld()
    const odd = { customer: 17, channel: 'email', text: {}, cc: 'x', attachments: [{}], id: 5 }
    const error = await expectRefusal(desk.send(odd as never))
    expect(error).toMatchObject({ code: 'command.invalid', rule: 'B-1' })
    const { issues } = error as never as { readonly issues: readonly { readonly path: string }[] }
    expect(issues.map(({ path }) => path).sort()).toEqual(['attachments', 'cc', 'customer', 'id', 'text'])
    for (const { path } of issues) expect(error.message).toContain(path)
    expect(store.trips).toMatchObject({ loads: 0, commits: 0 })
  })

  it('A-6, B-1: releasing nobody, or moving no inbox, moves nothing', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentWrites('two')
    const before = (await w.events()).length
    for (const from of [undefined, null, '', 17]) {
      expect(await expectRefusal(w.desk.releaseAgent({ from } as never))).toMatchObject({
        code: 'command.invalid',
      })
      expect(await expectRefusal(w.desk.moveInbox({ from, to: 'vip' } as never))).toMatchObject({
        code: 'command.invalid',
      })
    }
    expect(await w.events()).toHaveLength(before)
  })

  it('I-0, B-1: a word to nobody makes no customer', async () => {
    const w = createWorld()
    for (const customer of [undefined, null, ''])
      expect(
        await expectRefusal(w.desk.send({ customer, agent: 'sam', channel: 'email', text: 'x' } as never)),
      ).toMatchObject({ code: 'command.invalid', issues: [{ path: 'customer' }] })
    expect(await w.events()).toEqual([])
  })

  it('R-1, B-1: an intent that is neither is none, and inside the window there is no default', async () => {
    const w = createWorld({ policy: { reopenWindow: { days: 7 } } })
    await w.customerWrites('one')
    await w.agentCloses()
    const message = { customer: 'ada', agent: 'sam', channel: 'email', text: 'x' }
    expect(await expectRefusal(w.desk.send({ ...message, intent: null } as never))).toMatchObject({
      code: 'outbound.intent_required',
    })
    expect(await expectRefusal(w.desk.send({ ...message, intent: 'reply' } as never))).toMatchObject({
      code: 'command.invalid',
    })
  })

  it('K-8, B-1: a contact is ended by one side or the other', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    expect(await expectRefusal(w.desk.endContact({ customer: 'ada', by: 'nobody' } as never))).toMatchObject({
      issues: [{ path: 'by', message: 'must be agent or customer' }],
    })
  })

  it('D-2, B-4: a sweep at no time, or at the end of time, sweeps nothing', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentWrites('two')
    for (const now of [Infinity, Number.NaN, new Date(Number.NaN), '2030-01-01', 1_772_442_000, {}])
      expect(await expectRefusal(w.desk.applyDeadlines({ now } as never))).toMatchObject({
        code: 'command.invalid',
      })
    await isWhole(w)
  })

  it('I-16, B-4: an empty id or token is none: it brings no two messages together', async () => {
    const w = createWorld({ policy: { reopenWindow: 'always' } })
    await w.customerWrites('one')
    await w.agentWrites('two', { id: '', token: '' })
    await w.agentCloses()
    await w.agentWrites('three', { id: '', token: '', intent: 'new' })
    const [found] = await w.store.load([snapshotQuery({ customer: 'ada' })])
    await w.agentCloses()
    const heard = await expectOk(
      w.desk.receive(inboundMail('four', { customer: 'ada', thread: { token: '' } })),
    )
    expect(heard.conversation?.id).toBe(found?.active?.id)
    expect(heard.reasons.map(({ rule }) => rule)).not.toContain('I-16')
  })
})

describe('the name of a command', () => {
  it.each(['x'.repeat(10_000), '\ud800', '__proto__', 'a.0', '~'])(
    'B-4, O-4: %o names it: the repeat answers the same and writes nothing',
    async (commandId) => {
      const scene = await lively()
      for (const name of ['note', 'snooze', 'wake', 'createTask', 'block', 'erase'] as const) {
        const { w } = await lively()
        const input = { ...commands(scene)[name], commandId }
        const once = await give(w.desk, name, input)
        const count = (await w.events()).length
        w.advance(minute)
        const twice = await give(w.desk, name, input)
        if (name !== 'wake') expect(twice).toMatchObject({ ok: true, repeated: true })
        if (name !== 'erase') expect(twice).toMatchObject({ events: (once as { events?: unknown }).events })
        expect(await w.events()).toHaveLength(count)
        await isWhole(w)
      }
    },
  )
})
