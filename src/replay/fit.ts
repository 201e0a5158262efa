import type { SpanInput } from '../policy/input.ts'
import { selectRelevantLines, withThreadsAsTopics } from './fit-lines.ts'
import {
  bestOf,
  type Evidence,
  isEnough,
  minThreads,
  paretoFrontOf,
  type ScoredWindow,
  scoreWindow,
} from './fit-score.ts'
import { createTrial } from './fit-trial.ts'
import type { OnProgress } from './log-text.ts'
import type { ReplayOptions } from './options.ts'
import type { LogLines } from './replay.ts'
import { isByTopic, plainWindowOf, type TopicWindows, type TriedWindow } from './windows.ts'

/** The windows that were tried on a log, and those that suit it best. */
export interface WindowFit {
  /** By time alone, the shortest first. */
  readonly byTime: readonly ScoredWindow[]
  /** By topic and with lanes; the same topic's window is never shorter than the other's. */
  readonly byTopic: readonly ScoredWindow[]
  /** Null where the log has too little `evidence` to tell one. */
  readonly best: BestWindows | null
  readonly evidence: Evidence
  /** The window of the pairs by topic where the message or the conversation has no topic (W-6). */
  readonly plain: SpanInput
  /** Those by topic to which none is better in one respect and as good in the other, from the fewest cut. */
  readonly paretoFront: readonly ScoredWindow[]
  /** What a judge who is never wrong (W-8) would come to: the log's own threads in place of its topics. */
  readonly perfect: ScoredWindow
  /** Broken promises of this library; anything but 0 is a defect of it. */
  readonly violations: number
}

/** The windows with the lowest sum of *glued on* and *cut*. */
export interface BestWindows {
  readonly byTime: ScoredWindow
  readonly byTopic: ScoredWindow
}

export interface FitOptions extends ReplayOptions {
  /** The windows to try, the shortest first; default 18 from `never` to `always`. */
  readonly spans?: readonly SpanInput[] | undefined
  /** How many threads *glued on* and *cut* each have to rest on before a best window is named; default 100. */
  readonly minThreads?: number | undefined
  /** Told how many windows were tried, and of how many. */
  readonly onTried?: OnProgress | undefined
}

const defaultSpans: readonly SpanInput[] = [
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
export const perfectJudgeWindows: TopicWindows = { plain: 'never', sameTopic: 'always', otherTopic: 'never' }

/**
 * Finds the reopen windows that suit a log: by time alone, and by topic with lanes (W-1, W-6, W-9). Each pair of a window
 * for the same topic and one not longer for another is tried. The log is read once; the lines of those customers stay in
 * memory who have several threads or came back after an answer.
 *
 * @example
 * const { best } = await fitWindows(readLog('support.jsonl.gz', { onBadLine: 'stop' }))
 * best?.byTopic.window // { sameTopic: { days: 21 }, otherTopic: 'never' }
 */
export const fitWindows = async (lines: LogLines, options: FitOptions = {}): Promise<WindowFit> => {
  const { spans = defaultSpans, minThreads: needed = minThreads, onTried = () => {} } = options
  const groups = await selectRelevantLines(lines)
  const trial = createTrial(groups, options)
  const windows: readonly TriedWindow[] = [
    ...spans,
    ...spans.flatMap((sameTopic, at) =>
      spans.slice(0, at + 1).map((otherTopic) => ({ sameTopic, otherTopic })),
    ),
  ]
  const rows: ScoredWindow[] = []
  for (const window of windows) {
    rows.push(scoreWindow(window, isByTopic(window), await trial.errorsOf(window)))
    onTried(rows.length, windows.length)
  }
  const [byTime, byTopic] = [rows.slice(0, spans.length), rows.slice(spans.length)]
  const [first] = rows
  const evidence = {
    falseMerge: first?.falseMerge.total ?? 0,
    falseSplit: first?.falseSplit.total ?? 0,
    needed,
  }
  const perfectTrial = createTrial(withThreadsAsTopics(groups), options)
  return {
    byTime,
    byTopic,
    best: isEnough(evidence) ? { byTime: bestOf(byTime), byTopic: bestOf(byTopic) } : null,
    evidence,
    plain: plainWindowOf(options.policy),
    paretoFront: paretoFrontOf(byTopic),
    perfect: scoreWindow(perfectJudgeWindows, true, await perfectTrial.errorsOf(perfectJudgeWindows)),
    violations: trial.violations() + perfectTrial.violations(),
  }
}
