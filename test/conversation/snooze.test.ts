import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Changed,
  foldConversation,
  noReplyNeeded,
  type Refusal,
  type Refused,
  type SnoozeInput,
  settle,
  snoozeConversation,
  status,
  wakeConversation,
} from '../../src/index.ts'
import {
  bot,
  days,
  hours,
  minutes,
  noon,
  type Operation,
  operations,
  policy,
  sam,
} from '../support/operations.ts'
import { deepFreeze } from './deep-freeze.ts'
import {
  closes,
  eventsOf,
  hangs,
  notes,
  rings,
  sends,
  solved,
  tags,
  takes,
  the,
  typesOf,
  waits,
  writes,
} from './scene.ts'
import { contextFor, goOn, perform, play, runAll, tell, type World } from './world.ts'

const answered = [writes(), sends(), writes('chat'), sends(sam, 'chat')]

const snooze = (world: World, input: SnoozeInput = {}) =>
  snoozeConversation(deepFreeze(the(world)), deepFreeze(input), deepFreeze(contextFor(world)))

const yes = (changed: Changed | Refused<Refusal>): Changed => {
  if (!changed.ok) throw new Error(changed.error.message)
  return deepFreeze(changed)
}

/** The world in which Sam has put the conversation aside. */
const asleep = (
  story: readonly Operation[] = answered,
  input: SnoozeInput = { until: noon + days(2) },
): World => {
  const world = play(story)
  const { state, events } = yes(snooze(world, input))
  const situation = { ...world.situation, active: state, head: world.situation.head + events.length }
  return deepFreeze({ ...world, situation, log: [...world.log, ...events], commands: world.commands + 1 })
}

const untilMonday: SnoozeInput = { until: noon + days(2) }
const anyWord: SnoozeInput = {}

describe('snoozing', () => {
  it('Z-1, K-8: ends the open contacts by the agent, so that the conversation is Waiting', () => {
    const world = play(answered)
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
    const of = (input: SnoozeInput) => yes(snooze(play(answered), input)).state.snooze
    expect(of({ until: noon + hours(1), onReply: 'keep' })).toEqual({
      until: noon + hours(1),
      onReply: 'keep',
    })
    expect(of({})).toEqual({ until: null, onReply: 'wake' })
    expect(of({ until: noon + hours(1) })).toEqual({ until: noon + hours(1), onReply: 'wake' })
  })

  it('Z-1, RC-9: is refused while anything is owed; the refusal names the contacts', () => {
    const world = play([...answered, writes('chat')])
    const owing = the(world).owed.map(({ contact }) => contact)
    expect(owing).toHaveLength(1)
    expect(snooze(world)).toMatchObject({
      ok: false,
      error: { code: 'conversation.awaiting_reply', rule: 'Z-1', contacts: owing },
    })
    const { state } = yes(snooze(world, { force: true }))
    expect(status(state)).toBe('waiting')
    expect(state.owed.map(({ contact }) => contact)).toEqual(owing)
  })

  it.each([
    ['that is past', noon - 1, 'snooze.until_past'],
    ['that is now', noon, 'snooze.until_past'],
    ['that is no number', Number.NaN, 'snooze.until_invalid'],
    ['that never comes', Number.POSITIVE_INFINITY, 'snooze.until_invalid'],
  ])('Z-1, B-4, LD-R6: a time %s is refused', (_, until, code) => {
    expect(snooze(play(answered), { until })).toMatchObject({ ok: false, error: { code } })
  })

  it('Z-1: one that nothing would wake is refused', () => {
    expect(snooze(play(answered), { onReply: 'keep' })).toMatchObject({
      ok: false,
      error: { code: 'snooze.never_wakes', rule: 'Z-1' },
    })
    const odd = snooze(play(answered), { onReply: 'maybe' as never })
    expect(yes(odd).state.snooze).toEqual({ until: null, onReply: 'wake' })
  })

  it('Z-1, C-6: a closed one is refused', () => {
    const world = play(solved)
    const closed = { ok: false, error: { code: 'conversation.closed', rule: 'C-6' } }
    expect(snooze(world)).toMatchObject(closed)
    expect(wakeConversation(the(world), contextFor(world))).toMatchObject(closed)
  })

  it('Z-1, LD-R6: again replaces; the same again is a no-op', () => {
    const world = asleep()
    const later = yes(snooze(world, { until: noon + days(3), onReply: 'keep' }))
    expect(later.events.map(({ type }) => type)).toEqual(['conversation.snoozed'])
    expect(later.state.snooze).toEqual({ until: noon + days(3), onReply: 'keep' })
    expect(yes(snooze(world, untilMonday))).toEqual({ ok: true, state: the(world), events: [] })
  })

  it('replaces a snooze that differs in what a reply does alone (Z-1)', () => {
    const again = yes(snooze(asleep(), { ...untilMonday, onReply: 'keep' }))
    expect(again.events.map(({ type }) => type)).toEqual(['conversation.snoozed'])
    expect(again.state.snooze?.onReply).toBe('keep')
  })

  it('Z-1: again, while a contact is open, ends that', () => {
    const world = goOn(asleep(), writes('chat'), sends(sam, 'chat'))
    expect(yes(snooze(world)).state).toMatchObject({ contacts: [], snooze: { until: null } })
    const still = goOn(asleep(), sends(sam, 'chat'))
    expect(yes(snooze(still, untilMonday)).events.map(({ type }) => type)).toEqual([
      'contact.ended',
      'conversation.status_changed',
    ])
  })
})

