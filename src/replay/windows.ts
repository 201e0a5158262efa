import { ok, type Result, refuse } from '../kernel/result.ts'
import type { PolicyInput, SpanInput } from '../policy/input.ts'
import { parseSpan, spanText } from './spans.ts'

/** Windows for the same topic and for another one (W-6). */
export interface TopicWindows {
  /** Where either side has no topic; default: as the policy says. */
  readonly plain?: SpanInput | undefined
  readonly sameTopic: SpanInput
  readonly otherTopic: SpanInput
}

/** A window to try on a log: by time alone, or by topic. */
export type TriedWindow = SpanInput | TopicWindows

export const isByTopic = (window: TriedWindow): window is TopicWindows =>
  typeof window === 'object' && 'sameTopic' in window

/** Reads `30d`, or `30d/never`: for the same topic, and for another. */
export const parseWindow = (text: string): Result<TriedWindow, string> => {
  const [first = '', second, ...more] = text.split('/')
  if (more.length > 0)
    return refuse(`"${text}" has more than two windows; write SAME/OTHER, such as 30d/never`)
  const sameTopic = parseSpan(first.trim())
  if (second === undefined || !sameTopic.ok) return sameTopic
  const otherTopic = parseSpan(second.trim())
  return otherTopic.ok ? ok({ sameTopic: sameTopic.value, otherTopic: otherTopic.value }) : otherTopic
}

/** The same in words, as a table shows it. */
export const windowText = (window: TriedWindow): string =>
  isByTopic(window) ? `${spanText(window.sameTopic)} / ${spanText(window.otherTopic)}` : spanText(window)

type WindowParts = Exclude<PolicyInput['reopenWindow'], SpanInput | undefined>

const partsOf = (given: PolicyInput['reopenWindow']): WindowParts =>
  typeof given === 'object' &&
  ('plain' in given || 'sameTopic' in given || 'otherTopic' in given || 'anchor' in given)
    ? given
    : { plain: given as SpanInput | undefined }

/** The window that holds where a topic is missing: the one tried, else the policy's, else its default (W-4, W-6). */
export const plainWindowOf = (
  policy: Partial<PolicyInput> | undefined,
  window: Partial<TopicWindows> = {},
): SpanInput => window.plain ?? partsOf(policy?.reopenWindow).plain ?? { hours: 24 }

/** A policy with this window in place of its plain one, or of those by topic; the rest of it stays. */
export const withWindow = (
  policy: Partial<PolicyInput> | undefined,
  window: TriedWindow,
): Partial<PolicyInput> => ({
  ...policy,
  reopenWindow: {
    ...partsOf(policy?.reopenWindow),
    ...(isByTopic(window) ? { ...window, plain: plainWindowOf(policy, window) } : { plain: window }),
  },
})

/** What a reader of windows by topic has to know. */
export const plainNote = (plain: SpanInput): string =>
  `By topic: where the message or the conversation has no topic, the plain window holds, here ${spanText(plain)} (--reopen-window).`
