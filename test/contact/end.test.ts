import { describe, expect, it } from 'vitest'
import { status, system } from '../../src/index.ts'
import {
  assigns,
  closes,
  dataOf,
  dials,
  ends,
  eventsOf,
  hangs,
  refused,
  rings,
  sends,
  solved,
  takes,
  the,
  thing,
  typesOf,
  under,
  waits,
  writes,
} from '../conversation/scene.ts'
import { goOn, play, tell } from '../conversation/world.ts'
import { ada, days, hours, minutes, noon, type Operation, sam } from '../support/operations.ts'

const chat = play([writes('chat')])
const reasonOf = (operation: Operation, world = chat) =>
  dataOf(tell(world, operation).answer, 'contact.ended')

describe('a call', () => {
  it('K-3: it ends when either side hangs up', () => {
    for (const by of ['agent', 'customer'] as const) {
      const { answer, world } = tell(play([rings(), takes()]), hangs(by))
      expect(typesOf(answer)).toEqual(['call.ended', 'contact.ended', 'conversation.status_changed'])
      expect(dataOf(answer, 'contact.ended')).toEqual({ reason: by })
      expect(status(the(world))).toBe('waiting')
    }
  })

  it('is superseded when a later call of its number is answered or ends, and no sooner (K-3)', () => {
    const number = { from: '+4930123456' }
    const both = play([rings('s1', number), rings('s2', number)])
    expect(the(both).contacts).toMatchObject([{ session: 's1' }, { session: 's2' }])
    for (const operation of [takes('sam', 's2'), hangs('agent', 's2')]) {
      const { answer, world } = tell(both, operation)
      expect(eventsOf(answer)[0]).toMatchObject({ contact: thing('c1.2'), data: { reason: 'superseded' } })
      expect(the(world).contacts).not.toMatchObject([{ session: 's1' }])
    }
  })

  it('is not superseded once it was answered (K-3)', () => {
    const number = { from: '+4930123456' }
    const world = play([rings('s1', number), takes(), rings('s2', number), takes('sam', 's2')])
    expect(the(world).contacts).toMatchObject([{ session: 's1' }, { session: 's2' }])
  })

  it('is not superseded by a call of another number, nor by a chat, nor by a hidden number (K-3)', () => {
    const number = { from: '+4930123456' }
    const first = play([rings('s1', number), writes('sms', number), rings('s2'), rings('s3')])
    const other = play([rings('s1', number), rings('s2', { from: '+4930999999' })])
    for (const world of [first, other])
      for (const operation of [takes('sam', 's2'), takes('sam', 's3')])
        expect(typesOf(tell(world, operation).answer)).not.toContain('contact.ended')
  })

  it('K-3: news of the same call supersede nothing', () => {
    const number = { from: '+4930123456' }
    expect(typesOf(tell(play([rings('s1', number)]), rings('s1', number)).answer)).toEqual(['call.started'])
  })
})

describe('abandoned', () => {
  it('K-7: what the customer leaves unanswered before anybody has it closes with it, by the system', () => {
    for (const world of [play([rings()]), chat]) {
      const { answer, world: after } = tell(world, ends('customer'))
      expect(dataOf(answer, 'contact.ended')).toEqual({ reason: 'abandoned' })
      expect(the(after).closed).toEqual({ at: noon, by: system, cause: 'abandoned' })
      expect(eventsOf(answer).find(({ type }) => type === 'contact.ended')?.actor).toEqual(ada)
    }
    expect(the(tell(play([rings()]), hangs()).world).closed).toMatchObject({ cause: 'abandoned' })
  })

  it('K-7, C-3: it closes though the customer is owed an answer and a topic is required', () => {
    const world = play([writes('chat')], under({ closingTopics: 'any' }))
    const { answer } = tell(world, ends('customer'))
    expect(dataOf(answer, 'conversation.closed')).toEqual({ forced: false })
  })

  it('leaves the conversation to what is pending on another contact, also if that has ended (K-7)', () => {
    const chat = play([writes('chat'), writes('email'), ends('agent', { channel: 'email' })])
    const { answer, world } = tell(chat, ends('customer', { channel: 'chat' }))
    expect(dataOf(answer, 'contact.ended')).toEqual({ reason: 'abandoned' })
    expect(status(the(world))).toBe('waiting')
    expect(the(world).owed.map(({ channel }) => channel)).toEqual(['chat', 'email'])
  })

  it('K-7: so does one that reopened the conversation', () => {
    const reopened = play([...solved, writes('chat')], under({ keepAgent: 'never' }))
    expect(the(tell(reopened, ends('customer')).world).closed).toMatchObject({ cause: 'abandoned' })
  })

  it('K-7: not where an agent has it', () => {
    const { world } = tell(goOn(chat, assigns('sam')), ends('customer'))
    expect(status(the(world))).toBe('waiting')
  })

  it('K-7: not while another contact is open', () => {
    const { answer, world } = tell(goOn(chat, writes()), ends('customer', { channel: 'chat' }))
    expect(dataOf(answer, 'contact.ended')).toEqual({ reason: 'abandoned' })
    expect(status(the(world))).toBe('new')
  })

  it('K-7: not where it only joined the conversation', () => {
    const joined = play([writes(), ends('agent'), writes('chat')])
    expect(status(the(tell(joined, ends('customer')).world))).toBe('waiting')
  })

  it('K-7: not where policy lets it wait', () => {
    const { world } = tell(play([writes('chat')], under({ abandoned: 'wait' })), ends('customer'))
    expect(status(the(world))).toBe('waiting')
    expect(the(world).owed).toHaveLength(1)
  })

  it('K-7: one that had been answered ends as the customer’s, also if he has asked again', () => {
    expect(reasonOf(ends('customer'), goOn(chat, sends(sam, 'chat')))).toEqual({ reason: 'customer' })
    expect(reasonOf(ends('customer'), goOn(chat, sends(sam, 'chat'), writes('chat')))).toEqual({
      reason: 'customer',
    })
  })

  it('K-7: only what can be abandoned is', () => {
    expect(reasonOf(ends('customer'), play([writes()]))).toEqual({ reason: 'customer' })
    const changed = under({ channels: { chat: { abandonable: false }, sms: { abandonable: true } } })
    expect(reasonOf(ends('customer'), play([writes('chat')], changed))).toEqual({ reason: 'customer' })
    expect(reasonOf(ends('customer'), play([writes('sms')], changed))).toEqual({ reason: 'abandoned' })
  })

  it('K-7: a channel that the policy has forgotten is judged by its class', () => {
    const fax = under({ channels: { fax: { class: 'voice' }, line: {} } })
    for (const [channel, reason] of [
      ['fax', 'abandoned'],
      ['line', 'customer'],
    ] as const) {
      const world = { ...play([writes(channel)], fax), policy: under({}) }
      expect(reasonOf(ends('customer'), world)).toEqual({ reason })
    }
  })

  it('K-12: the close is not the customer’s word: he may call again within the window', () => {
    const again = play([rings('s1'), hangs(), waits(hours(1)), rings('s2')])
    expect(again.log.filter(({ type }) => type === 'conversation.started')).toHaveLength(1)
  })
})

