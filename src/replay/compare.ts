import type { ReplayOptions } from './options.ts'
import { type LogLines, replayInSession } from './replay.ts'
import { openSession } from './session.ts'
import { compareThreads, type FalseMerge, type FalseSplit } from './threads.ts'
import { type TriedWindow, withWindow } from './windows.ts'

/** What one window does to a log. */
export interface ComparedWindow {
  readonly window: TriedWindow
  readonly conversations: number
  readonly reopened: number
  /** Counted with the log's own closes. */
  readonly falseMerge: FalseMerge
  /** Of `falseMerge.active`, those that lanes part: their topic was no other thread's there (W-9). */
  readonly separatedByLanes: number
  /** Counted with a close after each reply: with the log's own closes nothing could be cut. */
  readonly falseSplit: FalseSplit
  readonly violations: number
}

const replayOnce = async (
  lines: LogLines,
  options: ReplayOptions,
): Promise<Omit<ComparedWindow, 'window'>> => {
  const threads = compareThreads()
  const report = await replayInSession(openSession(options), lines, options, threads.record)
  const { conversations, reopened, violations } = report
  return { conversations, reopened, violations, ...threads.errors() }
}

/**
 * Tries several reopen windows on one log and says for each what it glues together that the log keeps apart, and what
 * it cuts that the log keeps together (W-1, W-6). The log is read twice for each window: `open` opens it anew.
 *
 * @example
 * const open = () => readLog('support.jsonl.gz', { onBadLine: 'stop' })
 * const byTopic = { sameTopic: { days: 30 }, otherTopic: 'never' } as const
 * const rows = await compareWindows(open, [{ hours: 24 }, { days: 7 }, byTopic])
 */
export const compareWindows = async (
  open: () => LogLines,
  windows: readonly TriedWindow[],
  options: ReplayOptions = {},
): Promise<readonly ComparedWindow[]> => {
  const rows: ComparedWindow[] = []
  for (const window of windows) {
    const here = { ...options, policy: withWindow(options.policy, window) }
    const logged = await replayOnce(open(), { ...here, close: 'as-logged' })
    const replied = await replayOnce(open(), { ...here, close: 'after-reply' })
    const { conversations, reopened } = options.close === 'after-reply' ? replied : logged
    rows.push({
      window,
      conversations,
      reopened,
      falseMerge: logged.falseMerge,
      separatedByLanes: logged.separatedByLanes,
      falseSplit: replied.falseSplit,
      violations: logged.violations + replied.violations,
    })
  }
  return rows
}
