import { describe, expect, it } from 'vitest'
import type { AgentId, AssigneeRetentionAnswer, Desk, InboxId, PolicyInput } from '../../src/index.ts'
import {
  createWorld,
  type DeskWorld,
  day,
  eventDataOf,
  eventsOfType,
  expectOk,
  expectRefusal,
  hour,
  inboundMail,
  requireConversation,
} from '../support/world.ts'

/** Sam had it and closed it. */
const closedBySam = async (w: DeskWorld) => {
  await w.customerWrites('one')
  await w.agentWrites('An answer', { id: '<answer@us>' })
  await w.agentCloses()
  return w
}
const holderOf = async (w: DeskWorld, customer = 'ada') => {
  const { conversation } = await expectOk(w.desk.current(customer))
  return [requireConversation(conversation).agent, requireConversation(conversation).inbox]
}

/** The ways in which a closed conversation is continued. */
const continued: { readonly [how: string]: (w: DeskWorld) => Promise<unknown> } = {
  'a message': (w) => w.customerWrites('two'),
  'an agent’s reopening': (w) => expectOk(w.desk.reopen({ customer: 'ada', api: 'crm' })),
  'a word of ours that goes on': (w) =>
    w.agentWrites('More', { agent: undefined, api: 'crm', intent: 'continue', id: '<more@us>' }),
  'a call of ours that goes on': (w) =>
    expectOk(
      w.desk.dial({ customer: 'ada', api: 'crm', id: 'call-1', to: '+4930123456', intent: 'continue' }),
    ),
  'a bounce': (w) => expectOk(w.desk.receive({ channel: 'email', kind: 'bounce', of: '<answer@us>' })),
}

describe('a taken call', () => {
  const call = { id: 'call-1', customer: 'ada' }
  const heldBySam = async (policy: Partial<PolicyInput> = {}) => {
    const w = createWorld({ policy })
    await w.customerWrites('one')
    await expectOk(w.desk.assign({ customer: 'ada', to: 'sam', expected: null }))
    return w
  }

  it('assigns the conversation to the agent who took it, although another agent had it (A-4)', async () => {
    for (const isTold of [true, false]) {
      const w = await heldBySam()
      if (isTold) await expectOk(w.desk.startCall(call))
      const { events } = await expectOk(w.desk.answerCall({ ...call, agent: 'kim' }))
      const [assigned] = eventsOfType(events, 'conversation.assigned')
      expect(eventDataOf(assigned)).toEqual({ inbox: 'support', agent: 'kim', reason: 'inbound' })
      expect(assigned?.assignee).toEqual({ inbox: 'support', agent: 'sam' })
      expect(await holderOf(w)).toEqual(['kim', 'support'])
    }
  })

  it('assigns nothing to the agent who has the conversation, and nothing where the policy keeps the agent (A-4)', async () => {
    for (const [policy, agent] of [
      [{}, 'sam'],
      [{ onCallAnswered: 'keep' }, 'kim'],
    ] as const)
      for (const isTold of [true, false]) {
        const w = await heldBySam(policy)
        if (isTold) await expectOk(w.desk.startCall(call))
        const { events } = await expectOk(w.desk.answerCall({ ...call, agent }))
        expect(eventsOfType(events, 'conversation.assigned')).toEqual([])
        expect(await holderOf(w)).toEqual(['sam', 'support'])
      }
  })

  it('assigns a conversation without an agent, also where the policy keeps agents (A-4)', async () => {
    const w = createWorld({ policy: { onCallAnswered: 'keep' } })
    await expectOk(w.desk.startCall(call))
    await expectOk(w.desk.answerCall({ ...call, agent: 'kim' }))
    expect(await holderOf(w)).toEqual(['kim', 'support'])
  })
})

