import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  type Context,
  type Conversation,
  foldConversation,
  isActive,
  type Refusal,
  type Refused,
  rejoinConversation,
  type SeparateInput,
  type SeparationResult,
  separateConversation,
  status,
} from '../../src/index.ts'
import {
  ada,
  anyPolicy,
  bot,
  days,
  host,
  hours,
  minutes,
  noon,
  operations,
  sam,
} from '../support/operations.ts'
import { deepFreeze } from './deep-freeze.ts'
import { contextFor, type OperationWorld, performFromStart, runAll } from './operation-world.ts'
import {
  advance,
  agentAddsTopic,
  agentSends,
  answeredAndClosed,
  currentConversation,
  customerWrites,
  policyWith,
} from './operations.ts'

/** Ada is owed an answer by mail and by SMS; her chat was answered by Kim, who has it all. */
const kim = { kind: 'agent', id: 'kim' } as const
const busy = [
  customerWrites(),
  customerWrites('chat'),
  agentSends(kim, 'chat'),
  customerWrites('sms'),
  agentAddsTopic('vase'),
  agentAddsTopic('refunds'),
  advance(minutes(5)),
]

const ids = (c: Conversation): readonly string[] => c.contacts.map(({ id }) => id)
const types = ({ events }: SeparationResult): readonly string[] => events.map(({ type }) => type)

const separate = (world: OperationWorld, input: SeparateInput, more: Partial<Context> = {}) =>
  separateConversation(
    deepFreeze(currentConversation(world)),
    deepFreeze(input),
    deepFreeze({ ...contextFor(world), ...more }),
  )

const yes = (parted: SeparationResult | Refused<Refusal>): SeparationResult => {
  if (!parted.ok) throw new Error(parted.error.message)
  return deepFreeze(parted)
}

/** The context of the next command. */
const next = (world: OperationWorld, parted: SeparationResult, more: Partial<Context> = {}): Context => {
  const context = contextFor(world)
  return {
    ...context,
    commandId: `${context.commandId}+`,
    head: context.head + parted.events.length,
    ...more,
  }
}

const contactsOf = (world: OperationWorld): readonly [string, string, string] => {
  const [mail = '', chat = '', sms = ''] = ids(currentConversation(world))
  return [mail, chat, sms]
}

