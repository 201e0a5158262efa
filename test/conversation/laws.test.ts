import { isDeepStrictEqual } from 'node:util'
import { isMainThread } from 'node:worker_threads'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { blankConversation } from '../../src/conversation/conversation.ts'
import { conversationReducers } from '../../src/conversation/reducers.ts'
import { customerReducers } from '../../src/customer/reducers.ts'
import {
  type Conversation,
  commandIdOf,
  evolveConversation,
  evolveCustomer,
  foldConversation,
  foldCustomer,
  nextDeadline,
  type StoredEvent,
  status,
  timelineEntry,
} from '../../src/index.ts'
import { entityId } from '../../src/kernel/ids.ts'
import { anyPolicy, hostileOperations, operations } from '../support/operations.ts'
import { deepFreeze } from './deep-freeze.ts'
import {
  type AcceptedAnswer,
  type OperationRun,
  type OperationWorld,
  perform,
  runAll,
  startWorld,
} from './operation-world.ts'

/** Each event is frozen before its recipe sees it, so that a recipe that writes into one throws. */
const freezeEvents = (recipes: object): (() => void) => {
  const table = recipes as Record<string, (work: unknown, event: unknown) => void>
  const before = { ...table }
  for (const [type, recipe] of Object.entries(before))
    table[type] = (work, event) => recipe(work, deepFreeze(event))
  return () => Object.assign(table, before)
}
const thaw = [conversationReducers, customerReducers].map(freezeEvents)
afterAll(() => {
  for (const restore of thaw) restore()
})

