import type { Reason } from '../kernel/reason.ts'

const units: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
]

/** A length in its two largest units, such as `1 d 3 h`; of `largest` and smaller ones. */
export const durationText = (milliseconds: number, largestUnit = 'd'): string => {
  const parts: string[] = []
  let rest = Math.abs(milliseconds)
  for (const [size, unit] of units.slice(units.findIndex(([, unit]) => unit === largestUnit))) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}`)
    else if (parts.length > 0) break
  }
  return parts.length === 0 ? '0 s' : parts.join(' ')
}

/** A day of business time is nothing that people agree about, so its hours are told. */
const windowText = (window: Exclude<Reason['window'], string | null>): string =>
  typeof window === 'number'
    ? `${durationText(window)} window`
    : `${durationText(window.business, 'h')} window of business time (${window.calendar})`

const windowReasonText = ({ found, elapsed, window }: Reason): string => {
  const inside = found === 'inside_window'
  if (window === 'always') return 'the window never ends'
  if (window === 'never' || window === null) return 'there is no window'
  const after = elapsed === null || elapsed < 0 ? 'from before its start' : `after ${durationText(elapsed)}`
  return `${after}, ${inside ? 'inside' : 'outside'} the ${windowText(window)}`
}

const reasonTexts: { readonly [found: string]: string } = {
  active: 'the conversation is active',
  no_conversation: 'the first conversation',
  blocked: 'the customer is blocked',
  acknowledgement: 'a mere acknowledgement',
  answers_thread: 'it answers that thread',
  time_too_old: 'the time it gives is too old to count',
  before_close: 'it happened before the close',
  append: 'and policy does not reopen for that',
  guard: 'reopened too often in too short a time',
  voicemail_of_call: 'a voicemail of that call',
  copy_at_other_endpoint: 'a copy at another of our addresses',
  same_topic: 'the same topic',
  other_topic: 'another topic',
  topics_ignored: 'unknown or disabled topics were left out',
  by_hand: 'by hand',
  imported: 'an imported reopening asks for no window',
  rejoined: 'a separation taken back',
  intent_continue: 'to go on with it',
  answer_failed: 'our answer did not arrive',
  known_echo: 'the echo of our own message',
  unknown_echo: 'sent from elsewhere',
}

const hiddenReasons: readonly string[] = ['reopen', 'follows', 'unknown_topic', 'seen', 'attached']

const reasonText = (reason: Reason): string => {
  if (reason.rule === 'W-1') return windowReasonText(reason)
  if (reason.rule === 'I-6')
    return reason.found === 'automated: true' ? 'a machine wrote it' : `a machine wrote it, ${reason.found}`
  return hiddenReasons.includes(reason.found) ? '' : (reasonTexts[reason.found] ?? reason.found)
}

/**
 * The chain of reasons as one clause in plain English, each with its rule.
 *
 * @example
 * explainReasons(placement.reasons) // 'W-1: after 1 d 3 h, inside the 7 d window'
 */
export const explainReasons = (reasons: readonly Reason[]): string =>
  reasons
    .map((reason) => [reason.rule, reasonText(reason)])
    .filter(([, said]) => said !== '')
    .map(([rule, said]) => `${rule}: ${said}`)
    .join('; ')
