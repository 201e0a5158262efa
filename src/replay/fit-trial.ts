import type { PolicyInput } from '../policy/input.ts'
import type { Span } from '../policy/policy.ts'
import type { CustomerGroups } from './fit-lines.ts'
import { covers, createOutcomeRecorder, type WindowOutcome } from './fit-outcomes.ts'
import { policyOf, type ReplayOptions } from './options.ts'
import { type ObserveLine, replayInSession } from './replay.ts'
import { openSession } from './session.ts'
import { compareThreads, type ThreadErrors } from './threads.ts'
import { isByTopic, type TriedWindow, withWindow } from './windows.ts'

/** Tries windows on the customers of a log, each customer only as often as something else can come of it. */
export interface Trial {
  /** What one window does to all of them, with the log's closes for *glued* and a close after each reply for *cut*. */
  readonly errorsOf: (window: TriedWindow) => Promise<ThreadErrors>
  readonly violations: () => number
}

type CloseMode = 'as-logged' | 'after-reply'

/** A window in business time is longer or shorter than another from case to case: it covers nothing but itself. */
const lengthOf = (span: Span): number => {
  if (span === 'never') return Number.NEGATIVE_INFINITY
  if (span === 'always') return Number.POSITIVE_INFINITY
  return typeof span === 'number' ? span : Number.NaN
}

/** By time alone: what the policy says of topics is left out. */
const policyFor = ({ policy }: ReplayOptions, window: TriedWindow): Partial<PolicyInput> =>
  withWindow(policy, isByTopic(window) ? window : { plain: window, sameTopic: window, otherTopic: window })

const sumErrors = (all: Iterable<ThreadErrors>): ThreadErrors => {
  const falseMerge = { total: 0, active: 0, reopened: 0 }
  const falseSplit = { total: 0, split: 0 }
  let separatedByLanes = 0
  for (const seen of all) {
    falseMerge.total += seen.falseMerge.total
    falseMerge.active += seen.falseMerge.active
    falseMerge.reopened += seen.falseMerge.reopened
    separatedByLanes += seen.separatedByLanes
    falseSplit.total += seen.falseSplit.total
    falseSplit.split += seen.falseSplit.split
  }
  return { falseMerge, separatedByLanes, falseSplit }
}

export const createTrial = (groups: CustomerGroups, options: ReplayOptions): Trial => {
  const groupOf = new Map(
    [...groups].flatMap(([name, lines]) => lines.map(({ line }) => [line.customer, name] as const)),
  )
  const outcomesByMode = new Map<string, Map<string, WindowOutcome[]>>()
  let violations = 0

  /** Replays these customers, and remembers for which other windows the same would have come of it. */
  const replay = async (
    asked: readonly string[],
    policy: Partial<PolicyInput>,
    close: CloseMode,
    outcomes: Map<string, WindowOutcome[]>,
  ): Promise<readonly ThreadErrors[]> => {
    const watched = new Map(
      asked.map((name) => [name, { threads: compareThreads(), ...createOutcomeRecorder() }]),
    )
    const observe: ObserveLine = (line, answer) => {
      const here = watched.get(groupOf.get(line.customer) ?? '')
      here?.threads.record(line, answer)
      here?.record(line, answer)
    }
    const tried = { ...options, policy, close }
    const theirs = asked.flatMap((name) => groups.get(name) ?? [])
    const lines = theirs.toSorted((one, other) => one.number - other.number)
    const report = await replayInSession(openSession(tried), lines, tried, observe)
    violations += report.violations
    return [...watched].map(([name, { threads, outcome }]) => {
      const seen = threads.errors()
      const found = outcome(seen)
      if (found !== null) outcomes.set(name, [...(outcomes.get(name) ?? []), found])
      return seen
    })
  }

  const tryWith = async (window: TriedWindow, close: CloseMode): Promise<ThreadErrors> => {
    const policy = policyFor(options, window)
    const { plain, sameTopic, otherTopic, byTopic } = policyOf({ policy }).reopenWindow
    const lengths = { plain: lengthOf(plain), same: lengthOf(sameTopic), other: lengthOf(otherTopic) }
    const kind = `${close} ${byTopic}`
    const outcomes = outcomesByMode.get(kind) ?? new Map<string, WindowOutcome[]>()
    outcomesByMode.set(kind, outcomes)
    const ready: ThreadErrors[] = []
    const asked: string[] = []
    for (const name of groups.keys()) {
      const found = outcomes.get(name)?.find((outcome) => covers(outcome, lengths))
      if (found === undefined) asked.push(name)
      else ready.push(found.errors)
    }
    return sumErrors([...ready, ...(await replay(asked, policy, close, outcomes))])
  }

  return {
    errorsOf: async (window) => {
      const { falseMerge, separatedByLanes } = await tryWith(window, 'as-logged')
      const { falseSplit } = await tryWith(window, 'after-reply')
      return { falseMerge, separatedByLanes, falseSplit }
    },
    violations: () => violations,
  }
}
