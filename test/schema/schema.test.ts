import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inboundSchema, logLineSchema, policySchema, validateInbound } from '../../src/schema/index.ts'

describe('schemas', () => {
  it('B-1: an inbound of the right shape comes back as it is', () => {
    const inbound = { channel: 'sms', from: '+49 30 123456', text: 'Hello', at: '2026-01-31T09:00:00Z' }
    expect(validateInbound(inbound)).toEqual({ ok: true, value: inbound })
    expect(inboundSchema['~standard'].validate(inbound)).toEqual({ value: inbound })
  })

  it('B-1: a wrong one gives every issue with its path', () => {
    const wrong = { channel: 'sms', from: '1', text: 7, topics: 'damage', at: 1_769_850_000 }
    const result = inboundSchema['~standard'].validate(wrong)
    expect(result.issues?.map(({ path }) => path)).toEqual([['text'], ['topics'], ['at']])
  })

  it('B-1: what is no object at all is said of the whole', () => {
    for (const value of [null, 7, 'sms', []])
      expect(inboundSchema['~standard'].validate(value).issues).toEqual([
        { path: [], message: expect.stringContaining('must be an object') },
      ])
  })

  it('B-1: a policy comes out resolved, a wrong one with paths into it', () => {
    const policy = policySchema['~standard'].validate({ inbox: 'support', reopenWindow: { days: 7 } })
    expect('value' in policy && policy.value.reopenWindow.plain).toBe(604_800_000)
    const wrong = policySchema['~standard'].validate({
      inbox: 'support',
      channels: { fax: { class: 'paper' } },
    })
    expect(wrong.issues?.[0]?.path).toEqual(['channels', 'fax', 'class'])
  })

  it('B-1: a log line is read like any other schema reads', () => {
    const line = { at: '2026-01-31T09:00:00Z', customer: 'ada', type: 'close' }
    expect(logLineSchema['~standard'].validate(line).issues).toBeUndefined()
    expect(logLineSchema['~standard'].validate({ ...line, type: 'shut' }).issues).not.toBeUndefined()
  })

  it('B-4: no schema throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const schema of [inboundSchema, policySchema, logLineSchema]) schema['~standard'].validate(value)
      }),
    )
  })
})
