import { describe, expect, it } from 'vitest'
import { type Deadline, deadlines, nextDeadline, type PolicyInput } from '../../src/index.ts'
import { performAll, performFromStart } from '../conversation/operation-world.ts'
import {
  advance,
  agentAnswersCall,
  agentDials,
  agentMarksNoReplyNeeded,
  agentSends,
  answeredAndClosed,
  contactEnds,
  currentConversation,
  customerCalls,
  customerWrites,
  policyWith,
} from '../conversation/operations.ts'
import { bot, days, hours, minutes, noon, type Operation, sam } from '../support/operations.ts'

const due = (
  story: readonly Operation[],
  more: Omit<PolicyInput, 'inbox'> = {},
): readonly Omit<Deadline, 'contact'>[] => {
  const world = performFromStart(story, policyWith(more))
  return deadlines(currentConversation(world), world.policy).map(({ kind, at }) => ({ kind, at: at - noon }))
}

const idle = (at: number) => [{ kind: 'idle', at }]
const chat = [customerWrites('chat'), agentSends(sam, 'chat')]

describe('messaging', () => {
  it('K-4: silence ends it 15 minutes after the last answer', () => {
    expect(due(chat)).toEqual(idle(minutes(15)))
    expect(due([...chat, advance(minutes(5)), agentSends(sam, 'chat')])).toEqual(idle(minutes(20)))
  })

  it('K-4: not while it is owed', () => {
    expect(due([customerWrites('chat')])).toEqual([])
    expect(due([...chat, customerWrites('chat')])).toEqual([])
    expect(due([...chat, customerWrites('chat'), advance(minutes(9)), agentSends(sam, 'chat')])).toEqual(
      idle(minutes(24)),
    )
  })

  it('K-4: what somebody else writes on another line does not prolong it', () => {
    expect(due([...chat, advance(minutes(1)), customerWrites(), agentSends()])).toContainEqual(
      idle(minutes(15))[0],
    )
  })

  it('K-4: as long as the policy says, but 24 hours at most', () => {
    expect(due(chat, { messagingIdle: { hours: 2 } })).toEqual(idle(hours(2)))
    expect(due(chat, { messagingIdle: { hours: 24 } })).toEqual(idle(hours(24)))
    expect(due(chat, { messagingIdle: 'off' })).toEqual([])
  })

  it('K-4: longer, or shorter, where the channel’s traits say so', () => {
    const week = { maxIdle: { days: 7 } }
    const longer = { channels: { chat: week }, messagingIdle: { days: 5 } }
    expect(due(chat, longer)).toEqual(idle(days(5)))
    expect(due([customerWrites('sms'), agentSends(sam, 'sms')], longer)).toEqual(idle(days(1)))
    expect(due(chat, { channels: { chat: { maxIdle: { minutes: 5 } } } })).toEqual(idle(minutes(5)))
  })

  it('K-4: a channel that the policy has forgotten has the limit of all', () => {
    const world = performFromStart(
      [customerWrites('line'), agentSends(sam, 'line')],
      policyWith({ channels: { line: {} } }),
    )
    expect(nextDeadline(currentConversation(world), policyWith({}))).toBe(noon + minutes(15))
  })

  it('K-4: a contact that we began falls silent as well', () => {
    expect(due([agentSends(sam, 'sms')])).toEqual(idle(minutes(15)))
  })

  it('R-3, K-4: one that a machine began does so from its start, until somebody answers in it', () => {
    const spoken = agentSends(bot, 'sms', { starts: true })
    expect(due([spoken, advance(minutes(5)), agentSends(bot, 'sms')])).toEqual(idle(minutes(15)))
    expect(due([spoken, advance(minutes(5)), agentSends(sam, 'sms')])).toEqual(idle(minutes(20)))
    expect(due([spoken, advance(minutes(5)), customerWrites('sms')])).toEqual([])
  })
})

