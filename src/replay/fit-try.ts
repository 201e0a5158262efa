import type { PolicyInput } from '../policy/input.ts'
import type { Span } from '../policy/policy.ts'
import type { Groups } from './fit-lines.ts'
import { covers, type Outcome, watch } from './fit-outcomes.ts'
import { policyOf, type ReplayOptions } from './options.ts'
import { type Observe, replayIn } from './replay.ts'
import { openSession } from './session.ts'
import { type Seen, threadsSeen } from './threads.ts'
import { isByTopic, type TriedWindow, withWindow } from './windows.ts'

/** Tries windows on the customers of a log, each customer only as often as something else can come of it. */
export interface Trial {
  /** What one window does to all of them, with the log's closes for *glued* and a close after each reply for *cut*. */
  readonly of: (window: TriedWindow) => Promise<Seen>
  readonly violations: () => number
}

type Closing = 'as-logged' | 'after-reply'

/** A window in business time is longer or shorter than another from case to case: it covers nothing but itself. */
const lengthOf = (span: Span): number => {
  if (span === 'never') return Number.NEGATIVE_INFINITY
  if (span === 'always') return Number.POSITIVE_INFINITY
  return typeof span === 'number' ? span : Number.NaN
}

/** By time alone: what the policy says of topics is left out. */
const policyFor = ({ policy }: ReplayOptions, window: TriedWindow): Partial<PolicyInput> =>
  withWindow(policy, isByTopic(window) ? window : { plain: window, sameTopic: window, otherTopic: window })

const sum = (all: Iterable<Seen>): Seen => {
  const glued = { of: 0, active: 0, reopened: 0 }
  const cut = { of: 0, cut: 0 }
  let parted = 0
  for (const seen of all) {
    glued.of += seen.glued.of
    glued.active += seen.glued.active
    glued.reopened += seen.glued.reopened
    parted += seen.parted
    cut.of += seen.cut.of
    cut.cut += seen.cut.cut
  }
  return { glued, parted, cut }
}

export const trialOf = (groups: Groups, options: ReplayOptions): Trial => {
  const groupOf = new Map(
    [...groups].flatMap(([name, lines]) => lines.map(({ line }) => [line.customer, name] as const)),
  )
  const known = new Map<string, Map<string, Outcome[]>>()
  let violations = 0

  /** Replays these customers, and remembers for which other windows the same would have come of it. */
  const replay = async (
    asked: readonly string[],
    policy: Partial<PolicyInput>,
    close: Closing,
    outcomes: Map<string, Outcome[]>,
  ): Promise<readonly Seen[]> => {
    const watched = new Map(asked.map((name) => [name, { threads: threadsSeen(), ...watch() }]))
    const observe: Observe = (line, answer) => {
      const here = watched.get(groupOf.get(line.customer) ?? '')
      here?.threads.see(line, answer)
      here?.see(line, answer)
    }
    const tried = { ...options, policy, close }
    const theirs = asked.flatMap((name) => groups.get(name) ?? [])
    const lines = theirs.toSorted((one, other) => one.number - other.number)
    const report = await replayIn(openSession(tried), lines, tried, observe)
    violations += report.violations
    return [...watched].map(([name, { threads, outcome }]) => {
      const seen = threads.seen()
      const found = outcome(seen)
      if (found !== null) outcomes.set(name, [...(outcomes.get(name) ?? []), found])
      return seen
    })
  }

  const closing = async (window: TriedWindow, close: Closing): Promise<Seen> => {
    const policy = policyFor(options, window)
    const { plain, sameTopic, otherTopic, byTopic } = policyOf({ policy }).reopenWindow
    const lengths = { plain: lengthOf(plain), same: lengthOf(sameTopic), other: lengthOf(otherTopic) }
    const kind = `${close} ${byTopic}`
    const outcomes = known.get(kind) ?? new Map<string, Outcome[]>()
    known.set(kind, outcomes)
    const ready: Seen[] = []
    const asked: string[] = []
    for (const name of groups.keys()) {
      const found = outcomes.get(name)?.find((outcome) => covers(outcome, lengths))
      if (found === undefined) asked.push(name)
      else ready.push(found.seen)
    }
    return sum([...ready, ...(await replay(asked, policy, close, outcomes))])
  }

  return {
    of: async (window) => {
      const { glued, parted } = await closing(window, 'as-logged')
      const { cut } = await closing(window, 'after-reply')
      return { glued, parted, cut }
    },
    violations: () => violations,
  }
}
