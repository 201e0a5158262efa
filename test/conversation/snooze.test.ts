import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  applyDueDeadlines,
  type ConversationChanged,
  foldConversation,
  noReplyNeeded,
  type Refusal,
  type Refused,
  type SnoozeInput,
  snoozeConversation,
  status,
  wakeConversation,
} from '../../src/index.ts'
import {
  anyPolicy,
  bot,
  days,
  hours,
  minutes,
  noon,
  type Operation,
  operations,
  sam,
} from '../support/operations.ts'
import { deepFreeze } from './deep-freeze.ts'
import {
  contextFor,
  type OperationWorld,
  perform,
  performAll,
  performFromStart,
  performOne,
  runAll,
} from './operation-world.ts'
import {
  advance,
  agentAddsNote,
  agentAddsTopic,
  agentAnswersCall,
  agentCloses,
  agentSends,
  answerEvents,
  answerEventTypes,
  answeredAndClosed,
  callEnds,
  currentConversation,
  customerCalls,
  customerWrites,
} from './operations.ts'

const answered = [customerWrites(), agentSends(), customerWrites('chat'), agentSends(sam, 'chat')]

const snooze = (world: OperationWorld, input: SnoozeInput = {}) =>
  snoozeConversation(deepFreeze(currentConversation(world)), deepFreeze(input), deepFreeze(contextFor(world)))

const yes = (changed: ConversationChanged | Refused<Refusal>): ConversationChanged => {
  if (!changed.ok) throw new Error(changed.error.message)
  return deepFreeze(changed)
}

/** The world in which Sam has put the conversation aside. */
const asleep = (
  story: readonly Operation[] = answered,
  input: SnoozeInput = { until: noon + days(2) },
): OperationWorld => {
  const world = performFromStart(story)
  const { state, events } = yes(snooze(world, input))
  const situation = { ...world.situation, active: state, head: world.situation.head + events.length }
  return deepFreeze({
    ...world,
    situation,
    log: [...world.log, ...events],
    commands: world.commands + 1,
  })
}

const untilMonday: SnoozeInput = { until: noon + days(2) }
const anyWord: SnoozeInput = {}

describe('snoozing', () => {
  it('Z-1, K-8: ends the open contacts by the agent, so that the conversation is Waiting', () => {
    const world = performFromStart(answered)
    const { state, events } = yes(snooze(world, untilMonday))
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      ['contact.ended', { reason: 'agent' }],
      ['contact.ended', { reason: 'agent' }],
      ['conversation.snoozed', { until: noon + days(2), onReply: 'wake' }],
      ['conversation.status_changed', { from: 'open', to: 'waiting' }],
    ])
    expect(events.map(({ cause, actor }) => [cause, actor])).toEqual(events.map(() => ['snooze', sam]))
    expect(state).toMatchObject({
      contacts: [],
      snooze: { until: noon + days(2), onReply: 'wake' },
      agent: 'sam',
    })
    expect(status(state)).toBe('waiting')
  })

  it('Z-1: until a time, until a word, or whichever comes first (P 61)', () => {
    const of = (input: SnoozeInput) => yes(snooze(performFromStart(answered), input)).state.snooze
    expect(of({ until: noon + hours(1), onReply: 'keep' })).toEqual({
      until: noon + hours(1),
      onReply: 'keep',
    })
    expect(of({})).toEqual({ until: null, onReply: 'wake' })
    expect(of({ until: noon + hours(1) })).toEqual({ until: noon + hours(1), onReply: 'wake' })
  })

  it('Z-1, RC-9: is refused while anything is owed; the refusal names the contacts', () => {
    const world = performFromStart([...answered, customerWrites('chat')])
    const owing = currentConversation(world).pendingReplies.map(({ contact }) => contact)
    expect(owing).toHaveLength(1)
    expect(snooze(world)).toMatchObject({
      ok: false,
      error: { code: 'conversation.awaiting_reply', rule: 'Z-1', contacts: owing },
    })
    const { state } = yes(snooze(world, { force: true }))
    expect(status(state)).toBe('waiting')
    expect(state.pendingReplies.map(({ contact }) => contact)).toEqual(owing)
  })

  it.each([
    ['that is past', noon - 1, 'snooze.until_past'],
    ['that is now', noon, 'snooze.until_past'],
    ['that is no number', Number.NaN, 'snooze.until_invalid'],
    ['that never comes', Number.POSITIVE_INFINITY, 'snooze.until_invalid'],
  ])('Z-1, B-4, LD-R6: a time %s is refused', (_, until, code) => {
    expect(snooze(performFromStart(answered), { until })).toMatchObject({ ok: false, error: { code } })
  })

  it('Z-1: one that nothing would wake is refused', () => {
    expect(snooze(performFromStart(answered), { onReply: 'keep' })).toMatchObject({
      ok: false,
      error: { code: 'snooze.never_wakes', rule: 'Z-1' },
    })
    const odd = snooze(performFromStart(answered), { onReply: 'maybe' as never })
    expect(yes(odd).state.snooze).toEqual({ until: null, onReply: 'wake' })
  })

  it('Z-1, C-6: a closed one is refused', () => {
    const world = performFromStart(answeredAndClosed)
    const closed = { ok: false, error: { code: 'conversation.closed', rule: 'C-6' } }
    expect(snooze(world)).toMatchObject(closed)
    expect(wakeConversation(currentConversation(world), contextFor(world))).toMatchObject(closed)
  })

  it('Z-1, LD-R6: again replaces; the same again is a no-op', () => {
    const world = asleep()
    const later = yes(snooze(world, { until: noon + days(3), onReply: 'keep' }))
    expect(later.events.map(({ type }) => type)).toEqual(['conversation.snoozed'])
    expect(later.state.snooze).toEqual({ until: noon + days(3), onReply: 'keep' })
    expect(yes(snooze(world, untilMonday))).toEqual({
      ok: true,
      state: currentConversation(world),
      events: [],
    })
  })

  it('replaces a snooze that differs in what a reply does alone (Z-1)', () => {
    const again = yes(snooze(asleep(), { ...untilMonday, onReply: 'keep' }))
    expect(again.events.map(({ type }) => type)).toEqual(['conversation.snoozed'])
    expect(again.state.snooze?.onReply).toBe('keep')
  })

  it('Z-1: again, while a contact is open, ends that', () => {
    const world = performAll(asleep(), customerWrites('chat'), agentSends(sam, 'chat'))
    expect(yes(snooze(world)).state).toMatchObject({ contacts: [], snooze: { until: null } })
    const still = performAll(asleep(), agentSends(sam, 'chat'))
    expect(yes(snooze(still, untilMonday)).events.map(({ type }) => type)).toEqual([
      'contact.ended',
      'conversation.status_changed',
    ])
  })
})

