import { describe, expect, it } from 'vitest'
import {
  type ActorKind,
  authority,
  closeConversation,
  type Desk,
  type Need,
  reopenConversation,
  type SubjectStatus,
  verdictFor,
} from '../../src/index.ts'
import { createWorld, type DeskWorld, day, expectOk, hour } from '../support/world.ts'

const kinds: readonly ActorKind[] = ['customer', 'third_party', 'agent', 'automation', 'system', 'api']
const standings: readonly SubjectStatus[] = [
  'none',
  'new',
  'open',
  'waiting',
  'closed',
  'task_open',
  'task_closed',
]

interface Scene {
  readonly w: DeskWorld
  readonly task: string
  readonly message: string
  readonly contacts: readonly string[]
}

interface Variant {
  /** What the command leaves unsaid. */
  readonly without?: string | undefined
  readonly topicless?: boolean
  /** The window has run out. */
  readonly late?: boolean
}

/** Ada as she stands: owed an answer on two channels while a conversation is active, about a topic. */
const scene = async (standing: SubjectStatus, { topicless, late, without }: Variant): Promise<Scene> => {
  const w = createWorld({ policy: { closingTopics: 'any', reopenWindow: { days: 7 } } })
  const { desk } = w
  await expectOk(
    desk.register({ customer: 'ada', addresses: [{ channel: 'email', address: 'old@example.com' }] }),
  )
  await expectOk(desk.register({ customer: 'bob' }))
  const { task } = await expectOk(
    desk.createTask({ customer: 'ada', text: 'Ring', dueAt: w.now() + 90 * day }),
  )
  const id = task?.id ?? ''
  if (standing === 'task_closed') await expectOk(desk.closeTask({ customer: 'ada', task: id }))
  if (standing === 'none' || standing.startsWith('task_')) {
    const { events } = await expectOk(desk.note({ customer: 'ada', agent: 'sam', text: 'x' }))
    return { w, task: id, message: events[0]?.id ?? '', contacts: [] }
  }
  const topics = topicless === true ? [] : ['vase']
  const one = await w.customerWrites('one', { topics })
  if (without === 'separatedFrom')
    await w.customerWrites('side', { channel: 'chat', from: 'x', session: 's' })
  const two = await w.customerWrites('two', { channel: 'sms', from: '+4915112345678' })
  const contacts = two.conversation?.contacts.map(({ id: contact }) => contact) ?? []
  if (standing !== 'new')
    await expectOk(desk.assign({ customer: 'ada', agent: 'sam', to: 'sam', expected: null }))
  if (standing === 'waiting')
    for (const contact of contacts)
      await expectOk(desk.endContact({ customer: 'ada', agent: 'sam', contact, by: 'agent' }))
  if (standing === 'closed') {
    if (topicless === true) await expectOk(desk.addTopic({ customer: 'ada', topic: 'vase' }))
    await w.agentCloses()
  }
  w.advance(late === true ? 8 * day : hour)
  return { w, task: id, message: one.message ?? '', contacts }
}

type Give = (
  desk: Desk,
  by: { readonly customer: string },
  scene: Scene,
  kind: ActorKind,
) => Promise<{ readonly ok: boolean; readonly error?: unknown }>

const letter = { channel: 'email', text: 'x', from: 'ada@example.com' } as const
const call = { id: 'call-9', customer: 'ada' } as const

