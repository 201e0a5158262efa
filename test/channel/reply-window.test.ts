import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canReply, customChannel } from '../../src/index.ts'
import { days, hours, noon } from '../support/operations.ts'

const messenger = customChannel('messenger', { replyWindow: { agent: days(7), automation: days(1) } })

describe('canReply', () => {
  it('K-10: a channel without a window takes a message at any time', () => {
    expect(canReply(customChannel('sms'), null, 'agent', noon)).toEqual({
      allowed: true,
      until: null,
      why: 'no_window',
    })
  })

  it('K-10: nobody may write who was never written to', () => {
    expect(canReply(messenger, null, 'agent', noon)).toEqual({
      allowed: false,
      until: null,
      why: 'no_inbound',
    })
  })

  it('K-10: it says until when, for people and for machines', () => {
    const since = (ago: number, by: 'agent' | 'automation') => canReply(messenger, noon - ago, by, noon)
    expect(since(hours(20), 'automation')).toEqual({ allowed: true, until: noon + hours(4), why: 'inside' })
    expect(since(days(2), 'agent')).toEqual({ allowed: true, until: noon + days(5), why: 'inside' })
    expect(since(days(2), 'automation')).toEqual({ allowed: false, until: noon - days(1), why: 'over' })
  })

  it('K-10: at the very end of the window it is too late', () => {
    expect(canReply(messenger, noon - days(1) + 1, 'automation', noon).allowed).toBe(true)
    expect(canReply(messenger, noon - days(1), 'automation', noon).allowed).toBe(false)
  })

  it('K-10: it is allowed for as long as the window is, and never again', () => {
    fc.assert(
      fc.property(fc.nat(days(30)), fc.nat(days(30)), (length, ago) => {
        const channel = customChannel('x', { replyWindow: { agent: length, automation: 0 } })
        const { allowed, until } = canReply(channel, noon - ago, 'agent', noon)
        expect(allowed).toBe(ago < length)
        expect(until).toBe(noon - ago + length)
      }),
    )
  })
})
