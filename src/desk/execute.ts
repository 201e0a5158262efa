import { type DecisionContext, decide, loadFor, parseInput } from '../command/decide.ts'
import type { HostAnswers, HostQuestion, ParsedCommand } from '../command/handler.ts'
import type { CommandInputs, CommandType } from '../command/inputs.ts'
import type { AnswerOf, CommandErrors, CommandInvalid } from '../command/results.ts'
import type { ParsedInbound } from '../intake/parsed-inbound.ts'
import type { Snapshot } from '../intake/snapshot.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { ChangeSet, CommitConflict } from '../store/change-set.ts'
import { readCanKeepAssignee } from './can-keep-assignee.ts'
import { createKeyedQueue, type KeyedQueue } from './keyed-queue.ts'
import type { Runtime } from './runtime.ts'

/** Could not commit: other writers changed the customer each time. Nothing was written, and it may be tried again. */
export type ConcurrencyConflict = Refusal<'desk.conflict'> & {
  readonly conflict: CommitConflict
  readonly attempts: number
}

/** What a command answers: its result once it is written, or why it was refused. */
export type ResultOf<T extends CommandType> =
  | AnswerOf<T>
  | Refused<CommandErrors[T] | CommandInvalid | ConcurrencyConflict>

const conflicted = (conflict: CommitConflict, attempts: number): Refused<ConcurrencyConflict> =>
  refuse({
    code: 'desk.conflict',
    rule: 'O-4',
    message: `Could not commit after ${attempts} attempts: other writers changed this customer each time.`,
    remedy: 'Send the same command again with the same id: nothing was written.',
    conflict,
    attempts,
  })

const repeatedConflict = (conflict: CommitConflict, attempts: number): Refused<ConcurrencyConflict> =>
  refuse({
    ...conflicted(conflict, attempts).error,
    message: `Cannot commit: a decision on fresh state met the same conflict again: ${conflict.kind} ${conflict.key}.`,
    remedy: 'Check that `find` returns what `commit` wrote: nothing was written, and waiting does not help.',
  })

/** A commit and the conflict that it met, as text. */
const conflictKey = ({ expected, claims, events }: ChangeSet, conflict: CommitConflict): string =>
  JSON.stringify([conflict.kind, conflict.key, expected, claims, events.map(({ id }) => id)])

/**
 * How often in a row one decision may meet one conflict. An event stays, so a fresh decision that writes it again never
 * passes. An address can be freed before each load and claimed before each commit. As `stale` a database also reports a
 * deadlock or a serialization failure, and these pass.
 */
const mostAlike = { repeated: 2, claimed: 8, stale: Number.POSITIVE_INFINITY } as const

/** What is to be written, or nothing, or a refusal. */
type Decided = { readonly ok: true; readonly changes: ChangeSet | null } | Refused<unknown>

/**
 * Loads, decides, commits; after a conflict loads and decides again on fresh state (O-4). Each conflict means that another
 * writer succeeded, so the time spent waiting is bounded and not the number of attempts. A conflict that fresh decisions
 * meet again and again is no race: it is refused early.
 */
export const commitDecision = async <D extends Decided>(
  runtime: Runtime,
  load: () => Promise<readonly Snapshot[]>,
  decideOn: (snapshots: readonly Snapshot[]) => D | Promise<D>,
): Promise<D | Refused<ConcurrencyConflict>> => {
  let waited = 0
  let before: string | null = null
  let alike = 0
  for (let attempts = 1; ; attempts++) {
    const decided = await decideOn(await load())
    if (!decided.ok || decided.changes === null) return decided
    const committed = await runtime.store.commit(decided.changes)
    if (committed.ok) return decided
    const { conflict } = committed
    const key = conflictKey(decided.changes, conflict)
    alike = key === before ? alike + 1 : 1
    before = key
    if (alike >= mostAlike[conflict.kind]) return repeatedConflict(conflict, attempts)
    const pause = Math.min(2 ** attempts, 200) * (0.5 + runtime.random() / 2)
    waited += pause
    if (waited > runtime.retryFor) return conflicted(conflict, attempts)
    await runtime.wait(pause)
  }
}