describe('waking', () => {
  it('Z-1, D-2, CW-S1, CW-S2, LD-R7: by its time, and it is an event of that time however late', () => {
    const world = asleep()
    expect(eventsOf(tell(goOn(world, waits(days(2) - 1)), { do: 'sweep' }).answer)).toEqual([])
    const late = tell(goOn(world, waits(days(6))), { do: 'sweep' })
    expect(eventsOf(late.answer)).toMatchObject([
      {
        type: 'conversation.woken',
        data: { by: 'time' },
        cause: 'wake',
        actor: { kind: 'system' },
        occurredAt: noon + days(2),
        recordedAt: noon + days(6),
      },
    ])
    expect(the(late.world)).toMatchObject({ snooze: null, activeAt: noon + days(2) })
    expect(status(the(late.world))).toBe('waiting')
  })

  it('Z-1, CW-S1: one without a time sleeps on', () => {
    const world = goOn(asleep(answered, anyWord), waits(days(400)))
    expect(eventsOf(tell(world, { do: 'sweep' }).answer)).toEqual([])
  })

  it('Z-1, RC-10: by a customer’s word, which starts a contact as ever', () => {
    for (const input of [anyWord, untilMonday]) {
      const { answer, world } = tell(goOn(asleep(answered, input), waits(hours(1))), writes())
      expect(typesOf(answer)).toEqual([
        'contact.started',
        'message.received',
        'conversation.woken',
        'conversation.status_changed',
      ])
      expect(eventsOf(answer)[2]).toMatchObject({ data: { by: 'reply' }, cause: 'receive' })
      expect(the(world).snooze).toBeNull()
      expect(status(the(world))).toBe('open')
    }
  })

  it('Z-1: by a call, taken or not', () => {
    expect(typesOf(tell(asleep(), rings()).answer)).toContain('conversation.woken')
    expect(the(goOn(asleep(), rings(), takes())).snooze).toBeNull()
  })

  it('Z-1, P 62: where the reply is to keep it, its time still rings', () => {
    const keep: SnoozeInput = { until: noon + days(2), onReply: 'keep' }
    const world = goOn(asleep(answered, keep), waits(hours(1)), writes())
    expect(the(world)).toMatchObject({ snooze: keep, contacts: [{}], owed: [{}] })
    const { answer } = tell(goOn(world, waits(days(5))), { do: 'sweep' })
    expect(typesOf(answer)).toEqual(['conversation.woken'])
  })

  it('Z-1: a word in a contact that we began meanwhile wakes it too: it is what the agent waits for', () => {
    const world = goOn(asleep(answered, anyWord), sends(sam, 'chat'))
    expect(the(world).snooze).toEqual({ until: null, onReply: 'wake' })
    const { answer } = tell(world, writes('chat'))
    expect(typesOf(answer)).toEqual(['message.received', 'conversation.woken'])
  })

  it('Z-1: by hand; what is awake stays so', () => {
    const world = asleep()
    const woken = yes(wakeConversation(the(world), contextFor(world)))
    expect(woken.events).toMatchObject([
      { type: 'conversation.woken', data: { by: 'hand' }, cause: 'wake', actor: sam },
    ])
    expect(woken.state.snooze).toBeNull()
    expect(wakeConversation(woken.state, contextFor(world))).toEqual({
      ok: true,
      state: woken.state,
      events: [],
    })
  })

  it('Z-1, C-4, P 62: a close cancels it: nothing rings afterwards', () => {
    const world = goOn(asleep(), closes())
    expect(the(world)).toMatchObject({ snooze: null, closed: { cause: 'close' } })
    const later = goOn(world, waits(days(5)))
    expect(tell(later, writes()).world.log.map(({ type }) => type)).not.toContain('conversation.woken')
  })

  it.each<[string, Operation]>([
    ['an auto-reply', writes('email', { automated: true })],
    ['a note', notes()],
    ['a topic', tags('vase')],
    ['a message of the agent', sends(sam, 'chat')],
    ['a message of a machine', sends(bot, 'chat')],
    ['an echo', { do: 'echo', channel: 'chat' }],
    ['a bounce', { do: 'bounce', back: 0 }],
  ])('S-5, P 63: %s changes no snooze', (_, operation) => {
    const world = asleep()
    expect(the(tell(world, operation).world).snooze).toEqual(the(world).snooze)
  })

  it('D-4: what is put aside does not close by itself, be it for ever', () => {
    for (const input of [anyWord, untilMonday]) {
      const world = asleep(answered, input)
      const shut = { ...world.policy, autoClose: hours(3) }
      const later = { ...contextFor(world), now: noon + days(2) - 1, policy: shut }
      expect(settle(the(world), later).events).toEqual([])
    }
  })

  it('D-4, P 56: the idle clock starts when it wakes', () => {
    const woken = tell(goOn(asleep(), waits(days(3))), { do: 'sweep' }).world
    const shut = { ...woken.policy, autoClose: hours(3) }
    const after = settle(the(woken), { ...contextFor(woken), now: noon + days(9), policy: shut })
    expect(after.state.closed).toMatchObject({ at: noon + days(2) + hours(3), cause: 'auto_close' })
  })
})