/** Equality without the price of a good message, which is paid only when it fails. */
const same = (found: unknown, wanted: unknown): void => {
  if (!isDeepStrictEqual(found, wanted)) expect(found).toEqual(wanted)
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** Holds a law against each step of many stories. */
const always = (law: (ran: OperationRun) => void): void => {
  fc.assert(
    fc.property(operations, anyPolicy, (story, under) => {
      for (const ran of runAll(story, under).runs) law(ran)
    }),
  )
}

/** The same for steps that were not refused. */
const whenever = (law: (answer: AcceptedAnswer, ran: OperationRun) => void): void =>
  always((ran) => {
    if (ran.answer.ok) law(ran.answer, ran)
  })

/** Holds a law against the end of many stories. */
const inTheEnd = (law: (world: OperationWorld) => void): void => {
  fc.assert(fc.property(operations, anyPolicy, (story, under) => law(runAll(story, under).world)))
}

const conversations = ({ situation: { active, closed } }: OperationWorld): readonly Conversation[] =>
  active === null ? closed : [active, ...closed]

const of = (events: readonly StoredEvent[], id: string): readonly StoredEvent[] =>
  events.filter(({ conversation }) => conversation === id)

/** No operation here makes them; each has laws of its own. */
const untold = [
  'conversation.snoozed',
  'conversation.woken',
  'conversation.response_overdue',
  'conversation.separated',
  'conversation.merged',
  'conversation.joined',
  'conversation.adopted',
]

describe('the stories', () => {
  it('E-2: they reach every kind of event, and every refusal of a conversation', () => {
    const stories = fc.sample(fc.tuple(operations, anyPolicy), { seed: 1, numRuns: 600 })
    const answers = stories.flatMap(([story, given]) => runAll(story, given).runs.map(({ answer }) => answer))
    const codes = new Set(answers.map((answer) => (answer.ok ? null : answer.error.code)))
    const refusals = [
      'channel.unknown',
      'contact.ambiguous',
      'contact.none',
      'conversation.already_closed',
      'conversation.another_active',
      'conversation.assigned_elsewhere',
      'conversation.awaiting_reply',
      'conversation.closed',
      'conversation.customer_cannot_close',
      'conversation.not_closed',
      'conversation.topic_required',
      'conversation.unseen_message',
      'conversation.window_over',
      'message.reply_window_over',
      'outbound.conversation_active',
      'outbound.intent_required',
      'topic.disabled',
      'topic.unknown',
    ]
    expect([...codes]).toEqual(expect.arrayContaining(refusals))
    const types = new Set<string>(
      answers.flatMap((answer) => (answer.ok ? answer.events : [])).map(({ type }) => type),
    )
    const made = [
      ...Object.keys(conversationReducers).filter((type) => !untold.includes(type)),
      'customer.address_added',
      'customer.blocked',
      'note.added',
    ]
    expect([...types]).toEqual(expect.arrayContaining(made))
    expect(untold.filter((type) => types.has(type))).toEqual([])
  })
})

describe('the fold', () => {
  it('E-1: the events of a conversation add up to every state of it, in bulk and one by one', () => {
    fc.assert(
      fc.property(operations, anyPolicy, (story, under) => {
        const evolved = new Map<string, Conversation>()
        for (const { answer, after } of runAll(story, under).runs) {
          if (!answer.ok) continue
          for (const event of answer.events) {
            const { conversation } = event
            if (conversation !== null)
              evolved.set(conversation, evolveConversation(evolved.get(conversation) ?? null, event))
          }
          const id = answer.conversation?.id ?? ''
          if (answer.conversation !== null) same(foldConversation(of(after.log, id)), answer.conversation)
          for (const c of conversations(after)) same(evolved.get(c.id), c)
        }
      }),
    )
  })

  it('E-1: the events of a stream add up to the customer, in bulk and one by one', () => {
    inTheEnd((world) => {
      same(foldCustomer(world.log), world.situation.customer)
      same(
        world.log.reduce(evolveCustomer, startWorld(world.policy).situation.customer),
        world.situation.customer,
      )
    })
  })

  it('E-1: it goes on from any state', () => {
    whenever((answer, { target, operation }) => {
      if (answer.conversation === null || target?.id !== answer.conversation.id) return
      if (operation.do === 'settle' && answer.events.length === 0) return
      same(foldConversation(of(answer.events, target.id), target), answer.conversation)
    })
  })
})

describe('an answer', () => {
  it('B-2: a refusal says which rule, and what would be legal, and changes nothing', () => {
    always(({ answer, before, after }) => {
      if (answer.ok) return
      expect(Object.keys(answer)).toEqual(['ok', 'error'])
      expect(answer.error).toMatchObject({
        code: expect.stringMatching(/^[a-z]+\.[a-z_]+$/),
        rule: expect.stringMatching(/^[A-Z]+-\d+$/),
        message: expect.stringMatching(/\S/),
        remedy: expect.stringMatching(/\S/),
      })
      same(json(answer), answer)
      expect(after).toBe(before)
    })
  })

  it('S-2: without an event the state is the very same, and with one it is another', () => {
    whenever(({ events, conversation }, { target, operation }) => {
      if (conversation === null || conversation.id !== target?.id) return
      const wrote = events.some((event) => event.conversation === target.id)
      const isKept = operation.do === 'write' || operation.do === 'ring' || operation.do === 'bounce'
      if (!isKept) expect(conversation !== target).toBe(wrote)
      if (!wrote) expect(conversation).toBe(target)
    })
  })

  it('E-3: states and events survive JSON', () => {
    whenever(({ customer, conversation, events }) => {
      same(json([customer, conversation, events]), [customer, conversation, events])
    })
  })

  it('E-3: it is the same each time the same is asked', () => {
    fc.assert(
      fc.property(operations, anyPolicy, (story, under) => {
        let world = startWorld(under)
        for (const operation of story) {
          const once = perform(world, operation)
          same(perform(world, operation), once)
          world = once.world
        }
      }),
    )
  })
})

/** The status changes of each command or deadline. */
const changesOf = (events: readonly StoredEvent[]): readonly (readonly StoredEvent[])[] =>
  [...new Set(events.map(({ id }) => commandIdOf(id)))].map((command) =>
    events.filter(({ id, type }) => type === 'conversation.status_changed' && commandIdOf(id) === command),
  )

describe('status', () => {
  it('S-3: it changes at most once in a command or deadline, from what it was to what it is', () => {
    whenever(({ events, conversation }, { target }) => {
      if (conversation === null) return
      const isKnown = target?.id === conversation.id
      let last = isKnown ? status(target) : null
      const wasClosedBefore = !isKnown && events.every(({ type }) => type !== 'conversation.started')
      for (const changes of changesOf(events)) {
        expect(changes.length).toBeLessThanOrEqual(1)
        for (const { data, occurredAt } of changes) {
          const { from, to } = data as { from: string | null; to: string }
          expect(from).toBe(wasClosedBefore ? 'closed' : last)
          expect(to).not.toBe(from)
          expect(conversation.statusChangedAt).toBeGreaterThanOrEqual(occurredAt)
          last = to as never
        }
      }
      if (!wasClosedBefore) expect(status(conversation)).toBe(last)
    })
  })

  it('S-1: the last change of status told of is the status', () => {
    inTheEnd((world) => {
      for (const c of conversations(world)) {
        const changes = of(world.log, c.id).filter(({ type }) => type === 'conversation.status_changed')
        expect(changes.at(-1)?.data).toMatchObject({ to: status(c) })
      }
    })
  })

  it('S-2: it changes only with a contact, an agent, a close or a reopen', () => {
    const causes = /^(contact\.(started|ended)|conversation\.(started|assigned|closed|reopened))$/
    whenever(({ events }) => {
      for (const command of new Set(events.map(({ id }) => commandIdOf(id)))) {
        const types = events.filter(({ id }) => commandIdOf(id) === command).map(({ type }) => type)
        if (types.includes('conversation.status_changed'))
          expect(types.some((type) => causes.test(type))).toBe(true)
      }
    })
  })

  it('S-6: what customers write never makes a New one Open', () => {
    whenever(({ conversation }, { operation, target }) => {
      const isTheirs =
        operation.do === 'write' || (operation.do === 'ring' && operation.answeredBy === undefined)
      if (isTheirs && target?.id === conversation?.id && target !== null && status(target) === 'new')
        expect(status(conversation ?? target)).toBe('new')
    })
  })

  it('S-5, A-4: nobody gets or loses a conversation without an event that says why', () => {
    whenever(({ events, conversation }, { target }) => {
      if (conversation === null || conversation.id !== target?.id) return
      const told = events.some(({ type }) => type === 'conversation.assigned')
      const isMoved = conversation.agent !== target.agent || conversation.inbox !== target.inbox
      if (isMoved) expect(told).toBe(true)
    })
  })
})

describe('the stream', () => {
  it('O-7: places are taken without gaps, one after the other', () => {
    inTheEnd((world) => {
      expect(world.log.map(({ seq }) => seq)).toEqual(world.log.map((_, n) => n + 1))
      expect(world.situation.head).toBe(world.log.length)
    })
  })

  it('E-2: events are numbered within their command or deadline, and no id comes twice', () => {
    inTheEnd(({ log }) => {
      expect(new Set(log.map(({ id }) => id)).size).toBe(log.length)
      const made = new Map<string, number>()
      for (const { id } of log) {
        const command = commandIdOf(id)
        const n = made.get(command) ?? 0
        expect(id).toBe(`${command}.${n}`)
        made.set(command, n + 1)
      }
    })
  })

  it('E-2: what an event makes has an id of that event and of whose it is', () => {
    inTheEnd((world) => {
      const made = (type: string): readonly string[] =>
        world.log.filter((event) => event.type === type).map(({ id, customer }) => entityId(id, customer))
      for (const event of world.log) {
        const id = entityId(event.id, event.customer)
        if (event.type === 'conversation.started') expect(event.conversation).toBe(id)
        if (event.type === 'contact.started') expect(event.contact).toBe(id)
      }
      for (const c of conversations(world)) {
        expect(made('conversation.started')).toContain(c.id)
        for (const { id } of c.contacts) expect(made('contact.started')).toContain(id)
      }
    })
  })

  it('I-14, E-3: nothing happens after it was recorded, in the first version of its shape', () => {
    whenever(({ events }, { context }) => {
      for (const { v, occurredAt, recordedAt } of events) {
        expect([v, recordedAt]).toEqual([1, context.now])
        expect(occurredAt).toBeLessThanOrEqual(recordedAt)
      }
    })
  })

  it('A-2, E-2: each event carries the assignee just before it', () => {
    inTheEnd(({ log }) => {
      const states = new Map<string, Conversation>()
      for (const event of log) {
        const { conversation: id, assignee } = event
        const c = states.get(id ?? '')
        expect(assignee).toEqual(c === undefined ? null : { inbox: c.inbox, agent: c.agent })
        if (id !== null) states.set(id, evolveConversation(c ?? null, event))
      }
    })
  })
})

const shape = Object.keys(blankConversation('', ''))
const contactShape = [
  'id',
  'channel',
  'endpoint',
  'address',
  'session',
  'class',
  'direction',
  'thirdParty',
  'startedAt',
  'opensConversation',
  'fulfilled',
  'lastReplyAt',
  'repliedUntil',
]

/** What is pending, in the words of the rules: the times of each contact. */
const owedIn = (events: readonly StoredEvent[]): ReadonlyMap<string, readonly number[]> => {
  const owed = new Map<string, readonly number[]>()
  const open = new Set<string>()
  const reported = new Map<string, number>()
  for (const { type, contact, data, occurredAt, recordedAt } of events) {
    const { silent, direction, isReply, pendingAgain, contacts, echo } = data as Record<string, unknown>
    const id = contact ?? ''
    if (type === 'contact.started') open.add(id)
    if (type === 'contact.ended') {
      open.delete(id)
      reported.delete(id)
    }
    const isWord =
      (type === 'message.received' && silent === false) ||
      (type === 'call.started' && silent === false && direction === 'inbound') ||
      (type === 'delivery.failed' && pendingAgain === true)
    const isCovered = type !== 'delivery.failed' && occurredAt <= (reported.get(id) ?? -Infinity)
    if (isWord && !isCovered)
      owed.set(
        id,
        [...new Set([...(owed.get(id) ?? []), occurredAt])].sort((a, b) => a - b),
      )
    const isAnswer =
      (type === 'message.sent' && isReply === true) ||
      type === 'message.attributed' ||
      (type === 'call.answered' && silent === false)
    for (const [one, times] of owed) {
      if (!isAnswer || (one !== id && open.has(one))) continue
      const isTaken = type === 'call.answered' && one === id
      const left = times.filter((time, n) => time > occurredAt && !(isTaken && n === 0))
      if (left.length > 0) owed.set(one, left)
      else owed.delete(one)
    }
    if (
      type === 'message.sent' &&
      isReply === true &&
      open.has(id) &&
      (echo === true || occurredAt < recordedAt)
    )
      reported.set(id, Math.max(reported.get(id) ?? occurredAt, occurredAt))
    if (type === 'conversation.no_reply_needed') for (const one of contacts as string[]) owed.delete(one)
    if (type === 'conversation.closed') owed.clear()
  }
  return owed
}

const endReasons =
  /^(agent|customer|idle|no_reply_needed|abandoned|unanswered|lost|conversation_closed|merged|separated|superseded|customer_erased)$/
const assignReasons =
  /^(manual|routed|inbound|outbound|declined|missed|transferred|unassigned|merged|deactivated|moved|reopened|api)$/

describe('the reasons', () => {
  it('K-8, A-2: contacts end, and assignees change, for reasons of closed sets', () => {
    inTheEnd(({ log }) => {
      for (const { type, data } of log) {
        const { reason } = data as { reason: string }
        if (type === 'contact.ended') expect(reason).toMatch(endReasons)
        if (type === 'conversation.assigned') expect(reason).toMatch(assignReasons)
      }
    })
  })

  it('A-2: nothing is assigned to whom it belongs already', () => {
    inTheEnd(({ log }) => {
      for (const { type, data, assignee } of log)
        if (type === 'conversation.assigned') expect(data).not.toMatchObject({ ...assignee })
    })
  })
})

describe('the state', () => {
  it('E-3: all conversations and contacts have one shape, whatever happened', () => {
    whenever(({ conversation }) => {
      if (conversation === null) return
      same(Object.keys(conversation), shape)
      expect(conversation.schema).toBe(1)
      for (const contact of conversation.contacts) same(Object.keys(contact), contactShape)
      for (const owed of conversation.pendingReplies)
        same(Object.keys(owed), [
          'contact',
          'channel',
          'endpoint',
          'address',
          'session',
          'waitingSince',
          'laterTimes',
          'overdueAt',
        ])
      for (const closed of [conversation.closed, conversation.firstClosed])
        if (closed !== null) same(Object.keys(closed), ['at', 'by', 'cause'])
    })
  })

  it('K-1, T-1, K-11: one open contact of each key, each topic once, and nothing open once it is closed', () => {
    whenever(({ conversation }) => {
      if (conversation === null) return
      const { contacts, topics, pendingReplies, reopenedAt, closed } = conversation
      const keys = contacts.map(({ channel, endpoint, address, session }) =>
        JSON.stringify([channel, endpoint, address, session]),
      )
      for (const list of [keys, topics, pendingReplies.map(({ contact }) => contact)])
        expect(new Set(list).size).toBe(list.length)
      expect(reopenedAt.length).toBeLessThanOrEqual(16)
      if (closed !== null) expect([contacts.length, pendingReplies.length]).toEqual([0, 0])
    })
  })

  it('O-1: a customer has one active conversation at most', () => {
    inTheEnd(({ log }) => {
      const active = new Set<string | null>()
      for (const { type, conversation } of log) {
        if (type === 'conversation.started' || type === 'conversation.reopened') active.add(conversation)
        if (type === 'conversation.closed') active.delete(conversation)
        expect(active.size).toBeLessThanOrEqual(1)
      }
    })
  })

  it('C-1: what is pending is every message and call that no reply settled, as the timeline tells it', () => {
    inTheEnd((world) => {
      for (const c of conversations(world))
        expect(
          new Map(
            c.pendingReplies.map(({ contact, waitingSince, laterTimes }) => [
              contact,
              [waitingSince, ...laterTimes],
            ]),
          ),
        ).toEqual(owedIn(of(world.log, c.id)))
    })
  })

  it('I-14: last times are maxima and the place of the last word only grows', () => {
    whenever(({ conversation }, { target }) => {
      if (conversation === null || conversation.id !== target?.id) return
      expect(conversation.lastActivityAt).toBeGreaterThanOrEqual(target.lastActivityAt)
      expect(conversation.statusChangedAt).toBeGreaterThanOrEqual(target.statusChangedAt)
      expect(conversation.lastCustomerMessageSeq).toBeGreaterThanOrEqual(target.lastCustomerMessageSeq)
      expect(conversation.lastCustomerMessageAt ?? 0).toBeGreaterThanOrEqual(
        target.lastCustomerMessageAt ?? 0,
      )
    })
  })
})

describe('totality', () => {
  it('B-2, B-4: no text, no number and no clock makes an operation throw', () => {
    fc.assert(
      fc.property(hostileOperations, anyPolicy, (story, under) => {
        for (const { answer, after } of runAll(story, under).runs) {
          if (!answer.ok) {
            expect(answer.error.remedy).toMatch(/\S/)
            continue
          }
          for (const event of answer.events) expect(timelineEntry(event).phrase).toMatch(/\S/)
          for (const c of conversations(after)) nextDeadline(c, under)
        }
      }),
    )
  })

  // A thread cannot change the zone of its process.
  it.runIf(isMainThread)('W-5, D-1: nothing depends on the zone of the machine', () => {
    const stories = fc.sample(fc.tuple(operations, anyPolicy), { seed: 1, numRuns: 30 })
    const home = process.env.TZ
    const inZone = (zone: string): { readonly offset: number; readonly all: string } => {
      process.env.TZ = zone
      const worlds = stories.map(([story, under]) => runAll(story, under).world)
      return { offset: new Date(2026, 6, 1).getTimezoneOffset(), all: JSON.stringify(worlds) }
    }
    try {
      const zones = ['UTC', 'America/St_Johns', 'Pacific/Kiritimati'].map(inZone)
      expect(zones.map(({ offset }) => offset)).toEqual([0, 150, -840])
      expect(new Set(zones.map(({ all }) => all)).size).toBe(1)
    } finally {
      if (home === undefined) delete process.env.TZ
      else process.env.TZ = home
    }
  })
})