describe('separating', () => {
  it('W-10, C-1: the contacts named go on in a new conversation, the present one is closed, in one write', () => {
    const world = performFromStart(busy)
    const [mail, chat, sms] = contactsOf(world)
    const input = { contacts: [mail, sms], topics: ['refunds'], reason: 'two things' }
    const parted = yes(separate(world, input))
    expect(types(parted)).toEqual([
      'conversation.topic_removed',
      'contact.ended',
      'contact.ended',
      'contact.ended',
      'conversation.closed',
      'conversation.status_changed',
      'conversation.started',
      'conversation.joined',
      'conversation.assigned',
      'conversation.status_changed',
      'conversation.separated',
    ])
    const reasons = parted.events.filter(({ type }) => type === 'contact.ended')
    expect(reasons.map(({ contact, data }) => [contact, data])).toEqual([
      [mail, { reason: 'separated' }],
      [sms, { reason: 'separated' }],
      [chat, { reason: 'conversation_closed' }],
    ])
    const closing = parted.events.find(({ type }) => type === 'conversation.closed')
    expect(closing).toMatchObject({ cause: 'separated', actor: sam, content: { text: 'two things' } })
    expect(parted.events.map(({ seq }) => seq)).toEqual(
      parted.events.map((_, n) => world.situation.head + 1 + n),
    )
    expect(new Set(parted.events.map(({ id }) => id)).size).toBe(parted.events.length)
  })

  it('W-10, K-9: contacts and owed words keep their ids, and all that is known of them; topics move', () => {
    const world = performFromStart(busy)
    const before = currentConversation(world)
    const [mail, , sms] = contactsOf(world)
    const { closedConversation, state } = yes(
      separate(world, { contacts: [sms, mail, sms], topics: ['refunds', 'refunds', 'orders'] }),
    )
    expect(state.contacts).toEqual(before.contacts.filter(({ id }) => id === mail || id === sms))
    expect(state.pendingReplies).toEqual(before.pendingReplies)
    expect(state.topics).toEqual(['refunds', 'orders'])
    expect(closedConversation).toMatchObject({
      topics: ['vase'],
      contacts: [],
      pendingReplies: [],
      closed: { at: world.now, cause: 'separated', by: sam },
    })
    expect(state).toMatchObject({
      lastCustomerMessageAt: before.lastCustomerMessageAt,
      lastAgentReplyAt: before.lastAgentReplyAt,
      inbox: 'support',
      follows: null,
    })
  })

  it('W-10: each links to the other', () => {
    const world = performFromStart(busy)
    const { closedConversation, state, events } = yes(separate(world, { contacts: [...contactsOf(world)] }))
    expect(closedConversation.separatedInto).toBe(state.id)
    expect(state.separatedFrom).toBe(closedConversation.id)
    expect(events.at(-1)).toMatchObject({
      conversation: closedConversation.id,
      data: { into: state.id, contacts: [...contactsOf(world)] },
    })
    expect(closedConversation.mergedInto).toBeNull()
  })

  it('W-10, A-4: the agent who does it has the new one; a machine leaves it with whoever has the present one', () => {
    const world = performFromStart(busy)
    const [mail, , sms] = contactsOf(world)
    const input = { contacts: [mail, sms] }
    expect(currentConversation(world).agent).toBe('kim')
    expect(yes(separate(world, input)).state.agent).toBe('sam')
    expect(yes(separate(world, input, { actor: host })).state.agent).toBe('kim')
    expect(yes(separate(world, { ...input, inbox: 'sales' }, { actor: bot })).state).toMatchObject({
      agent: 'kim',
      inbox: 'sales',
    })
  })

  it('W-10: a contact that has ended and is still owed goes as well', () => {
    const world = performFromStart([customerWrites('sms'), { do: 'end', by: 'agent' }, customerWrites()])
    const owing = currentConversation(world).pendingReplies.map(({ contact }) => contact)
    const { state } = yes(separate(world, { contacts: owing.slice(0, 1), force: true }))
    expect(state.contacts).toEqual([])
    expect(state.pendingReplies.map(({ contact }) => contact)).toEqual(owing.slice(0, 1))
    expect(status(state)).toBe('waiting')
  })

  it('W-10: at least one contact is named, and only such as are open or owed here', () => {
    const world = performFromStart(busy)
    const [mail] = contactsOf(world)
    expect(separate(world, { contacts: [] })).toMatchObject({
      error: { code: 'separate.no_contact', rule: 'W-10' },
    })
    expect(separate(world, { contacts: [mail, 'nobody'] })).toMatchObject({
      error: { code: 'separate.contact_unknown', rule: 'W-10', contacts: ids(currentConversation(world)) },
    })
  })

  it('W-10, C-1: what stays behind may not be owed, unless forced', () => {
    const world = performFromStart(busy)
    const [mail, chat, sms] = contactsOf(world)
    expect(separate(world, { contacts: [chat, sms] })).toMatchObject({
      error: { code: 'conversation.awaiting_reply', rule: 'C-1', contacts: [mail] },
    })
    const { events } = yes(separate(world, { contacts: [chat, sms], force: true }))
    expect(events.find(({ type }) => type === 'conversation.closed')?.data).toEqual({ forced: true })
    const { events: calm } = yes(separate(world, { contacts: [mail, sms], force: true }))
    expect(calm.find(({ type }) => type === 'conversation.closed')?.data).toEqual({ forced: false })
  })

  it('W-10, C-2: what stays behind needs its topic; force does not override that', () => {
    const world = performFromStart(busy, policyWith({ closingTopics: 'any' }))
    const contacts = [...contactsOf(world)]
    const all = { contacts, topics: ['vase', 'refunds'], force: true }
    expect(separate(world, all)).toMatchObject({
      error: { code: 'conversation.topic_required', rule: 'C-2' },
    })
    expect(separate(world, { contacts, topics: ['vase'] })).toMatchObject({ ok: true })
  })

  it('W-10, T-1: a topic that is new must exist and be enabled; one that it has may go in any case', () => {
    const world = performFromStart(busy)
    const contacts = [...contactsOf(world)]
    expect(separate(world, { contacts, topics: ['wardrobe'] })).toMatchObject({
      error: { code: 'topic.unknown' },
    })
    expect(separate(world, { contacts, topics: ['old'] })).toMatchObject({
      error: { code: 'topic.disabled' },
    })
    const gone = { schema: 1, topics: [{ id: 'vase', name: 'Vase', parent: null, disabled: true }] } as const
    const { state } = yes(separate(world, { contacts, topics: ['vase', 'refunds'] }, { topics: gone }))
    expect(state.topics).toEqual(['vase', 'refunds'])
  })

  it('W-10, C-6, C-7: not of a closed one, and not by a customer', () => {
    expect(separate(performFromStart(answeredAndClosed), { contacts: ['c1.1'] })).toMatchObject({
      error: { code: 'conversation.closed' },
    })
    const world = performFromStart(busy)
    const contacts = [...contactsOf(world)]
    const byCustomer = { error: { code: 'conversation.customer_cannot_close', rule: 'C-7' } }
    expect(separate(world, { contacts }, { actor: ada })).toMatchObject(byCustomer)
    const parted = yes(separate(world, { contacts }))
    const here = next(world, parted, { actor: ada })
    expect(rejoinConversation(parted.state, parted.closedConversation, {}, here)).toMatchObject(byCustomer)
  })

  it('W-10: what was named is not the caller’s list any more', () => {
    const world = performFromStart(busy)
    const contacts = [...contactsOf(world)]
    const { events } = separateConversation(
      currentConversation(world),
      { contacts },
      contextFor(world),
    ) as SeparationResult
    contacts.push('later')
    expect(events.at(-1)?.data).toMatchObject({ contacts: contacts.slice(0, 3) })
  })
})