describe('waking', () => {
  it('Z-1, D-2, CW-S1, CW-S2, LD-R7: by its time, and it is an event of that time however late', () => {
    const world = asleep()
    expect(answerEvents(performOne(performAll(world, advance(days(2) - 1)), { do: 'sweep' }).answer)).toEqual(
      [],
    )
    const late = performOne(performAll(world, advance(days(6))), { do: 'sweep' })
    expect(answerEvents(late.answer)).toMatchObject([
      {
        type: 'conversation.woken',
        data: { by: 'time' },
        cause: 'wake',
        actor: { kind: 'system' },
        occurredAt: noon + days(2),
        recordedAt: noon + days(6),
      },
    ])
    expect(currentConversation(late.world)).toMatchObject({ snooze: null, lastActivityAt: noon + days(2) })
    expect(status(currentConversation(late.world))).toBe('waiting')
  })

  it('Z-1, CW-S1: one without a time sleeps on', () => {
    const world = performAll(asleep(answered, anyWord), advance(days(400)))
    expect(answerEvents(performOne(world, { do: 'sweep' }).answer)).toEqual([])
  })

  it('Z-1, RC-10: by a customer’s word, which starts a contact as ever', () => {
    for (const input of [anyWord, untilMonday]) {
      const { answer, world } = performOne(
        performAll(asleep(answered, input), advance(hours(1))),
        customerWrites(),
      )
      expect(answerEventTypes(answer)).toEqual([
        'contact.started',
        'message.received',
        'conversation.woken',
        'conversation.status_changed',
      ])
      expect(answerEvents(answer)[2]).toMatchObject({ data: { by: 'reply' }, cause: 'receive' })
      expect(currentConversation(world).snooze).toBeNull()
      expect(status(currentConversation(world))).toBe('open')
    }
  })

  it('Z-1: by a call, taken or not', () => {
    expect(answerEventTypes(performOne(asleep(), customerCalls()).answer)).toContain('conversation.woken')
    expect(currentConversation(performAll(asleep(), customerCalls(), agentAnswersCall())).snooze).toBeNull()
  })

  it('Z-1, P 62: where the reply is to keep it, its time still rings', () => {
    const keep: SnoozeInput = { until: noon + days(2), onReply: 'keep' }
    const world = performAll(asleep(answered, keep), advance(hours(1)), customerWrites())
    expect(currentConversation(world)).toMatchObject({ snooze: keep, contacts: [{}], pendingReplies: [{}] })
    const { answer } = performOne(performAll(world, advance(days(5))), { do: 'sweep' })
    expect(answerEventTypes(answer)).toEqual(['conversation.woken'])
  })

  it('Z-1: a word in a contact that we began meanwhile wakes it too: it is what the agent waits for', () => {
    const world = performAll(asleep(answered, anyWord), agentSends(sam, 'chat'))
    expect(currentConversation(world).snooze).toEqual({ until: null, onReply: 'wake' })
    const { answer } = performOne(world, customerWrites('chat'))
    expect(answerEventTypes(answer)).toEqual(['message.received', 'conversation.woken'])
  })

  it('Z-1: by hand; what is awake stays so', () => {
    const world = asleep()
    const woken = yes(wakeConversation(currentConversation(world), contextFor(world)))
    expect(woken.events).toMatchObject([
      { type: 'conversation.woken', data: { by: 'unsnooze' }, cause: 'wake', actor: sam },
    ])
    expect(woken.state.snooze).toBeNull()
    expect(wakeConversation(woken.state, contextFor(world))).toEqual({
      ok: true,
      state: woken.state,
      events: [],
    })
  })

  it('Z-1, C-4, P 62: a close cancels it: nothing rings afterwards', () => {
    const world = performAll(asleep(), agentCloses())
    expect(currentConversation(world)).toMatchObject({ snooze: null, closed: { cause: 'close' } })
    const later = performAll(world, advance(days(5)))
    expect(performOne(later, customerWrites()).world.log.map(({ type }) => type)).not.toContain(
      'conversation.woken',
    )
  })

  it.each<[string, Operation]>([
    ['an auto-reply', customerWrites('email', { automated: true })],
    ['a note', agentAddsNote()],
    ['a topic', agentAddsTopic('vase')],
    ['a message of the agent', agentSends(sam, 'chat')],
    ['a message of a machine', agentSends(bot, 'chat')],
    ['an echo', { do: 'echo', channel: 'chat' }],
    ['a bounce', { do: 'bounce', back: 0 }],
  ])('S-5, P 63: %s changes no snooze', (_, operation) => {
    const world = asleep()
    expect(currentConversation(performOne(world, operation).world).snooze).toEqual(
      currentConversation(world).snooze,
    )
  })

  it('D-4: what is put aside does not close by itself, be it for ever', () => {
    for (const input of [anyWord, untilMonday]) {
      const world = asleep(answered, input)
      const shut = { ...world.policy, autoClose: hours(3) }
      const later = { ...contextFor(world), now: noon + days(2) - 1, policy: shut }
      expect(applyDueDeadlines(currentConversation(world), later).events).toEqual([])
    }
  })

  it('D-4, P 56: the idle clock starts when it wakes', () => {
    const woken = performOne(performAll(asleep(), advance(days(3))), { do: 'sweep' }).world
    const shut = { ...woken.policy, autoClose: hours(3) }
    const after = applyDueDeadlines(currentConversation(woken), {
      ...contextFor(woken),
      now: noon + days(9),
      policy: shut,
    })
    expect(after.state.closed).toMatchObject({ at: noon + days(2) + hours(3), cause: 'auto_close' })
  })
})

