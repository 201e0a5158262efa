import { describe, expect, it } from 'vitest'
import { foldConversation, type Recorded } from '../../src/index.ts'
import {
  dataOf,
  ends,
  hangs,
  marks,
  rings,
  sends,
  takes,
  the,
  thing,
  typesOf,
  waits,
  writes,
} from '../conversation/scene.ts'
import { goOn, play, tell } from '../conversation/world.ts'
import { bot, host, kim, minutes, noon, type Operation, sam } from '../support/operations.ts'

const asked = play([writes()])
const fulfilment = (operation: Operation, world = asked) =>
  dataOf(tell(world, operation).answer, 'contact.fulfilled')

describe('fulfilled', () => {
  it('K-2: by the first answer, of an agent, a program or a bot that says it answers', () => {
    for (const operation of [sends(), sends(host), sends(bot, 'email', { answers: true })])
      expect(fulfilment(operation)).toEqual({ as: 'responded' })
  })

  it('K-2: by taking the call', () => {
    const { answer, world } = tell(play([rings()]), takes())
    expect(typesOf(answer)).toEqual([
      'call.answered',
      'contact.fulfilled',
      'conversation.assigned',
      'conversation.status_changed',
    ])
    expect(the(world).contacts).toMatchObject([{ fulfilled: 'responded', answeredAt: noon }])
  })

  it('K-3, A-4: a call of whose start nobody told is taken and started in one', () => {
    const { answer, world } = tell(play([]), rings('s1', { takenBy: 'kim' }))
    expect(typesOf(answer)).toEqual([
      'conversation.started',
      'contact.started',
      'call.started',
      'call.answered',
      'contact.fulfilled',
      'conversation.assigned',
      'conversation.status_changed',
    ])
    expect(the(world)).toMatchObject({ agent: 'kim', owed: [] })
    expect(dataOf(answer, 'conversation.assigned')).toMatchObject({ reason: 'inbound' })
  })

  it('K-2: not by a notice or an auto-reply', () => {
    expect(fulfilment(sends(bot))).toBeUndefined()
  })

  it('K-2: once only', () => {
    const answered = goOn(asked, sends())
    expect(fulfilment(sends(kim), answered)).toBeUndefined()
    expect(fulfilment(sends(kim), goOn(answered, writes()))).toBeUndefined()
  })

  it('K-2: not by our own first word, but by the answer to what the customer says then', () => {
    const { answer, world } = tell(play([]), sends())
    expect(typesOf(answer)).not.toContain('contact.fulfilled')
    expect(the(world).contacts).toMatchObject([{ fulfilled: null, answeredAt: noon }])
    expect(fulfilment(sends(), goOn(world, writes()))).toEqual({ as: 'responded' })
  })

  it('K-2: fulfilled is not ended', () => {
    expect(the(goOn(asked, sends())).contacts).toMatchObject([{ fulfilled: 'responded' }])
  })

  it('K-2: no reply needed cancels', () => {
    expect(fulfilment(marks())).toEqual({ as: 'cancelled' })
  })
})

