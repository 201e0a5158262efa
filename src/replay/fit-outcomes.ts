import type { CommonMessageData } from '../conversation/message-data.ts'
import type { Reason } from '../kernel/reason.ts'
import type { LogLine } from '../schema/log-line.ts'
import type { LineResult } from './line-result.ts'
import type { ThreadErrors } from './threads.ts'

/** The windows of a policy as numbers that can be compared: -Infinity is `never`, Infinity `always`. */
export type WindowLengths = { readonly [relation in 'plain' | 'same' | 'other']: number }

/** What became of one customer's threads, and for which windows nothing else could have. */
export interface WindowOutcome {
  readonly atLeast: WindowLengths
  readonly below: WindowLengths
  readonly errors: ThreadErrors
}

/** Follows one customer through a replay. */
export interface OutcomeRecorder {
  readonly record: (line: LogLine, answer: LineResult) => void
  /** Null if windows were asked where it cannot be seen: then each has to be tried. */
  readonly outcome: (seen: ThreadErrors) => WindowOutcome | null
}

type Bounds = { -readonly [relation in keyof WindowLengths]: number }

const relationOf = (found: string): keyof WindowLengths =>
  found.startsWith('same') || found === 'answers_thread'
    ? 'same'
    : found.startsWith('other')
      ? 'other'
      : 'plain'

/** Every comparison of a window in a chain of reasons: with which one, after how long, and how it went (W-1, W-6). */
const recordComparisons = (reasons: readonly Reason[], from: Bounds, below: Bounds): void => {
  let relation: keyof WindowLengths = 'plain'
  for (const { rule, found, elapsed } of reasons) {
    if (rule === 'W-6' || rule === 'W-8' || rule === 'I-16') relation = relationOf(found)
    if (rule !== 'W-1' || elapsed === null) continue
    if (found === 'inside_window') from[relation] = Math.max(from[relation], elapsed)
    else below[relation] = Math.min(below[relation], elapsed)
    relation = 'plain'
  }
}

const opensConversation = (answer: LineResult): boolean =>
  answer.ok &&
  answer.events.some(({ type }) => type === 'conversation.started' || type === 'conversation.reopened')

/**
 * A window decides by comparing lengths, and a placement says which it compared. As long as other windows compare the
 * same way, this customer's conversations are the same.
 */
export const createOutcomeRecorder = (): OutcomeRecorder => {
  const from: Bounds = { plain: -Infinity, same: -Infinity, other: -Infinity }
  const below: Bounds = { plain: Infinity, same: Infinity, other: Infinity }
  let isUnknown = false
  return {
    record: (line, answer) => {
      const across = line.type === 'reopen' || line.type === 'customer.merge'
      const inbound = line.type === 'message.in' || line.type === 'call.started'
      if (!answer.ok || across || (!inbound && opensConversation(answer))) isUnknown = true
      else
        for (const { type, data } of answer.events)
          if (type === 'message.received' || type === 'call.started')
            recordComparisons(
              (data as CommonMessageData & { readonly reasons: readonly Reason[] }).reasons,
              from,
              below,
            )
    },
    outcome: (seen) => (isUnknown ? null : { atLeast: from, below, errors: seen }),
  }
}

const relations = ['plain', 'same', 'other'] as const

/** Whether a replay with these windows would come to this outcome. */
export const covers = ({ atLeast, below }: WindowOutcome, lengths: WindowLengths): boolean =>
  relations.every(
    (relation) =>
      lengths[relation] >= atLeast[relation] &&
      (lengths[relation] < below[relation] || below[relation] === Infinity),
  )