/** Stories that end with an active conversation. */
const worlds = fc
  .tuple(operations, anyPolicy)
  .map(([story, given]) => runAll(story, given).world)
  .filter(({ situation }) => situation.active !== null)

/** `until` is counted from now. */
type Given = SnoozeInput & { readonly until?: number }
const input: fc.Arbitrary<Given> = fc.record(
  {
    until: fc.integer({ min: -minutes(5), max: days(3) }),
    onReply: fc.constantFrom('wake' as const, 'keep' as const),
    force: fc.boolean(),
  },
  { requiredKeys: [] },
)

const put = (world: OperationWorld, given: Given) =>
  snooze(world, given.until === undefined ? given : { ...given, until: world.now + given.until })

describe('laws', () => {
  it('Z-1, E-1: it is Waiting with nothing else changed, by the events alone; or refused for a reason', () => {
    fc.assert(
      fc.property(worlds, input, (world, given) => {
        const before = currentConversation(world)
        const changed = put(world, given)
        if (!changed.ok) {
          const owes = before.pendingReplies.length > 0 && given.force !== true
          const never = given.until === undefined && given.onReply === 'keep'
          expect(owes || never || (given.until ?? 1) <= 0).toBe(true)
          return
        }
        const { state, events } = changed
        expect(status(state)).toBe('waiting')
        const { contacts: _, snooze: __, statusChangedAt: ___, ...rest } = before
        expect(state).toMatchObject(rest)
        const log = [...world.log, ...events].filter(({ conversation }) => conversation === state.id)
        expect(foldConversation(log)).toEqual(state)
      }),
    )
  })

  it('Z-1, C-4: no snooze survives a close, and none rings on a closed conversation', () => {
    fc.assert(
      fc.property(worlds, input, operations, (world, given, story) => {
        const changed = put(world, given)
        if (!changed.ok) return
        let present: OperationWorld = {
          ...world,
          situation: {
            ...world.situation,
            active: changed.state,
            head: world.situation.head + changed.events.length,
          },
          commands: world.commands + 1,
        }
        for (const operation of story) {
          present = perform(present, operation).world
          for (const c of present.situation.closed) expect(c.snooze).toBeNull()
        }
        const closed = new Set<string | null>()
        for (const { type, conversation } of present.log.slice(world.log.length)) {
          if (type === 'conversation.closed') closed.add(conversation)
          if (type === 'conversation.reopened') closed.delete(conversation)
          if (type === 'conversation.woken') expect(closed.has(conversation)).toBe(false)
        }
      }),
    )
  })
})