/** Asks the host app the questions of a decision, each conversation once, and adds the answers to those given before. */
const askHost = async (
  { canKeepAssignee, compareTopic }: Runtime,
  { inbound }: ParsedCommand,
  questions: readonly HostQuestion[],
  host: HostAnswers,
): Promise<HostAnswers> => {
  const retention = { ...host.retention }
  const topicRelations = host.topicRelations === undefined ? undefined : { ...host.topicRelations }
  for (const { kind, conversation: c } of questions)
    if (kind === 'can_keep_assignee' && canKeepAssignee !== undefined) {
      retention[c.id] = readCanKeepAssignee(await canKeepAssignee(c.agent, c.inbox))
    } else if (
      kind === 'compare_topic' &&
      compareTopic !== undefined &&
      inbound !== undefined &&
      topicRelations
    )
      topicRelations[c.id] = await compareTopic(inbound, c)
  return { retention, topicRelations }
}

/** The questions to ask now: topics decide which conversation is reopened, so they come before its assignee. */
const toAsk = ({ canKeepAssignee }: Runtime, questions: readonly HostQuestion[]): readonly HostQuestion[] => {
  const topics = questions.filter(({ kind }) => kind === 'compare_topic')
  return topics.length > 0 || canKeepAssignee === undefined ? topics : questions
}

/** Decides, and decides again with the answers of the host app, until it has no further question. */
const decideWithHost = async (
  runtime: Runtime,
  snapshots: readonly Snapshot[],
  command: ParsedCommand,
  now: number,
): Promise<ReturnType<typeof decide>> => {
  let host: HostAnswers = runtime.compareTopic === undefined ? {} : { topicRelations: {} }
  const context: DecisionContext = { now, policy: runtime.policy(), topics: runtime.topics() }
  for (;;) {
    const decided = decide(snapshots, command, { ...context, host })
    const questions = decided.ok ? toAsk(runtime, decided.questions) : []
    if (questions.length === 0) return decided
    host = await askHost(runtime, command, questions, host)
  }
}

/** Runs commands: queued in the process, decided on fresh state, committed. */
export interface Executor {
  readonly runtime: Runtime
  readonly queue: KeyedQueue
  /** `input` is plain data that was copied already. `now` takes the place of the clock. */
  readonly run: <T extends CommandType>(
    type: T,
    input: CommandInputs[T],
    now?: number,
  ) => Promise<ResultOf<T>>
}

/** A machine is told by the host app, unless the inbound says so itself (I-6). */
const classified = async (runtime: Runtime, command: ParsedCommand): Promise<ParsedCommand> => {
  const { inbound } = command
  if (inbound === undefined || inbound.automated === true || runtime.classify === undefined) return command
  const arrival = command.input as ParsedInbound
  return { ...command, input: { ...arrival, classification: await runtime.classify(inbound) } }
}

export const createExecutor = (runtime: Runtime): Executor => {
  const queue = createKeyedQueue()
  return {
    runtime,
    queue,
    run: async (type, input, now) => {
      const { newId, normaliseAddress } = runtime
      const context = {
        policy: runtime.policy(),
        topics: runtime.topics(),
        newId,
        normalise: normaliseAddress,
      }
      const parsed = parseInput(type, input, context)
      if ('ok' in parsed) return parsed as never
      const command = await classified(runtime, parsed)
      return queue(command.key, async () => {
        const decided = await commitDecision(
          runtime,
          () => loadFor(runtime, command),
          (snapshots) => decideWithHost(runtime, snapshots, command, now ?? runtime.clock()),
        )
        return (decided.ok ? decided.result : decided) as never
      })
    },
  }
}