describe('the reasons of an end', () => {
  it('K-8: an agent’s end is the agent’s, answered or not', () => {
    expect(reasonOf(ends('agent'))).toEqual({ reason: 'agent' })
    expect(reasonOf(ends('agent'), goOn(chat, sends(sam, 'chat')))).toEqual({ reason: 'agent' })
  })

  it('K-8: a call of ours that nobody took ends unanswered, whoever hangs up', () => {
    for (const by of ['agent', 'customer'] as const) {
      expect(reasonOf(hangs(by), play([dials()]))).toEqual({ reason: 'unanswered' })
      expect(reasonOf(hangs(by), play([dials(), takes()]))).toEqual({ reason: by })
    }
  })

  it('K-8: one of ours on another channel is never abandoned', () => {
    const restarted = play([writes('chat'), sends(sam, 'chat'), ends('agent'), { do: 'bounce', back: 0 }])
    expect(the(restarted).contacts).toMatchObject([{ direction: 'outbound', answeredAt: null }])
    expect(reasonOf(ends('customer'), restarted)).toEqual({ reason: 'customer' })
  })

  it('K-8: a close ends them with the conversation', () => {
    expect(reasonOf(closes({ force: true }))).toEqual({ reason: 'conversation_closed' })
  })

  it('K-8: by silence it is idle, by losing sight of a call lost', () => {
    const silent = goOn(chat, sends(sam, 'chat'), waits(minutes(15)))
    expect(reasonOf({ do: 'sweep' }, silent)).toEqual({ reason: 'idle' })
    expect(reasonOf({ do: 'sweep' }, play([rings(), takes(), waits(days(1))]))).toEqual({ reason: 'lost' })
  })
})

describe('endContact', () => {
  const both = goOn(chat, writes())

  it('K-6: it is named when several are open, or by its channel', () => {
    expect(tell(both, ends('agent')).answer).toEqual(
      refused('contact.ambiguous', 'K-6', { contacts: [thing('c1.1'), thing('c2.0')] }),
    )
    const left = (more: object) => the(tell(both, ends('agent', more)).world).contacts
    expect(left({ contact: 0 })).toMatchObject([{ channel: 'chat' }])
    expect(left({ contact: 1 })).toMatchObject([{ channel: 'email' }])
    expect(left({ channel: 'chat' })).toMatchObject([{ channel: 'email' }])
  })

  it('K-6: what is not open cannot end', () => {
    expect(tell(chat, ends('agent', { channel: 'email' })).answer).toEqual(refused('contact.none', 'K-6'))
    expect(tell(both, ends('agent', { channel: 'chat', contact: 0 })).answer).toEqual(
      refused('contact.none', 'K-6'),
    )
    const done = goOn(chat, ends('agent'))
    expect(tell(done, ends('agent')).answer).toEqual(refused('contact.none', 'K-6'))
  })

  it('K-2: ending is not answering', () => {
    const { answer, world } = tell(chat, ends('agent'))
    expect(typesOf(answer)).toEqual(['contact.ended', 'conversation.status_changed'])
    expect(the(world).owed).toHaveLength(1)
  })

  it('C-6: not once the conversation is closed', () => {
    expect(tell(play(solved), ends('agent')).answer).toEqual(refused('conversation.closed', 'C-6'))
  })
})