describe('owed', () => {
  const owedSince = (since: number, ...more: readonly number[]) => ({
    contact: thing('c1.1'),
    channel: 'email',
    endpoint: null,
    address: null,
    session: null,
    since,
    more,
    overdueAt: null,
  })

  it('C-1: from the first word, however many follow', () => {
    const world = play([writes(), waits(minutes(1)), writes(), waits(minutes(1)), writes()])
    expect(the(world).owed).toEqual([owedSince(noon, noon + minutes(1), noon + minutes(2))])
  })

  it('I-14: from the earliest word, also when it comes later', () => {
    const world = goOn(asked, writes('email', { late: minutes(7) }))
    expect(the(world).owed).toEqual([owedSince(noon - minutes(7), noon)])
    const several = goOn(asked, writes('chat', { late: minutes(1) }), writes('email', { late: minutes(9) }))
    expect(the(several).owed.map(({ since }) => noon - since)).toEqual([minutes(9), minutes(1)])
  })

  it('D-6: it remembers where the word came to, also when an earlier one comes later', () => {
    const world = goOn(asked, writes('email', { endpoint: 'shop' }), writes('chat', { endpoint: 'web' }))
    const endpoints = (at: typeof world) => the(at).owed.map(({ endpoint }) => endpoint)
    expect(endpoints(world)).toEqual([null, 'shop', 'web'])
    const earlier = goOn(world, writes('email', { endpoint: 'shop', late: minutes(9) }))
    expect(endpoints(earlier)).toEqual([null, 'shop', 'web'])
    expect(the(earlier).owed[1]).toMatchObject({ since: noon - minutes(9), overdueAt: null })
  })

  it('C-1: until an answer on that contact; an open one beside it stays owed', () => {
    const both = goOn(asked, writes('chat'))
    expect(the(goOn(both, sends(sam, 'chat'))).owed).toEqual([owedSince(noon)])
  })

  it('C-1: once the contact has ended, any answer will do', () => {
    const both = goOn(asked, ends('agent'), writes('chat'))
    expect(the(both).owed).toHaveLength(2)
    expect(the(goOn(both, sends(sam, 'sms'))).owed.map(({ contact }) => contact)).toEqual([thing('c3.0')])
    expect(the(goOn(both, sends(sam, 'chat'))).owed).toEqual([])
  })

  it('I-14: an answer whose news are late answers no word that came after it', () => {
    const echo = { do: 'echo', channel: 'email', late: minutes(5) } as const
    const later = goOn(play([]), waits(minutes(10)), writes())
    expect(the(goOn(later, waits(minutes(4)), echo)).owed).toHaveLength(1)
    expect(the(goOn(later, waits(minutes(5)), echo)).owed).toEqual([])
    const left = goOn(later, ends('agent'), writes('chat'), waits(minutes(4)), echo)
    expect(the(left).owed).toHaveLength(2)
  })

  it('K-3: a call that is taken is answered, whatever the clocks say', () => {
    const world = play([rings('s1', { late: -minutes(1) }), waits(minutes(5)), takes()])
    const call = world.log.find(({ type }) => type === 'call.answered')
    const started = foldConversation(world.log.filter(({ type }) => /started$/.test(type)))
    expect(started?.owed).toHaveLength(1)
    const taken = { ...call, occurredAt: noon - minutes(1) } as Recorded
    expect(foldConversation([taken], started)?.owed).toEqual([])
  })

  it('C-1: what is quiet is owed to nobody', () => {
    const { answer, world } = tell(goOn(asked, sends()), writes('email', { automated: true }))
    expect(dataOf(answer, 'message.received')).toMatchObject({ quiet: true })
    expect(the(world).owed).toEqual([])
  })

  it('I-19: again, once the answer comes back', () => {
    const { answer, world } = tell(goOn(asked, sends(), waits(minutes(2))), { do: 'bounce', back: 0 })
    expect(dataOf(answer, 'delivery.failed')).toMatchObject({ owed: true })
    expect(the(world).owed).toEqual([owedSince(noon + minutes(2))])
  })

  it('keeps of ended contacts the oldest and the newest sixteen that are pending (O-7, C-1)', () => {
    const calls = Array.from({ length: 40 }, (_, n) => [rings(`s${n}`), hangs('agent', `s${n}`)])
    const { owed, contacts } = the(play(calls.flat().slice(0, -1)))
    expect(contacts).toHaveLength(1)
    expect(owed).toHaveLength(17)
    expect(owed[0]?.contact).toBe(thing('c1.1'))
    expect(owed.at(-1)?.contact).toBe(contacts[0]?.id)
  })

  it('O-7: but what is owed by an open contact is never forgotten', () => {
    const chats = Array.from({ length: 20 }, (_, n) => writes('chat', { session: `s${n}` }))
    expect(the(play(chats)).owed).toHaveLength(20)
  })
})

describe('answered', () => {
  it('K-4: silence is counted from the last answer, not from what the customer says', () => {
    const world = goOn(asked, waits(minutes(1)), sends(), waits(minutes(1)), writes(), waits(minutes(1)))
    expect(the(world).contacts).toMatchObject([{ answeredAt: noon + minutes(1) }])
    expect(the(goOn(world, sends())).contacts).toMatchObject([{ answeredAt: noon + minutes(3) }])
  })

  it('I-14: a later answer whose news come late does not turn the clock back', () => {
    const echo = { do: 'echo', channel: 'email', late: minutes(5) } as const
    const world = goOn(asked, sends(), waits(minutes(1)), echo)
    expect(the(world).contacts).toMatchObject([{ answeredAt: noon }])
  })

  it('tells replies of automations from all others, an echo included (I-10)', () => {
    expect(the(goOn(asked, sends(bot, 'email', { answers: true }))).answeredAt).toBeNull()
    const echo: Operation = { do: 'echo', channel: 'email' }
    for (const reply of [sends(), sends(host), echo]) expect(the(goOn(asked, reply)).answeredAt).toBe(noon)
  })
})