describe('waking while a reply is pending', () => {
  const story = [customerWrites('email'), customerWrites('chat', { session: 's1' })]
  const forced = asleep(story, { until: noon + hours(1), force: true })
  const due = () =>
    yes(applyDueDeadlines(currentConversation(forced), { ...contextFor(forced), now: noon + hours(2) }))

  it('starts contacts for what is pending, so that lists show the conversation (Z-1)', () => {
    for (const { state, events } of [
      due(),
      yes(wakeConversation(currentConversation(forced), contextFor(forced))),
    ]) {
      expect(status(state)).toBe('new')
      expect(events.map(({ type }) => type)).toEqual([
        'conversation.woken',
        'contact.started',
        'contact.started',
        'conversation.status_changed',
      ])
      expect(state.contacts).toMatchObject([
        { channel: 'email', session: null, opensConversation: false, fulfilled: null },
        { channel: 'chat', session: 's1', opensConversation: false, fulfilled: null },
      ])
      expect(state.pendingReplies.map(({ waitingSince }) => waitingSince)).toEqual([noon, noon])
    }
  })

  it.each([
    ['a mail', [customerWrites('email')]],
    ['a chat', [customerWrites('chat', { session: 's1' })]],
    ['a call', [customerWrites(), agentSends(), customerCalls(), callEnds()]],
  ] as const)(
    'takes `noReplyNeeded` for %s that is pending, and ends what the wake began (Z-1, K-6)',
    (_, steps) => {
      const slept = asleep([...steps], { until: noon + hours(1), force: true })
      const { state } = yes(wakeConversation(currentConversation(slept), contextFor(slept)))
      expect([state.contacts.length, state.pendingReplies.length]).toEqual([1, 1])
      for (const contact of [undefined, state.pendingReplies[0]?.contact]) {
        const marked = yes(noReplyNeeded(state, { contact }, contextFor(slept)))
        expect(marked.state).toMatchObject({ contacts: [], pendingReplies: [] })
        expect(status(marked.state)).toBe('waiting')
      }
    },
  )

  it('refuses `noReplyNeeded` where two are pending, and says what to pass (Z-1, K-6)', () => {
    const { state } = due()
    const answer = noReplyNeeded(state, {}, contextFor(forced))
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'contact.ambiguous', remedy: expect.stringContaining('`contact`') },
    })
    const contact = state.pendingReplies[0]?.contact
    const marked = yes(noReplyNeeded(state, { contact }, contextFor(forced))).state
    expect(marked.contacts).toMatchObject([{ channel: 'chat' }])
    expect(marked.pendingReplies).toEqual(state.pendingReplies.slice(1))
  })

  it('keeps the contacts open until a reply, and lets them fall silent after it (Z-1, K-4)', () => {
    const { state } = due()
    const later = (c: typeof state, after: number) =>
      yes(applyDueDeadlines(c, { ...contextFor(forced), now: noon + after })).state
    expect(later(state, days(9)).contacts).toHaveLength(2)
    const world = {
      ...forced,
      now: noon + hours(5),
      situation: { ...forced.situation, active: later(state, hours(5)) },
    }
    const replied = currentConversation(performAll(world, agentSends(sam, 'chat', { session: 's1' })))
    expect(replied.pendingReplies).toEqual([])
    expect(status(later(replied, hours(7)))).toBe('waiting')
  })

  it('waits for any reply to a call that was missed, which is not lost again (Z-1, K-3)', () => {
    const missed = asleep([customerCalls()], { until: noon + hours(1), force: true })
    const { state } = yes(
      applyDueDeadlines(currentConversation(missed), { ...contextFor(missed), now: noon + days(3) }),
    )
    expect(state.contacts).toMatchObject([{ channel: 'voice', session: null }])
    expect(status(state)).toBe('new')
  })

  it('starts nothing where nothing is pending (Z-1)', () => {
    const quiet = asleep()
    const { state } = yes(
      applyDueDeadlines(currentConversation(quiet), { ...contextFor(quiet), now: noon + days(3) }),
    )
    expect(status(state)).toBe('waiting')
  })
})