/** Each command with everything it may have to say. */
const commands: { readonly [command: string]: (say: (field: string) => boolean) => Give } = {
  receive:
    () =>
    (desk, _, { message }, kind) =>
      desk.receive(
        kind === 'third_party'
          ? { ...letter, from: 'third@example.com', thread: { inReplyTo: message } }
          : letter,
      ),
  startCall: () => (desk) => desk.startCall(call),
  answerCall: () => (desk) => desk.answerCall({ ...call, agent: 'sam' }),
  endCall: () => (desk, _, __, kind) =>
    desk.endCall({ ...call, by: kind === 'agent' ? 'agent' : 'customer', agent: 'sam' }),
  send: (say) => (desk, by) =>
    desk.send({ ...by, channel: 'email', text: 'x', intent: say('intent') ? 'continue' : undefined }),
  dial: (say) => (desk, by) =>
    desk.dial({ ...by, id: 'call-8', to: '+4930123456', intent: say('intent') ? 'continue' : undefined }),
  endContact:
    (say) =>
    (desk, by, { contacts }, kind) =>
      desk.endContact({
        ...by,
        by: kind === 'customer' ? 'customer' : 'agent',
        contact: say('contact') ? contacts[0] : undefined,
      }),
  noReplyNeeded:
    (say) =>
    (desk, by, { contacts }) =>
      desk.noReplyNeeded({ ...by, contact: say('contact') ? contacts[0] : undefined }),
  assign: (say) => async (desk, by) => {
    const now = await desk.current('ada')
    const agent = now.ok ? (now.conversation?.agent ?? null) : null
    return desk.assign({ ...by, to: 'kim', expected: say('expected') ? agent : 'nobody' })
  },
  unassign: (say) => async (desk, by) => {
    const now = await desk.current('ada')
    const agent = now.ok ? (now.conversation?.agent ?? null) : null
    // Letting go of what nobody has is no change, whatever is expected.
    if (agent === null && !say('expected')) return desk.assign({ ...by, to: 'kim', expected: 'nobody' })
    return desk.unassign({ ...by, expected: say('expected') ? agent : 'nobody' })
  },
  note: () => (desk, by) => desk.note({ ...by, text: 'x' }),
  addTopic: (say) => (desk, by) => desk.addTopic({ ...by, topic: say('topic') ? 'billing' : '' }),
  removeTopic: (say) => (desk, by) =>
    say('topic') ? desk.removeTopic({ ...by, topic: 'vase' }) : desk.addTopic({ ...by, topic: '' }),
  snooze:
    (say) =>
    (desk, by, { w }) =>
      desk.snooze({ ...by, until: w.now() + day, force: say('force') }),
  wake: () => (desk, by) => desk.wake(by),
  separate:
    (say) =>
    (desk, by, { contacts }) =>
      desk.separate({ ...by, contacts: say('contacts') ? contacts.slice(0, 1) : [], force: say('force') }),
  rejoin:
    (say) =>
    async (desk, by, { contacts }) => {
      if (say('separatedFrom') && contacts.length > 0)
        await desk.separate({ customer: 'ada', contacts, force: true, agent: 'sam' })
      return desk.rejoin(by)
    },
  close:
    (say) =>
    async (desk, by, { w }, kind) => {
      const now = await expectOk(desk.current('ada'))
      const version = say('version') ? now.version : 0
      if (kind === 'system') return desk.close({ ...by, version: 0, imported: true })
      if (kind !== 'customer' && kind !== 'third_party')
        return desk.close({ ...by, version, force: say('force') })
      if (now.conversation === null) throw new Error('nothing to close')
      return closeConversation(now.conversation, { version, force: true }, contextOf(w, kind))
    },
  reopen:
    () =>
    async (desk, by, { w }, kind) => {
      if (kind === 'system') return desk.reopen({ ...by, imported: true })
      if (kind !== 'customer' && kind !== 'third_party') return desk.reopen(by)
      const { conversation } = await expectOk(desk.current('ada'))
      if (conversation === null) throw new Error('nothing to reopen')
      return reopenConversation(conversation, { active: null }, contextOf(w, kind))
    },
  addAddress: () => (desk, by) => desk.addAddress({ ...by, channel: 'email', address: 'new@example.com' }),
  removeAddress: () => (desk, by) =>
    desk.removeAddress({ ...by, channel: 'email', address: 'old@example.com' }),
  moveAddress: () => (desk, by) =>
    desk.moveAddress({ ...by, channel: 'email', address: 'old@example.com', to: 'bob' }),
  block: () => (desk, by) => desk.block(by),
  unblock: () => (desk, by) => desk.unblock(by),
  merge: () => (desk, by) => desk.merge({ ...by, into: 'bob' }),
  redact:
    () =>
    (desk, by, { message }) =>
      desk.redact({ ...by, message }),
  erase: (say) => (desk, by) => desk.erase({ ...by, force: say('force') }),
  createTask:
    (say) =>
    (desk, by, { w }) =>
      desk.createTask({ ...by, text: 'x', dueAt: w.now() + (say('dueAt') ? day : -1) }),
  editTask:
    () =>
    (desk, by, { task }) =>
      desk.editTask({ ...by, task, text: 'y' }),
  assignTask:
    (say) =>
    (desk, by, { task }) =>
      desk.assignTask({ ...by, task, to: 'kim', expected: say('expected') ? null : 'nobody' }),
  commentOnTask:
    () =>
    (desk, by, { task }) =>
      desk.commentOnTask({ ...by, task, text: 'y' }),
  closeTask:
    () =>
    (desk, by, { task }) =>
      desk.closeTask({ ...by, task }),
  reopenTask:
    () =>
    (desk, by, { task }) =>
      desk.reopenTask({ ...by, task }),
}