describe('an assignment to no one', () => {
  it('is refused, and says how to name the agent (A-1)', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const refused = await expectRefusal(w.desk.assign({ customer: 'ada', agent: 'sam', expected: null }))
    expect(refused).toMatchObject({ code: 'assign.no_target', remedy: expect.stringContaining('`to`') })
    expect((await expectOk(w.desk.assign({ customer: 'ada', to: null, expected: null }))).events).toEqual([])
    await expectOk(w.desk.assign({ customer: 'ada', inbox: 'sales', expected: null }))
    expect(await holderOf(w)).toEqual([null, 'sales'])
  })

  it('is refused of a task too (A-1, TK-5)', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const { task } = await expectOk(
      w.desk.createTask({ customer: 'ada', text: 'Call', dueAt: w.now() + day, inbox: 'support' }),
    )
    const assign = { customer: 'ada', task: task?.id ?? '', agent: 'sam', expected: null }
    expect(await expectRefusal(w.desk.assignTask(assign))).toMatchObject({
      code: 'task.invalid',
      rule: 'B-1',
    })
    expect((await expectOk(w.desk.assignTask({ ...assign, to: null }))).events).toEqual([])
  })
})

describe('who keeps it', () => {
  it.each([
    ['always', 400 * day, 'sam'],
    ['never', 0, null],
    [{ hours: 1 }, hour, 'sam'],
    [{ hours: 1 }, hour + 1, null],
    [undefined, 400 * day, 'sam'],
  ] as const)('A-3: keepAgent %j, %i ms after the close: %s', async (keepAgent, later, agent) => {
    const policy: Partial<PolicyInput> = { reopenWindow: 'always', keepAssignee: keepAgent }
    const w = await closedBySam(createWorld({ policy }))
    w.advance(later)
    await w.customerWrites('two')
    expect(await holderOf(w)).toEqual([agent, 'support'])
  })

  it('A-3: who is dropped is let go of with a reason', async () => {
    const w = await closedBySam(createWorld({ policy: { keepAssignee: 'never' } }))
    const { events, status } = await w.customerWrites('two')
    const [assigned] = eventsOfType(events, 'conversation.assigned')
    expect(eventDataOf(assigned)).toEqual({ inbox: 'support', agent: null, reason: 'reopened' })
    expect(assigned?.assignee).toEqual({ inbox: 'support', agent: 'sam' })
    expect(status).toBe('new')
  })

  for (const [how, go] of Object.entries(continued)) {
    it.each([
      [true, 'sam', 'support'],
      [false, null, 'support'],
      [{ agent: true, inbox: 'night' }, 'sam', 'night'],
      [{ agent: false, inbox: 'night' }, null, 'night'],
    ] as const)(
      `A-3: continued by ${how}, the host says %j`,
      async (answer: AssigneeRetentionAnswer, agent, inbox) => {
        const asked: [AgentId | null, InboxId][] = []
        const mayKeep = async (...holder: [AgentId | null, InboxId]) => {
          asked.push(holder)
          return answer
        }
        const w = await closedBySam(
          createWorld({ policy: { onBouncedReply: 'reopen' }, canKeepAssignee: mayKeep }),
        )
        await go(w)
        expect(asked).toEqual([['sam', 'support']])
        expect(await holderOf(w)).toEqual([agent, inbox])
      },
    )
  }

  it.each(Object.keys(continued))(
    'is asked where no agent has it, and names another inbox: %s (A-3)',
    async (how) => {
      const asked: unknown[] = []
      const mayKeep = (...holder: readonly unknown[]) => {
        asked.push(holder)
        return { agent: true, inbox: 'night' }
      }
      const w = createWorld({ policy: { onBouncedReply: 'reopen' }, canKeepAssignee: mayKeep })
      await w.customerWrites('one')
      await w.agentWrites('An answer', { id: '<answer@us>' })
      await expectOk(w.desk.unassign({ customer: 'ada', expected: 'sam' }))
      await w.agentCloses()
      await continued[how]?.(w)
      expect(asked).toEqual([[null, 'support']])
      expect(await holderOf(w)).toEqual([null, 'night'])
    },
  )

  it('is asked of an abandoned chat whose inbox was removed, by message, call and voicemail (A-3)', async () => {
    const again = {
      message: (w: DeskWorld) => w.customerWrites('two', { channel: 'chat', from: 'ada', session: 's2' }),
      call: (w: DeskWorld) => expectOk(w.desk.startCall({ id: 'call-2', customer: 'ada' })),
      'answered call': (w: DeskWorld) =>
        expectOk(w.desk.answerCall({ id: 'call-2', customer: 'ada', agent: 'kim' })),
      voicemail: (w: DeskWorld) =>
        expectOk(w.desk.receive({ channel: 'voicemail', customer: 'ada', call: 'call-1', text: 'Call me' })),
    }
    for (const [how, come] of Object.entries(again)) {
      const w = createWorld({
        policy: { inbox: 'removed' },
        canKeepAssignee: (agent, inbox) =>
          inbox === 'removed' ? { agent: true, inbox: 'support' } : agent !== null,
      })
      if (how === 'voicemail') {
        await expectOk(w.desk.startCall({ id: 'call-1', customer: 'ada' }))
        await expectOk(w.desk.endCall({ id: 'call-1', customer: 'ada', by: 'customer' }))
      } else {
        await w.customerWrites('one', { channel: 'chat', from: 'ada', session: 's1' })
        await expectOk(w.desk.endContact({ customer: 'ada', by: 'customer' }))
      }
      await come(w)
      expect(await holderOf(w)).toEqual([how === 'answered call' ? 'kim' : null, 'support'])
    }
  })

  it('A-3, A-4: who continues it himself has it, in the inbox that the host names', async () => {
    const w = await closedBySam(createWorld({ canKeepAssignee: () => ({ agent: false, inbox: 'night' }) }))
    await w.agentWrites('More', { agent: 'kim', intent: 'continue' })
    expect(await holderOf(w)).toEqual(['kim', 'night'])
    await w.agentCloses()
    await expectOk(w.desk.reopen({ customer: 'ada', agent: 'lou' }))
    expect(await holderOf(w)).toEqual(['lou', 'night'])
  })

  it.each([
    ['an inbox that is too long', { agent: true, inbox: 'x'.repeat(256) }],
    ['an empty inbox', { agent: true, inbox: '' }],
    ['no inbox', { agent: true }],
    ['an agent for the flag', { agent: 'sam', inbox: 'night' }],
    ['null', null],
    ['nothing', undefined],
    ['a text', 'night'],
  ])('throws where `mayKeep` answers with %s, and stores nothing (A-3, B-3, B-4)', async (_, answer) => {
    for (const go of Object.values(continued)) {
      const mayKeep = () => answer as AssigneeRetentionAnswer
      const w = await closedBySam(
        createWorld({ policy: { onBouncedReply: 'reopen' }, canKeepAssignee: mayKeep }),
      )
      const before = await w.events()
      await expect(go(w)).rejects.toThrow(/^mayKeep must answer .*1 to 255 characters/)
      expect(await w.events()).toEqual(before)
    }
  })

  it('takes an inbox of 255 characters from `mayKeep` (A-3, B-4)', async () => {
    const inbox = 'x'.repeat(255)
    const w = await closedBySam(createWorld({ canKeepAssignee: () => ({ agent: true, inbox }) }))
    await w.customerWrites('two')
    expect(await holderOf(w)).toEqual(['sam', inbox])
  })

  it('A-3: policy and host must both agree to keep', async () => {
    const w = await closedBySam(
      createWorld({ policy: { keepAssignee: 'never' }, canKeepAssignee: () => true }),
    )
    await w.customerWrites('two')
    expect(await holderOf(w)).toEqual([null, 'support'])
  })

  it('A-3: the host is asked of reopenings alone, once for each', async () => {
    let asked = 0
    const mayKeep = () => ++asked > 0
    const w = createWorld({ canKeepAssignee: mayKeep, policy: { onAcknowledgement: 'silent' } })
    await w.customerWrites('one')
    await w.agentCloses()
    await w.customerWrites('two')
    await w.agentWrites('An answer')
    await w.customerWrites('three')
    await w.agentCloses()
    await w.customerWrites('Away', { automated: true })
    await w.customerWrites('three')
    await expectOk(w.desk.note({ customer: 'ada', text: 'Hm' }))
    await w.agentWrites('New matter', { intent: 'new' })
    expect(asked).toBe(1)
    await w.agentCloses()
    await w.customerWrites('four')
    expect(asked).toBe(2)
  })
})

