import type { SpanInput } from '../policy/input.ts'
import { linesThatMatter, withThreadsAsTopics } from './fit-lines.ts'
import { bestOf, type Evidence, type Fitted, fewestThreads, fitted, frontOf, isEnough } from './fit-score.ts'
import { trialOf } from './fit-try.ts'
import type { OnProgress } from './log-text.ts'
import type { ReplayOptions } from './options.ts'
import type { Lines } from './replay.ts'
import { isByTopic, plainIn, type TopicWindows, type TriedWindow } from './windows.ts'

/** The windows that were tried on a log, and those that suit it best. */
export interface Fit {
  /** By time alone, the shortest first. */
  readonly byTime: readonly Fitted[]
  /** By topic and with lanes; the same topic's window is never shorter than the other's. */
  readonly byTopic: readonly Fitted[]
  /** Null where the log has too little `evidence` to tell one. */
  readonly best: Best | null
  readonly evidence: Evidence
  /** The window of the pairs by topic where the message or the conversation has no topic (W-6). */
  readonly plain: SpanInput
  /** Those by topic to which none is better in one respect and as good in the other, from the fewest cut. */
  readonly front: readonly Fitted[]
  /** What a judge who is never wrong (W-8) would come to: the log's own threads in place of its topics. */
  readonly perfect: Fitted
  /** Broken promises of this library; anything but 0 is a defect of it. */
  readonly violations: number
}

/** The windows with the lowest sum of *glued on* and *cut*. */
export interface Best {
  readonly byTime: Fitted
  readonly byTopic: Fitted
}

export interface FitOptions extends ReplayOptions {
  /** The windows to try, the shortest first; default 18 from `never` to `always`. */
  readonly spans?: readonly SpanInput[] | undefined
  /** How many threads *glued on* and *cut* each have to rest on before a best window is named; default 100. */
  readonly fewestThreads?: number | undefined
  /** Told how many windows were tried, and of how many. */
  readonly onTried?: OnProgress | undefined
}

const ladder: readonly SpanInput[] = [
  'never',
  { hours: 1 },
  { hours: 6 },
  { hours: 12 },
  { hours: 24 },
  { hours: 48 },
  { hours: 72 },
  { days: 5 },
  { days: 7 },
  { days: 10 },
  { days: 14 },
  { days: 21 },
  { days: 30 },
  { days: 45 },
  { days: 60 },
  { days: 90 },
  { days: 180 },
  'always',
]

/** What a judge who is never wrong would be given: an answer in the same matter always goes on, another one never. */
export const perfectJudge: TopicWindows = { plain: 'never', sameTopic: 'always', otherTopic: 'never' }

/**
 * Finds the reopen windows that suit a log: by time alone, and by topic with lanes (W-1, W-6, W-9). Each pair of a window
 * for the same topic and one not longer for another is tried. The log is read once; the lines of those customers stay in
 * memory who have several threads or came back after an answer.
 *
 * @example
 * const { best } = await fitWindows(readLog('support.jsonl.gz', { onBadLine: 'stop' }))
 * best?.byTopic.window // { sameTopic: { days: 21 }, otherTopic: 'never' }
 */
export const fitWindows = async (lines: Lines, options: FitOptions = {}): Promise<Fit> => {
  const { spans = ladder, fewestThreads: needed = fewestThreads, onTried = () => {} } = options
  const groups = await linesThatMatter(lines)
  const trial = trialOf(groups, options)
  const windows: readonly TriedWindow[] = [
    ...spans,
    ...spans.flatMap((sameTopic, at) =>
      spans.slice(0, at + 1).map((otherTopic) => ({ sameTopic, otherTopic })),
    ),
  ]
  const rows: Fitted[] = []
  for (const window of windows) {
    rows.push(fitted(window, isByTopic(window), await trial.of(window)))
    onTried(rows.length, windows.length)
  }
  const [byTime, byTopic] = [rows.slice(0, spans.length), rows.slice(spans.length)]
  const [first] = rows
  const evidence = { glued: first?.glued.of ?? 0, cut: first?.cut.of ?? 0, needed }
  const judged = trialOf(withThreadsAsTopics(groups), options)
  return {
    byTime,
    byTopic,
    best: isEnough(evidence) ? { byTime: bestOf(byTime), byTopic: bestOf(byTopic) } : null,
    evidence,
    plain: plainIn(options.policy),
    front: frontOf(byTopic),
    perfect: fitted(perfectJudge, true, await judged.of(perfectJudge)),
    violations: trial.violations() + judged.violations(),
  }
}
