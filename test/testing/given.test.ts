import { describe, expect, it } from 'vitest'
import { definePolicy } from '../../src/index.ts'
import { given } from '../../src/testing/index.ts'

const policy = definePolicy({ inbox: 'support', reopenWindow: { days: 7 } })
const sms = { channel: 'sms', from: '+4930123456' }
const closed = given({ policy })
  .receive({ ...sms, text: 'Hi' })
  .close({ agent: 'sam', force: true })

describe('given', () => {
  it.each([
    [{ days: 6 }, 'reopen'],
    [{ days: 7 }, 'reopen'],
    [{ days: 7, seconds: 1 }, 'start'],
  ])('decides a message %j after the close as %s (W-1)', (duration, outcome) => {
    const story = closed.after(duration)
    expect(story.decide({ type: 'receive', ...sms, text: 'It is still broken' }).outcome).toBe(outcome)
  })

  it('says why a command would be refused, and changes nothing by asking (C-6, B-2)', () => {
    const before = closed.events()
    expect(closed.refusal({ type: 'close', agent: 'sam' })?.code).toBe('conversation.already_closed')
    expect(closed.refusal({ type: 'reopen', agent: 'sam' })).toBeNull()
    expect(closed.events()).toEqual(before)
  })

  it('branches: a step leaves the story before it as it was', () => {
    const reopened = closed.reopen({ agent: 'sam' })
    expect(reopened.snapshot().active?.agent).toBe('sam')
    expect(closed.snapshot().active).toBeNull()
  })

  it('applies what falls due between two steps at its own time (D-2, K-4)', () => {
    const waiting = given({ policy })
      .receive({ channel: 'chat', from: 'ada', text: 'Hi' })
      .send({ agent: 'sam', channel: 'chat', text: 'Hello' })
    const later = waiting.after({ days: 1 }).note({ agent: 'sam', text: 'Gone?' })
    const ended = later.events().find(({ type }) => type === 'contact.ended')
    expect(ended?.occurredAt).toBe(waiting.now + 15 * 60_000)
  })

  it('names the step that is refused, the reason and the next step (B-2)', () => {
    const twice = closed.close({ agent: 'sam' })
    expect(() => twice.events()).toThrow(
      /^step 3, `close`, is refused as conversation.already_closed: .+\. .+/,
    )
    expect(() => closed.decide({ type: 'close', agent: 'sam' })).toThrow(
      /^the command, `close`, is refused as/,
    )
    expect(() => closed.after({ months: 1 } as never)).toThrow(
      'after: `duration` months have no fixed length',
    )
  })

  it('knows nobody before the first step', () => {
    expect(given({ policy }).snapshot().customer).toBeNull()
    expect(given({ policy, now: 1 }).now).toBe(1)
    expect(given({ policy }).refusal({ type: 'block', customer: 'eve' })?.code).toBe('customer.unknown')
  })
})