describe('where it lies', () => {
  const inbox = {
    default: 'rest',
    byEndpoint: { 'VIP@shop.example': 'vip' },
    byChannel: { chat: 'chat team', email: 'mail team' },
  }

  it.each([
    ['chat', null, 'chat team'],
    ['email', 'help@shop.example', 'mail team'],
    ['email', 'vip@SHOP.example', 'vip'],
    ['chat', 'vip@shop.example', 'vip'],
    ['sms', null, 'rest'],
    ['sms', '__proto__', 'rest'],
  ])('A-5: a conversation by %s at %s starts in %s', async (channel, endpoint, expected) => {
    const w = createWorld({ policy: { inbox } })
    const { conversation } = await w.customerWrites('one', { channel, endpoint, from: null })
    expect(conversation?.inbox).toBe(expected)
    const said = await w.agentWrites('Hello', { customer: 'bob', channel, endpoint, to: 'x' })
    expect(said.conversation?.inbox).toBe(expected)
  })

  it('A-5: a reopened one keeps its inbox, whatever endpoint the message came to', async () => {
    const w = createWorld({ policy: { inbox } })
    await w.customerWrites('one')
    await expectOk(w.desk.assign({ customer: 'ada', inbox: 'second line', expected: null }))
    await w.agentCloses()
    const { conversation } = await w.customerWrites('two', { endpoint: 'vip@shop.example' })
    expect(conversation?.inbox).toBe('second line')
  })
})