/** Stories that end with an active conversation. */
const worlds = fc
  .tuple(operations, policy)
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

const put = (world: World, given: Given) =>
  snooze(world, given.until === undefined ? given : { ...given, until: world.now + given.until })

describe('laws', () => {
  it('Z-1, E-1: it is Waiting with nothing else changed, by the events alone; or refused for a reason', () => {
    fc.assert(
      fc.property(worlds, input, (world, given) => {
        const before = the(world)
        const changed = put(world, given)
        if (!changed.ok) {
          const owes = before.owed.length > 0 && given.force !== true
          const never = given.until === undefined && given.onReply === 'keep'
          expect(owes || never || (given.until ?? 1) <= 0).toBe(true)
          return
        }
        const { state, events } = changed
        expect(status(state)).toBe('waiting')
        const { contacts: _, snooze: __, statusAt: ___, ...rest } = before
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
        let present: World = {
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
  const story = [writes('email'), writes('chat', { session: 's1' })]
  const forced = asleep(story, { until: noon + hours(1), force: true })
  const due = () => yes(settle(the(forced), { ...contextFor(forced), now: noon + hours(2) }))

  it('starts contacts for what is pending, so that lists show the conversation (Z-1)', () => {
    for (const { state, events } of [due(), yes(wakeConversation(the(forced), contextFor(forced)))]) {
      expect(status(state)).toBe('new')
      expect(events.map(({ type }) => type)).toEqual([
        'conversation.woken',
        'contact.started',
        'contact.started',
        'conversation.status_changed',
      ])
      expect(state.contacts).toMatchObject([
        { channel: 'email', session: null, opener: false, fulfilled: null },
        { channel: 'chat', session: 's1', opener: false, fulfilled: null },
      ])
      expect(state.owed.map(({ since }) => since)).toEqual([noon, noon])
    }
  })

  it.each([
    ['a mail', [writes('email')]],
    ['a chat', [writes('chat', { session: 's1' })]],
    ['a call', [writes(), sends(), rings(), hangs()]],
  ] as const)(
    'takes `noReplyNeeded` for %s that is pending, and ends what the wake began (Z-1, K-6)',
    (_, steps) => {
      const slept = asleep([...steps], { until: noon + hours(1), force: true })
      const { state } = yes(wakeConversation(the(slept), contextFor(slept)))
      expect([state.contacts.length, state.owed.length]).toEqual([1, 1])
      for (const contact of [undefined, state.owed[0]?.contact]) {
        const marked = yes(noReplyNeeded(state, { contact }, contextFor(slept)))
        expect(marked.state).toMatchObject({ contacts: [], owed: [] })
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
    const contact = state.owed[0]?.contact
    const marked = yes(noReplyNeeded(state, { contact }, contextFor(forced))).state
    expect(marked.contacts).toMatchObject([{ channel: 'chat' }])
    expect(marked.owed).toEqual(state.owed.slice(1))
  })

  it('keeps the contacts open until a reply, and lets them fall silent after it (Z-1, K-4)', () => {
    const { state } = due()
    const later = (c: typeof state, after: number) =>
      yes(settle(c, { ...contextFor(forced), now: noon + after })).state
    expect(later(state, days(9)).contacts).toHaveLength(2)
    const world = {
      ...forced,
      now: noon + hours(5),
      situation: { ...forced.situation, active: later(state, hours(5)) },
    }
    const replied = the(goOn(world, sends(sam, 'chat', { session: 's1' })))
    expect(replied.owed).toEqual([])
    expect(status(later(replied, hours(7)))).toBe('waiting')
  })

  it('waits for any reply to a call that was missed, which is not lost again (Z-1, K-3)', () => {
    const missed = asleep([rings()], { until: noon + hours(1), force: true })
    const { state } = yes(settle(the(missed), { ...contextFor(missed), now: noon + days(3) }))
    expect(state.contacts).toMatchObject([{ channel: 'voice', session: null }])
    expect(status(state)).toBe('new')
  })

  it('starts nothing where nothing is pending (Z-1)', () => {
    const quiet = asleep()
    const { state } = yes(settle(the(quiet), { ...contextFor(quiet), now: noon + days(3) }))
    expect(status(state)).toBe('waiting')
  })
})