const contextOf = (w: DeskWorld, kind: ActorKind) => ({
  now: w.now(),
  actor: { kind, id: 'x' },
  commandId: 'x',
  head: 99,
  emitted: 0,
  policy: w.policy(),
  topics: { schema: 1 as const, topics: [] },
})

const byOf = (kind: ActorKind) => ({
  customer: 'ada',
  ...(kind === 'agent' ? { agent: 'sam' } : kind === 'automation' ? { automation: 'bot' } : {}),
})

const give = async (
  command: string,
  kind: ActorKind,
  standing: SubjectStatus,
  variant: Variant = {},
  asked = new Set<string>(),
) => {
  const made = await scene(standing, variant)
  const make = commands[command]
  if (make === undefined) throw new Error(`nothing gives ${command}`)
  const say = (field: string): boolean => {
    asked.add(field)
    return field !== variant.without
  }
  return make(say)(made.w.desk, byOf(kind), made, kind)
}

const cells = [...new Set(authority.flatMap((row) => row.commands))].flatMap((command) =>
  kinds.flatMap((kind) =>
    standings.flatMap((standing) => {
      const verdict = verdictFor(command, kind, standing)
      const cell = { command, kind, standing, verdict }
      return verdict.answer === 'not_offered' ? [] : [cell]
    }),
  ),
)

/** How a command is given without what it needs. */
const lacking = ({ field, when }: Need): Variant =>
  when === 'policy_requires_topic'
    ? { topicless: true }
    : field === 'window'
      ? { late: true }
      : { without: field }

describe('who may do what when', () => {
  it('N17: every command of the desk has its rows, and every row fits something', () => {
    const known = new Set(authority.flatMap((row) => row.commands))
    const readings = ['current', 'canReply', 'timeline', 'conversations', 'counts', 'tasks', 'planMerge']
    const bulk = [
      'releaseAgent',
      'moveInbox',
      'applyDeadlines',
      'refreshDeadlines',
      'register',
      'importCustomer',
    ]
    const offered = Object.keys(createWorld().desk).filter(
      (name) => !['execute', ...readings, ...bulk].includes(name),
    )
    expect(offered.sort()).toEqual([...known].sort())
    const used = new Set(cells.map(({ verdict }) => verdict))
    expect(authority.filter((row) => !used.has(row.verdict))).toEqual([])
  })

  it.each(cells)('N17: $command by $kind, $standing: the code says what the matrix says', async (cell) => {
    const { command, kind, standing, verdict } = cell
    const asked = new Set<string>()
    const answer = await give(command, kind, standing, {}, asked)
    if (verdict.answer === 'refused') {
      expect(answer).toMatchObject({ ok: false, error: { code: verdict.code, rule: verdict.rule } })
      return
    }
    expect(answer).toMatchObject({ ok: true })
    if (verdict.answer !== 'allowed') return
    for (const need of verdict.needs) {
      const refused = await give(command, kind, standing, lacking(need))
      expect(refused, `without ${need.field}`).toMatchObject({ ok: false, error: { rule: need.rule } })
    }
    // What it does not name may be left unsaid: a host that shows a button by this must not be refused.
    for (const field of [...asked].filter((one) => !verdict.needs.some((need) => need.field === one)))
      expect(
        await give(command, kind, standing, { without: field }),
        `it may be given without ${field}`,
      ).toMatchObject({ ok: true })
  })
})