describe('rejoining', () => {
  const apart = (world: OperationWorld = performFromStart(busy)) => {
    const [mail, , sms] = contactsOf(world)
    return { world, parted: yes(separate(world, { contacts: [mail, sms], topics: ['refunds'] })) }
  }

  it('W-10: contacts and topics go back, the old one is reopened, the new one is closed as merged', () => {
    const { world, parted } = apart()
    const back = yes(
      rejoinConversation(
        parted.state,
        parted.closedConversation,
        { reason: 'one after all' },
        next(world, parted),
      ),
    )
    expect(types(back)).toEqual([
      'conversation.merged',
      'contact.ended',
      'contact.ended',
      'conversation.closed',
      'conversation.status_changed',
      'conversation.reopened',
      'conversation.joined',
      'conversation.assigned',
      'conversation.status_changed',
    ])
    expect(back.state).toMatchObject({
      id: parted.closedConversation.id,
      contacts: parted.state.contacts,
      pendingReplies: parted.state.pendingReplies,
      agent: 'sam',
    })
    expect([...back.state.topics].sort()).toEqual([...currentConversation(world).topics].sort())
    expect(back.closedConversation).toMatchObject({
      id: parted.state.id,
      mergedInto: parted.closedConversation.id,
      closed: { cause: 'merged' },
    })
    expect(back.events.filter(({ type }) => type === 'contact.ended').map(({ data }) => data)).toEqual([
      { reason: 'merged' },
      { reason: 'merged' },
    ])
    expect(status(back.state)).toBe('open')
  })

  it('W-10, C-1, C-2: whatever the window, whatever is owed, with a topic or without', () => {
    const policy = policyWith({ reopenWindow: 'never', closingTopics: 'any' })
    const { world, parted } = apart(performFromStart(busy, policy))
    const late = next(world, parted, { now: noon + days(900), actor: bot })
    const back = yes(rejoinConversation({ ...parted.state, topics: [] }, parted.closedConversation, {}, late))
    expect(back.state).toMatchObject({ closed: null, agent: 'sam' })
  })

  it('W-10: only while the new one is active, and only with the one that it came from', () => {
    const { world, parted } = apart()
    const { state, closedConversation } = parted
    const here = next(world, parted)
    const not = { ok: false, error: { code: 'rejoin.not_separated', rule: 'W-10' } }
    expect(
      rejoinConversation({ ...state, closed: closedConversation.closed }, closedConversation, {}, here),
    ).toMatchObject({
      error: { code: 'conversation.closed' },
    })
    expect(rejoinConversation(state, null, {}, here)).toMatchObject(not)
    expect(rejoinConversation(state, { ...closedConversation, id: 'another' }, {}, here)).toMatchObject(not)
    expect(
      rejoinConversation(state, { ...closedConversation, mergedInto: 'another' }, {}, here),
    ).toMatchObject(not)
    expect(rejoinConversation(state, { ...closedConversation, closed: null }, {}, here)).toMatchObject(not)
    expect(rejoinConversation(currentConversation(world), closedConversation, {}, here)).toMatchObject(not)
  })

  it('W-10, A-3: the host may drop the agent or name another inbox; an agent who does it has it', () => {
    const { world, parted } = apart()
    const keep = { keepsAgent: false, inbox: 'sales' }
    const free = { ...parted.state, agent: null }
    const byHost = yes(
      rejoinConversation(
        free,
        parted.closedConversation,
        { retention: keep },
        next(world, parted, { actor: host }),
      ),
    )
    expect(byHost.state).toMatchObject({ agent: null, inbox: 'sales' })
    const bySam = yes(
      rejoinConversation(free, parted.closedConversation, { retention: keep }, next(world, parted)),
    )
    expect(bySam.state).toMatchObject({ agent: 'sam', inbox: 'sales' })
  })

  it('W-10, CU-4: a snooze goes along where the result is Waiting, and only there', () => {
    const { world, parted } = apart()
    const snooze = { until: noon + days(3), onReply: 'keep' as const }
    const silent = { ...parted.state, contacts: [], snooze }
    expect(
      yes(rejoinConversation(silent, parted.closedConversation, {}, next(world, parted))).state.snooze,
    ).toEqual(snooze)
    const loud = { ...parted.state, snooze }
    expect(
      yes(rejoinConversation(loud, parted.closedConversation, {}, next(world, parted))).state.snooze,
    ).toBeNull()
  })

  it('W-3, I-10: what was said and answered meanwhile counts, even if no contact is open any more', () => {
    const { world, parted } = apart()
    const answeredAt = noon + hours(9)
    const quiet = {
      ...parted.state,
      contacts: [],
      pendingReplies: [],
      lastAgentReplyAt: answeredAt,
      lastActivityAt: answeredAt,
    }
    const back = yes(rejoinConversation(quiet, parted.closedConversation, {}, next(world, parted)))
    expect(back.state).toMatchObject({
      lastAgentReplyAt: answeredAt,
      lastActivityAt: answeredAt,
      reopenedWithoutContact: false,
    })
  })

  it('W-10: either may be done any number of times', () => {
    const world = performFromStart(busy)
    const first = currentConversation(world)
    let present = { state: first, head: world.situation.head, n: 0 }
    const here = (): Context => ({
      ...contextFor(world),
      commandId: `again${present.n++}`,
      head: present.head,
    })
    for (let n = 0; n < 4; n++) {
      const [one = ''] = ids(present.state)
      const parted = yes(separateConversation(present.state, { contacts: [one], force: true }, here()))
      present = { ...present, head: present.head + parted.events.length }
      const back = yes(rejoinConversation(parted.state, parted.closedConversation, {}, here()))
      present = { ...present, state: back.state, head: present.head + back.events.length }
      expect(ids(back.state)).toEqual([one])
      expect(back.state).toMatchObject({ id: first.id, separatedInto: back.closedConversation.id })
    }
  })
})