describe('in bulk', () => {
  /** Five customers with a conversation of Sam's each, one of Kim's, and a closed one of Sam's. */
  const office = async () => {
    const w = createWorld()
    const people = ['c1', 'c2', 'c3', 'c4', 'c5', 'kims', 'closed']
    for (const customer of people) {
      await w.customerWrites('one', { customer, from: `${customer}@example.com`, id: `<${customer}@mail>` })
      await w.agentWrites('An answer', { customer, agent: customer === 'kims' ? 'kim' : 'sam' })
      w.advance(1)
    }
    await w.customerWrites('two', { customer: 'c2', from: 'c2@example.com' })
    await w.agentCloses('closed')
    w.advance(2 * hour)
    await expectOk(w.desk.applyDeadlines())
    return w
  }
  const agents = async (w: DeskWorld) => {
    const { items } = await expectOk(w.desk.conversations({}))
    return Object.fromEntries(items.map(({ conversation: c }) => [c.customer, c.agent]))
  }

  it('A-6: releaseAgent takes an agent off all his active conversations, in bounded pages', async () => {
    const w = await office()
    const pages: unknown[] = []
    for (let more = true; more && pages.length < 10; ) {
      const swept = await expectOk(w.desk.releaseAgent({ from: 'sam', limit: 2, api: 'directory' }))
      pages.push(swept.done)
      more = swept.more
    }
    expect(pages).toEqual([2, 2, 1])
    expect(await agents(w)).toEqual({
      c1: null,
      c2: null,
      c3: null,
      c4: null,
      c5: null,
      kims: 'kim',
      closed: 'sam',
    })
    const released = eventsOfType(await w.events(), 'conversation.assigned').filter(
      (e) => eventDataOf(e)['agent'] === null,
    )
    for (const event of released)
      expect(event).toMatchObject({
        data: { reason: 'deactivated' },
        assignee: { agent: 'sam' },
        actor: { id: 'directory' },
      })
    expect(await expectOk(w.desk.releaseAgent({ from: 'sam' }))).toMatchObject({
      done: 0,
      more: false,
      refused: [],
    })
  })

  it('A-6: moveInbox moves the active ones, with their agents', async () => {
    const w = await office()
    expect(await expectOk(w.desk.moveInbox({ from: 'support', to: 'night' }))).toMatchObject({
      done: 6,
      more: false,
    })
    const { items } = await expectOk(w.desk.conversations({}))
    for (const { conversation: c } of items) expect(c.inbox).toBe(c.closed === null ? 'night' : 'support')
    expect((await agents(w))['kims']).toBe('kim')
    expect(eventDataOf(eventsOfType(await w.events(), 'conversation.assigned').at(-1))['reason']).toBe(
      'moved',
    )
  })

  it('A-6: a full page says that there may be more', async () => {
    const w = await office()
    expect(await expectOk(w.desk.moveInbox({ from: 'support', to: 'night', limit: 6 }))).toMatchObject({
      done: 6,
      more: true,
    })
    expect(await expectOk(w.desk.moveInbox({ from: 'support', to: 'night', limit: 6 }))).toMatchObject({
      done: 0,
      more: false,
    })
  })

  type Late = (desk: Desk) => Promise<unknown>
  const release: Late = (desk) => expectOk(desk.releaseAgent({ from: 'sam' }))
  const move: Late = (desk) => expectOk(desk.moveInbox({ from: 'support', to: 'night' }))
  const give = { customer: 'c1', expected: 'sam' }
  const again = async (w: DeskWorld) => {
    await w.agentCloses('c1')
    w.setPolicy({ reopenWindow: 'never' })
    await w.customerWrites('a new matter', { customer: 'c1', from: 'c1@example.com' })
    await w.desk.assign({ customer: 'c1', to: 'sam', expected: null })
  }

  it.each<[string, Late, (w: DeskWorld) => Promise<unknown>, (string | null)[]]>([
    ['closed, and nobody is released', release, (w) => w.agentCloses('c1'), ['sam', 'support']],
    ['given to Kim, who keeps it', release, (w) => w.desk.assign({ ...give, to: 'kim' }), ['kim', 'support']],
    [
      'given to Kim, and moves with her',
      move,
      (w) => w.desk.assign({ ...give, to: 'kim' }),
      ['kim', 'night'],
    ],
    [
      'moved elsewhere, and stays there',
      move,
      (w) => w.desk.assign({ ...give, inbox: 'vip' }),
      ['sam', 'vip'],
    ],
    ['followed by another, which is not on the page', move, again, ['sam', 'support']],
  ])('A-6: since the page was read one was %s', async (_, command, meanwhile, holder) => {
    const w = await office()
    let first = true
    const list: DeskWorld['store']['conversations'] = async (query) => {
      const page = await w.store.conversations(query)
      const isListed = first && page.items.some(({ conversation }) => conversation.customer === 'c1')
      if (isListed) await meanwhile(w)
      first &&= !isListed
      return page
    }
    await command(w.anotherDesk({ store: { ...w.store, conversations: list } }))
    expect(first).toBe(false)
    expect(await holderOf(w, 'c1')).toEqual(holder)
  })

  it('A-6: closed ones wait for A-3: the agent is asked about when they are reopened', async () => {
    const w = await office()
    await expectOk(w.desk.releaseAgent({ from: 'sam' }))
    const desk = w.anotherDesk({ canKeepAssignee: (agent) => agent !== 'sam' })
    const { conversation } = await expectOk(
      desk.receive(inboundMail('three', { customer: 'closed', from: 'closed@example.com' })),
    )
    expect(conversation?.agent).toBeNull()
  })

  it('A-6, O-4: a repeated command counts what it changes, not what it changed before', async () => {
    const w = await office()
    const release = { from: 'sam', commandId: 'release-1' }
    expect((await expectOk(w.desk.releaseAgent(release))).done).toBeGreaterThan(0)
    await expectOk(w.desk.assign({ customer: 'c1', to: 'sam', expected: null }))
    expect(await expectOk(w.desk.releaseAgent(release))).toMatchObject({ done: 0 })
    expect((await holderOf(w, 'c1'))[0]).toBe('sam')
  })

  it('A-6: what could not be moved is told', async () => {
    const w = await office()
    const commit: DeskWorld['store']['commit'] = async () => ({
      ok: false,
      conflict: { kind: 'stale', key: 'c1' },
    })
    const stuck = w.anotherDesk({ store: { ...w.store, commit }, retryFor: 1 })
    const swept = await expectOk(stuck.releaseAgent({ from: 'sam', limit: 2 }))
    expect(swept).toMatchObject({ done: 0, more: true })
    expect(swept.refused.map(({ error }) => error.code)).toEqual(['desk.conflict', 'desk.conflict'])
  })
})
