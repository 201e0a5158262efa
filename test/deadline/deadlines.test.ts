import { describe, expect, it } from 'vitest'
import { type Deadline, deadlines, nextDeadline, type PolicyInput } from '../../src/index.ts'
import {
  dials,
  ends,
  marks,
  rings,
  sends,
  solved,
  takes,
  the,
  under,
  waits,
  writes,
} from '../conversation/scene.ts'
import { goOn, play } from '../conversation/world.ts'
import { bot, days, hours, minutes, noon, type Operation, sam } from '../support/operations.ts'

const due = (
  story: readonly Operation[],
  more: Omit<PolicyInput, 'inbox'> = {},
): readonly Omit<Deadline, 'contact'>[] => {
  const world = play(story, under(more))
  return deadlines(the(world), world.policy).map(({ kind, at }) => ({ kind, at: at - noon }))
}

const idle = (at: number) => [{ kind: 'idle', at }]
const chat = [writes('chat'), sends(sam, 'chat')]

describe('messaging', () => {
  it('K-4: silence ends it 15 minutes after the last answer', () => {
    expect(due(chat)).toEqual(idle(minutes(15)))
    expect(due([...chat, waits(minutes(5)), sends(sam, 'chat')])).toEqual(idle(minutes(20)))
  })

  it('K-4: not while it is owed', () => {
    expect(due([writes('chat')])).toEqual([])
    expect(due([...chat, writes('chat')])).toEqual([])
    expect(due([...chat, writes('chat'), waits(minutes(9)), sends(sam, 'chat')])).toEqual(idle(minutes(24)))
  })

  it('K-4: what somebody else writes on another line does not prolong it', () => {
    expect(due([...chat, waits(minutes(1)), writes(), sends()])).toContainEqual(idle(minutes(15))[0])
  })

  it('K-4: as long as the policy says, but 24 hours at most', () => {
    expect(due(chat, { messagingIdle: { hours: 2 } })).toEqual(idle(hours(2)))
    expect(due(chat, { messagingIdle: { hours: 24 } })).toEqual(idle(hours(24)))
    expect(due(chat, { messagingIdle: 'off' })).toEqual([])
  })

  it('K-4: longer, or shorter, where the channel’s traits say so', () => {
    const week = { longestSilence: { days: 7 } }
    const longer = { channels: { chat: week }, messagingIdle: { days: 5 } }
    expect(due(chat, longer)).toEqual(idle(days(5)))
    expect(due([writes('sms'), sends(sam, 'sms')], longer)).toEqual(idle(days(1)))
    expect(due(chat, { channels: { chat: { longestSilence: { minutes: 5 } } } })).toEqual(idle(minutes(5)))
  })

  it('K-4: a channel that the policy has forgotten has the limit of all', () => {
    const world = play([writes('line'), sends(sam, 'line')], under({ channels: { line: {} } }))
    expect(nextDeadline(the(world), under({}))).toBe(noon + minutes(15))
  })

  it('K-4: a contact that we began falls silent as well', () => {
    expect(due([sends(sam, 'sms')])).toEqual(idle(minutes(15)))
  })

  it('R-3, K-4: one that a machine began does so from its start, until somebody answers in it', () => {
    const spoken = sends(bot, 'sms', { starts: true })
    expect(due([spoken, waits(minutes(5)), sends(bot, 'sms')])).toEqual(idle(minutes(15)))
    expect(due([spoken, waits(minutes(5)), sends(sam, 'sms')])).toEqual(idle(minutes(20)))
    expect(due([spoken, waits(minutes(5)), writes('sms')])).toEqual([])
  })
})