/** Stories that end with an active conversation of which something is open or owed. */
const worlds = fc
  .tuple(operations, anyPolicy)
  .map(([story, given]) => runAll(story, given).world)
  .filter(
    ({ situation: { active } }) =>
      active !== null && active.contacts.length + active.pendingReplies.length > 0,
  )

const known = (c: Conversation): readonly string[] => [
  ...new Set([...ids(c), ...c.pendingReplies.map(({ contact }) => contact)]),
]

const inputFor = (c: Conversation): fc.Arbitrary<SeparateInput> =>
  fc.record({
    contacts: fc.subarray([...known(c)]),
    topics: fc.subarray([...c.topics, 'orders']),
    force: fc.boolean(),
  })

const cases = worlds.chain((world) => fc.tuple(fc.constant(world), inputFor(currentConversation(world))))

const sorted = (list: readonly unknown[]): readonly string[] => list.map((one) => JSON.stringify(one)).sort()

describe('laws', () => {
  it('W-10, O-1: whatever is separated, one stays active, and no contact, word or topic is lost or doubled', () => {
    fc.assert(
      fc.property(cases, ([world, input]) => {
        const parted = separate(world, input)
        if (!parted.ok) return
        const c = currentConversation(world)
        const { closedConversation, state, events } = parted
        expect([isActive(closedConversation), isActive(state)]).toEqual([false, true])
        const moved = new Set(input.contacts)
        expect(state.contacts).toEqual(c.contacts.filter(({ id }) => moved.has(id)))
        expect(state.pendingReplies).toEqual(c.pendingReplies.filter(({ contact }) => moved.has(contact)))
        const ended = events.filter(({ type }) => type === 'contact.ended').map(({ contact }) => contact)
        expect(sorted(ended)).toEqual(sorted(ids(c)))
        expect(new Set([...closedConversation.topics, ...state.topics])).toEqual(
          new Set([...c.topics, ...(input.topics ?? [])]),
        )
        const changes = events.filter(({ type }) => type === 'conversation.status_changed')
        expect(changes.map(({ conversation }) => conversation)).toEqual([closedConversation.id, state.id])
      }),
    )
  })

  it('W-10: taken back, contacts, owed words and topics are as they were', () => {
    fc.assert(
      fc.property(cases, ([world, input]) => {
        const c = currentConversation(world)
        const topics = (input.topics ?? []).filter((topic) => c.topics.includes(topic))
        const parted = separate(world, { ...input, contacts: known(c), topics })
        if (!parted.ok) return
        const back = yes(rejoinConversation(parted.state, parted.closedConversation, {}, next(world, parted)))
        expect(sorted(back.state.contacts)).toEqual(sorted(c.contacts))
        expect(sorted(back.state.pendingReplies)).toEqual(sorted(c.pendingReplies))
        expect(sorted(back.state.topics)).toEqual(sorted(c.topics))
        expect(back.state.lastCustomerMessageAt).toBe(c.lastCustomerMessageAt)
      }),
    )
  })

  it('E-1, W-10: both are the fold of their events, from plain JSON', () => {
    fc.assert(
      fc.property(cases, ([world, input]) => {
        const parted = separate(world, input)
        if (!parted.ok) return
        const back = yes(rejoinConversation(parted.state, parted.closedConversation, {}, next(world, parted)))
        const fold = (events: SeparationResult['events'], id: string): unknown => {
          const log = [...world.log, ...events].filter(({ conversation }) => conversation === id)
          return foldConversation(JSON.parse(JSON.stringify(log)))
        }
        for (const c of [parted.closedConversation, parted.state])
          expect(fold(parted.events, c.id)).toEqual(c)
        for (const c of [back.closedConversation, back.state])
          expect(fold([...parted.events, ...back.events], c.id)).toEqual(c)
      }),
    )
  })

  it('looks each contact up at once, however many are named (W-10)', () => {
    const world = performFromStart(busy)
    const [first, ...others] = currentConversation(world).contacts
    if (first === undefined) throw new Error('there is a contact')
    const made = Array.from({ length: 400 }, (_, n) => ({ ...first, id: `contact ${n}`, session: `${n}` }))
    const crowded = { ...currentConversation(world), contacts: [first, ...others, ...made] }
    const searching = vi.spyOn(Array.prototype, 'includes')
    try {
      const contacts = made.map(({ id }) => id)
      expect(separateConversation(crowded, { contacts, force: true }, contextFor(world)).ok).toBe(true)
      const searched = searching.mock.contexts.reduce((sum: number, list) => sum + (list as []).length, 0)
      expect(searched).toBeLessThan(400)
    } finally {
      searching.mockRestore()
    }
  })

  it('W-10: refused is only what a rule refuses', () => {
    fc.assert(
      fc.property(cases, ([world, input]) => {
        const parted = separate(world, input)
        if (parted.ok) return
        const c = currentConversation(world)
        const why = {
          'separate.no_contact': input.contacts.length === 0,
          'conversation.awaiting_reply':
            input.force !== true && c.pendingReplies.some(({ contact }) => !input.contacts.includes(contact)),
          'conversation.topic_required': world.policy.closingTopics.required,
        }
        expect(why).toMatchObject({ [parted.error.code]: true })
      }),
    )
  })
})