describe('mail', () => {
  it('K-5: it ends when the mail limit after our last answer runs out', () => {
    expect(due([customerWrites(), agentSends()])).toEqual([{ kind: 'mail_idle', at: hours(1) }])
    expect(due([customerWrites(), agentSends()], { mailIdle: { hours: 4 } })).toEqual([
      { kind: 'mail_idle', at: hours(4) },
    ])
    expect(due([customerWrites(), agentSends()], { mailIdle: 'off' })).toEqual([])
  })

  it('K-5: voicemail is mail, and so is what the host declares as such', () => {
    expect(due([customerWrites('voicemail'), agentSends(sam, 'voicemail')])).toMatchObject([
      { kind: 'mail_idle' },
    ])
    expect(due([agentSends(sam, 'fax')], { channels: { fax: { class: 'mail' } } })).toMatchObject([
      { kind: 'mail_idle' },
    ])
  })

  it('K-5: only while it is not owed', () => {
    expect(due([customerWrites()])).toEqual([])
    expect(due([customerWrites(), agentSends(), customerWrites()])).toEqual([])
  })
})

describe('voice', () => {
  it('K-3: a call is given up 24 hours after its start, whatever was said', () => {
    const lost = [{ kind: 'call_timeout', at: hours(24) }]
    expect(due([customerCalls()])).toEqual(lost)
    expect(due([customerCalls(), advance(hours(3)), agentAnswersCall()])).toEqual(lost)
    expect(due([agentDials()])).toEqual(lost)
    expect(due([customerCalls()], { callTimeout: { hours: 2 } })).toEqual([
      { kind: 'call_timeout', at: hours(2) },
    ])
    expect(due([customerCalls()], { callTimeout: 'off' })).toEqual([])
  })
})

describe('deadlines', () => {
  const three = [customerCalls(), agentAnswersCall(), customerWrites(), agentSends(), ...chat]

  it('D-1, D-3: all that is due, the earliest first', () => {
    expect(due(three).map(({ kind }) => kind)).toEqual(['idle', 'mail_idle', 'call_timeout'])
  })

  it('D-1: each names its contact', () => {
    const world = performFromStart(three)
    const named = deadlines(currentConversation(world), world.policy).map(({ contact }) => contact)
    expect(named).toEqual([2, 1, 0].map((n) => currentConversation(world).contacts[n]?.id))
  })

  it('D-5: the earliest is the column that a store looks for', () => {
    const world = performFromStart(three)
    expect(nextDeadline(currentConversation(world), world.policy)).toBe(noon + minutes(15))
    expect(nextDeadline(currentConversation(performFromStart([customerWrites()])), world.policy)).toBeNull()
  })

  it('D-2: nothing is due before the policy took effect', () => {
    const since = noon + hours(3)
    expect(due(three, { effectiveFrom: since }).map(({ at }) => at)).toEqual([hours(3), hours(3), hours(24)])
  })

  it('D-2: it is computed afresh from the policy there is', () => {
    const world = performFromStart(chat)
    expect(nextDeadline(currentConversation(world), policyWith({ messagingIdle: { minutes: 3 } }))).toBe(
      noon + minutes(3),
    )
    expect(nextDeadline(currentConversation(world), policyWith({ messagingIdle: 'off' }))).toBeNull()
  })

  it('D-1: nothing is due where nothing is open', () => {
    expect(due([...chat, contactEnds('agent')])).toEqual([])
    expect(due([customerWrites(), agentMarksNoReplyNeeded()])).toEqual([])
    expect(due(answeredAndClosed)).toEqual([])
  })

  it('counts silence from the start where nothing is pending and nobody replied (I-6, K-4, K-5)', () => {
    const at = (channel: string, more: object = {}) =>
      deadlines(
        { ...currentConversation(performFromStart([customerWrites(channel)])), pendingReplies: [], ...more },
        policyWith({}),
      ).map((due) => due.at - noon)
    expect(at('chat')).toEqual([minutes(15)])
    expect(at('email')).toEqual([minutes(60)])
    expect(at('chat', { lastAgentReplyAt: noon + minutes(5) })).toEqual([minutes(20)])
  })

  it('keeps a contact open while a reply is pending on one that has ended (Z-1)', () => {
    const { pendingReplies, ...c } = currentConversation(performFromStart([customerWrites('chat')]))
    const elsewhere = pendingReplies.map((one) => ({ ...one, contact: 'ended' }))
    expect(deadlines({ ...c, pendingReplies: elsewhere }, policyWith({}))).toEqual([])
  })

  it('D-1: a closed conversation has none, whatever it holds', () => {
    const { closed } = currentConversation(performFromStart(answeredAndClosed))
    const c = { ...currentConversation(performAll(performFromStart(chat))), closed }
    expect(deadlines(c, policyWith({}))).toEqual([])
  })
})
