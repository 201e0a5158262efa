import type { SpanInput } from '../policy/input.ts'
import type { ReplayOptions } from './options.ts'
import { type Lines, replayIn } from './replay.ts'
import { openSession } from './session.ts'
import { type Cut, type Glued, threadsSeen } from './threads.ts'

/** What one window does to a log. */
export interface ComparedWindow {
  readonly window: SpanInput
  readonly conversations: number
  readonly reopened: number
  /** Counted with the log's own closes. */
  readonly glued: Glued
  /** Counted with a close after each reply: with the log's own closes nothing could be cut. */
  readonly cut: Cut
  readonly violations: number
}

/** Each window of the comparison in place of the plain one; the rest of a policy stays. */
const withWindow = (options: ReplayOptions, window: SpanInput): ReplayOptions => {
  const given = options.policy?.reopenWindow
  const parts =
    typeof given === 'object' &&
    ('plain' in given || 'sameTopic' in given || 'otherTopic' in given || 'anchor' in given)
      ? given
      : {}
  return { ...options, policy: { ...options.policy, reopenWindow: { ...parts, plain: window } } }
}

const replayOnce = async (
  lines: Lines,
  options: ReplayOptions,
): Promise<Pick<ComparedWindow, 'conversations' | 'reopened' | 'violations' | 'glued' | 'cut'>> => {
  const threads = threadsSeen()
  const report = await replayIn(openSession(options), lines, options, threads.see)
  const { conversations, reopened, violations } = report
  return { conversations, reopened, violations, glued: threads.glued(), cut: threads.cut() }
}

/**
 * Tries several reopen windows on one log and says for each what it glues together that the log keeps apart, and what
 * it cuts that the log keeps together (W-1, W-6). The log is read twice for each window: `open` opens it anew.
 *
 * @example
 * const open = () => readLog('support.jsonl.gz', { onBadLine: 'stop' })
 * const rows = await compareWindows(open, [{ hours: 24 }, { days: 7 }])
 */
export const compareWindows = async (
  open: () => Lines,
  windows: readonly SpanInput[],
  options: ReplayOptions = {},
): Promise<readonly ComparedWindow[]> => {
  const rows: ComparedWindow[] = []
  for (const window of windows) {
    const here = withWindow(options, window)
    const logged = await replayOnce(open(), { ...here, close: 'as-logged' })
    const replied = await replayOnce(open(), { ...here, close: 'after-reply' })
    const { conversations, reopened } = options.close === 'after-reply' ? replied : logged
    rows.push({
      window,
      conversations,
      reopened,
      glued: logged.glued,
      cut: replied.cut,
      violations: logged.violations + replied.violations,
    })
  }
  return rows
}