describe('mail', () => {
  it('K-5: it ends when the mail limit after our last answer runs out', () => {
    expect(due([writes(), sends()])).toEqual([{ kind: 'mail_limit', at: hours(1) }])
    expect(due([writes(), sends()], { mailLimit: { hours: 4 } })).toEqual([
      { kind: 'mail_limit', at: hours(4) },
    ])
    expect(due([writes(), sends()], { mailLimit: 'off' })).toEqual([])
  })

  it('K-5: voicemail is mail, and so is what the host declares as such', () => {
    expect(due([writes('voicemail'), sends(sam, 'voicemail')])).toMatchObject([{ kind: 'mail_limit' }])
    expect(due([sends(sam, 'fax')], { channels: { fax: { class: 'mail' } } })).toMatchObject([
      { kind: 'mail_limit' },
    ])
  })

  it('K-5: only while it is not owed', () => {
    expect(due([writes()])).toEqual([])
    expect(due([writes(), sends(), writes()])).toEqual([])
  })
})

describe('voice', () => {
  it('K-3: a call is given up 24 hours after its start, whatever was said', () => {
    const lost = [{ kind: 'call_lost', at: hours(24) }]
    expect(due([rings()])).toEqual(lost)
    expect(due([rings(), waits(hours(3)), takes()])).toEqual(lost)
    expect(due([dials()])).toEqual(lost)
    expect(due([rings()], { callLost: { hours: 2 } })).toEqual([{ kind: 'call_lost', at: hours(2) }])
    expect(due([rings()], { callLost: 'off' })).toEqual([])
  })
})

describe('deadlines', () => {
  const three = [rings(), takes(), writes(), sends(), ...chat]

  it('D-1, D-3: all that is due, the earliest first', () => {
    expect(due(three).map(({ kind }) => kind)).toEqual(['idle', 'mail_limit', 'call_lost'])
  })

  it('D-1: each names its contact', () => {
    const world = play(three)
    const named = deadlines(the(world), world.policy).map(({ contact }) => contact)
    expect(named).toEqual([2, 1, 0].map((n) => the(world).contacts[n]?.id))
  })

  it('D-5: the earliest is the column that a store looks for', () => {
    const world = play(three)
    expect(nextDeadline(the(world), world.policy)).toBe(noon + minutes(15))
    expect(nextDeadline(the(play([writes()])), world.policy)).toBeNull()
  })

  it('D-2: nothing is due before the policy took effect', () => {
    const since = noon + hours(3)
    expect(due(three, { since }).map(({ at }) => at)).toEqual([hours(3), hours(3), hours(24)])
  })

  it('D-2: it is computed afresh from the policy there is', () => {
    const world = play(chat)
    expect(nextDeadline(the(world), under({ messagingIdle: { minutes: 3 } }))).toBe(noon + minutes(3))
    expect(nextDeadline(the(world), under({ messagingIdle: 'off' }))).toBeNull()
  })

  it('D-1: nothing is due where nothing is open', () => {
    expect(due([...chat, ends('agent')])).toEqual([])
    expect(due([writes(), marks()])).toEqual([])
    expect(due(solved)).toEqual([])
  })

  it('counts silence from the start where nothing is pending and nobody replied (I-6, K-4, K-5)', () => {
    const at = (channel: string, more: object = {}) =>
      deadlines({ ...the(play([writes(channel)])), owed: [], ...more }, under({})).map((due) => due.at - noon)
    expect(at('chat')).toEqual([minutes(15)])
    expect(at('email')).toEqual([minutes(60)])
    expect(at('chat', { answeredAt: noon + minutes(5) })).toEqual([minutes(20)])
  })

  it('keeps a contact open while a reply is pending on one that has ended (Z-1)', () => {
    const { owed, ...c } = the(play([writes('chat')]))
    const elsewhere = owed.map((one) => ({ ...one, contact: 'ended' }))
    expect(deadlines({ ...c, owed: elsewhere }, under({}))).toEqual([])
  })

  it('D-1: a closed conversation has none, whatever it holds', () => {
    const { closed } = the(play(solved))
    const c = { ...the(goOn(play(chat))), closed }
    expect(deadlines(c, under({}))).toEqual([])
  })
})
