import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainReasons } from '../../src/index.ts'
import { type Reason, reason } from '../../src/kernel/reason.ts'
import { durationText } from '../../src/timeline/explain.ts'
import { days, hours, minutes, seconds } from '../support/operations.ts'

const compared = (found: string, elapsed: number | null, window: Reason['window']): string =>
  explainReasons([reason('W-1', found, 'c1.0', elapsed, window)])

describe('explain', () => {
  it('W-1: it says what was compared, and how it came out', () => {
    expect(compared('inside_window', days(1) + hours(3), days(7))).toBe(
      'W-1: after 1 d 3 h, inside the 7 d window',
    )
    expect(compared('outside_window', days(8), days(7))).toBe('W-1: after 8 d, outside the 7 d window')
    expect(compared('inside_window', 0, hours(24))).toBe('W-1: after 0 s, inside the 1 d window')
    expect(compared('inside_window', -1, hours(24))).toBe('W-1: from before its start, inside the 1 d window')
    expect(compared('inside_window', null, hours(24))).toBe(
      'W-1: from before its start, inside the 1 d window',
    )
  })

  it('W-1: the two ends of all windows need no numbers', () => {
    expect(compared('inside_window', days(999), 'always')).toBe('W-1: the window never ends')
    expect(compared('outside_window', 0, 'never')).toBe('W-1: there is no window')
    expect(compared('outside_window', 0, null)).toBe('W-1: there is no window')
  })

  it('W-5, CU-10: a window in business time is told as such, in hours, with its calendar', () => {
    const window = { business: hours(40) + minutes(30), calendar: 'office' }
    expect(compared('inside_window', days(3), window)).toBe(
      'W-1: after 3 d, inside the 40 h 30 min window of business time (office)',
    )
    expect(compared('outside_window', days(9) + hours(1), { business: 0, calendar: 'x' })).toBe(
      'W-1: after 9 d 1 h, outside the 0 s window of business time (x)',
    )
  })

  it('I-13: a chain is one clause, each part with its rule', () => {
    const chain = [
      reason('W-6', 'same_topic', 'c1.0'),
      reason('W-1', 'outside_window', 'c1.0', days(31), days(30)),
      reason('I-15', 'before_close', 'c1.0', -5),
      reason('I-9', 'reopen', 'c1.0'),
    ]
    expect(explainReasons(chain)).toBe(
      'W-6: the same topic; W-1: after 31 d, outside the 30 d window; I-15: it happened before the close',
    )
    expect(explainReasons([])).toBe('')
  })

  it.each(['reopen', 'follows', 'unknown_topic', 'seen', 'attached'])(
    'I-13: %s says nothing that the sentence does not say',
    (found) => {
      expect(explainReasons([reason('I-9', found)])).toBe('')
    },
  )

  it.each([
    ['I-7', 'active', 'the conversation is active'],
    ['I-12', 'no_conversation', 'the first conversation'],
    ['I-5', 'blocked', 'the customer is blocked'],
    ['I-8', 'acknowledgement', 'a mere acknowledgement'],
    ['I-16', 'answers_thread', 'it answers that thread'],
    ['I-15', 'append', 'and policy does not reopen for that'],
    ['I-10', 'guard', 'reopened too often in too short a time'],
    ['K-12', 'voicemail_of_call', 'a voicemail of that call'],
    ['I-1', 'copy_at_other_endpoint', 'a copy at another of our addresses'],
    ['W-6', 'other_topic', 'another topic'],
    ['W-8', 'same_topic', 'the same topic'],
    ['W-8', 'other_topic', 'another topic'],
    ['W-2', 'by_hand', 'by hand'],
    ['W-2', 'imported', 'an imported reopening asks for no window'],
    ['W-10', 'rejoined', 'a separation taken back'],
    ['R-1', 'intent_continue', 'to go on with it'],
    ['I-19', 'answer_failed', 'our answer did not arrive'],
    ['I-4', 'known_echo', 'the echo of our own message'],
    ['I-4', 'unknown_echo', 'sent from elsewhere'],
    ['I-6', 'Auto-Submitted: auto-replied', 'a machine wrote it, Auto-Submitted: auto-replied'],
    ['I-6', 'automated: true', 'a machine wrote it'],
    ['X-9', 'of_a_later_version', 'of_a_later_version'],
  ])('I-13: %s %s reads: %s', (rule, found, text) => {
    expect(explainReasons([reason(rule, found)])).toBe(`${rule}: ${text}`)
  })
})

describe('lengthText', () => {
  it.each([
    [0, '0 s'],
    [999, '0 s'],
    [seconds(1), '1 s'],
    [minutes(1), '1 min'],
    [minutes(90), '1 h 30 min'],
    [days(2) + seconds(5), '2 d'],
    [days(1) + hours(1) + minutes(1), '1 d 1 h'],
    [hours(23) + minutes(59) + seconds(59), '23 h 59 min'],
    [-hours(3), '3 h'],
  ])('W-7: %i milliseconds are %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text)
  })

  it('W-7: two units at most, the largest first, and never more than there is', () => {
    const sizes = new Map([
      ['d', days(1)],
      ['h', hours(1)],
      ['min', minutes(1)],
      ['s', seconds(1)],
    ])
    fc.assert(
      fc.property(fc.nat(days(400)), (milliseconds) => {
        const words = durationText(milliseconds).split(' ')
        expect([2, 4]).toContain(words.length)
        const said = words.reduce(
          (sum, word, at) => sum + (at % 2 === 0 ? Number(word) * (sizes.get(words[at + 1] ?? '') ?? 0) : 0),
          0,
        )
        expect(said).toBeLessThanOrEqual(milliseconds)
        expect(milliseconds - said).toBeLessThan(sizes.get(words.at(-1) ?? '') ?? 0)
      }),
    )
  })
})
