import { normaliseAddress } from '../channel/address.ts'
import { classifyByHeaders } from '../intake/classify.ts'
import type { Snapshot } from '../intake/snapshot.ts'
import type { Instant } from '../kernel/instant.ts'
import { plainCopy } from '../kernel/plain-copy.ts'
import { ok, type Refusal, type Refused, type Result } from '../kernel/result.ts'
import type { Policy } from '../policy/policy.ts'
import { type ChangeSet, conversationRowOf, taskRowOf } from '../store/change-set.ts'
import type { Repository, SnapshotQuery } from '../store/ports.ts'
import { emptyTopicCatalogue, type TopicCatalogue } from '../topic/catalogue.ts'
import { inboundHandlers } from './call.ts'
import { commandIssues, isInbound } from './command-issues.ts'
import { conversationHandlers } from './conversation.ts'
import { customerHandlers } from './customer.ts'
import type {
  Effect,
  Handler,
  Handlers,
  HostAnswers,
  HostQuestion,
  ParseContext,
  ParsedCommand,
} from './handler.ts'
import type { Command, CommandType } from './inputs.ts'
import { commandInvalid } from './invalid.ts'
import { mergeHandlers } from './merge.ts'
import { outboundHandlers } from './outbound.ts'
import type { AnswerOf, CommandErrors, CommandInvalid } from './results.ts'
import { taskHandlers } from './task.ts'

const makeHandlers = (): Handlers<CommandType> => ({
  ...inboundHandlers(),
  ...outboundHandlers(),
  ...conversationHandlers(),
  ...customerHandlers(),
  ...mergeHandlers(),
  ...taskHandlers(),
})

// Made when a command is first needed: a bundle of single functions drops them.
const handlers: Handlers<CommandType> = /* @__PURE__ */ makeHandlers()

/** What parsing a command needs: everything but the policy and `newId` has a default. */
export type ParseCommandContext = Pick<ParseContext, 'policy' | 'newId'> & Partial<ParseContext>

/** What a decision may know beside the command and the snapshots: plain data. */
export interface DecisionContext {
  readonly now: Instant
  readonly policy: Policy
  /** Default: no topics. */
  readonly topics?: TopicCatalogue | undefined
  readonly host?: HostAnswers | undefined
}

/** What a command changes, and its answer once that is written. */
export interface Decision<T extends CommandType = CommandType> {
  readonly ok: true
  /** To be committed whole; null where nothing changes. */
  readonly changes: ChangeSet | null
  readonly result: AnswerOf<T>
  /** Questions to the host app for which the default was taken: answer them in `host` and decide again. */
  readonly questions: readonly HostQuestion[]
}

/**
 * The change set of a decision. Closed conversations come first and customers in order, so that no two writers deadlock; a
 * customer who is merged away comes last, as if all deadlines had been applied before the merge (I-9, D-2).
 *
 * @example
 * const effect = { before: situation, customer, conversations: [conversation], events, claims: [] }
 * changeSetOf([effect], policy).expected // [{ customer: 'ada', head: 12 }]
 */
export const changeSetOf = (effects: readonly Effect[], policy: Policy): ChangeSet => {
  const inOrder = [...effects].sort((a, b) => (a.customer.id < b.customer.id ? -1 : 1))
  const isGone = ({ customer }: Effect): number => (customer.mergedInto === null ? 0 : 1)
  const byMerge = [...inOrder].sort((a, b) => isGone(a) - isGone(b))
  const conversations = byMerge.flatMap((effect) =>
    effect.conversations.map((c) => conversationRowOf(c, policy)),
  )
  return {
    expected: inOrder.map(({ customer, before }) => ({ customer: customer.id, head: before.head })),
    customers: inOrder.filter(({ customer, before }) => customer !== before.customer).map((e) => e.customer),
    conversations: conversations.sort(
      (a, b) => Number(b.status === 'closed') - Number(a.status === 'closed'),
    ),
    tasks: inOrder.flatMap((effect) => (effect.tasks ?? []).map((task) => taskRowOf(task, policy))),
    claims: inOrder.flatMap((effect) => effect.claims),
    events: inOrder.flatMap((effect) => effect.events),
    redacted: inOrder.flatMap((effect) => effect.redacted ?? []),
  }
}

/** Whether a word names a command. */
const isCommandType = (type: unknown): type is CommandType =>
  typeof type === 'string' && Object.hasOwn(handlers, type)

/** The type of every command. */
export const commandTypes: readonly CommandType[] = /* @__PURE__ */ Object.keys(handlers) as CommandType[]

/** The one cast: a handler gets the commands that it parsed. */
const handlerOf = ({ type }: Pick<ParsedCommand, 'type'>): Handler => handlers[type] as Handler

/** The method of a desk that gives a command: `create_task` is `createTask`. */
export const methodOf = (type: CommandType): string =>
  type.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Validates the input of a command: plain data, copied already. */
export const parseInput = (
  type: CommandType,
  input: unknown,
  context: ParseCommandContext,
): ParsedCommand | Refused<Refusal> => {
  const issues = commandIssues(methodOf(type), input)
  if (issues.length > 0)
    return commandInvalid(issues, isInbound(methodOf(type)) ? 'inbound.invalid' : 'command.invalid')
  return handlerOf({ type }).parse(input as never, {
    topics: emptyTopicCatalogue,
    normaliseAddress: normaliseAddress,
    classify: classifyByHeaders,
    ...context,
  })
}

/** Reads a value as a command: its type, and its input as plain data. */
export const readCommand = (
  command: unknown,
): { readonly type: CommandType; readonly input: unknown } | Refused<CommandInvalid> => {
  const copy = plainCopy(command)
  if (!copy.ok) return commandInvalid([copy.error])
  const { type, ...input } = { ...(copy.value as { readonly type?: unknown } | null) }
  return isCommandType(type)
    ? { type, input }
    : commandInvalid([{ path: 'type', message: `must be one of ${commandTypes.join(', ')}` }])
}

/**
 * Validates a command, once: ids are digested, addresses normalised, defaults filled in (B-1).
 *
 * Refused: `command.invalid` with the issues, and what the parser of that command refuses.
 *
 * @example
 * const command = parseCommand({ type: 'block', customer: 'ada' }, { policy, newId: () => 'c10' })
 * command.ok && command.value.commandId // 'c10'
 */
export const parseCommand = <C extends Command>(
  command: C,
  context: ParseCommandContext,
): Result<ParsedCommand & Pick<C, 'type'>, CommandErrors[C['type']] | CommandInvalid> => {
  const read = readCommand(command)
  const parsed = 'ok' in read ? read : parseInput(read.type, read.input, context)
  return ('ok' in parsed ? parsed : ok(parsed)) as never
}

/**
 * The snapshots that a command needs and that are not loaded yet: load them, add them to `loaded` and ask again, until the
 * list is empty. Most commands need one trip.
 *
 * @example
 * const command = parseCommand({ type: 'block', customer: 'ada' }, { policy, newId: () => 'c10' })
 * command.ok && queriesFor(command.value).map(({ customer: id }) => id) // ['ada']
 */
export const queriesFor = (
  command: ParsedCommand,
  loaded: readonly Snapshot[] = [],
): readonly SnapshotQuery[] => handlerOf(command).queries(command, loaded)

/**
 * Loads all snapshots that a command needs.
 *
 * @example
 * const command = parseCommand({ type: 'block', customer: 'nobody' }, { policy, newId: () => 'c10' })
 * command.ok && (await loadFor(store, command.value)).map(({ head }) => head) // [0]
 */
export const loadFor = async (
  repository: Pick<Repository, 'load'>,
  command: ParsedCommand,
): Promise<readonly Snapshot[]> => {
  let loaded: readonly Snapshot[] = []
  for (;;) {
    const queries = queriesFor(command, loaded)
    if (queries.length === 0) return loaded
    loaded = [...loaded, ...(await repository.load(queries))]
  }
}

/**
 * Decides a command: pure and synchronous. Deadlines that are due by `now` are applied first, at their own time (D-2); a
 * command that was written before is answered and writes nothing.
 *
 * @example
 * const command = parseCommand({ type: 'reopen', customer: 'ada', agent: 'sam' }, { policy, newId: () => 'c10' })
 * const decision = command.ok && decide([situation], command.value, { now, policy })
 * decision && decision.ok // false: the conversation is not closed
 */
export const decide = <T extends CommandType>(
  snapshots: readonly Snapshot[],
  command: ParsedCommand & { readonly type: T },
  context: DecisionContext,
): Decision<T> | Refused<CommandErrors[T]> => {
  const { now, policy, topics = emptyTopicCatalogue, host = {} } = context
  const questions: HostQuestion[] = []
  const decided = handlerOf(command).decide(command, snapshots, { now, policy, topics, host, questions })
  if (!decided.ok) return decided as Refused<Refusal> as never
  const effects = decided.effects.filter((effect) => effect.events.length > 0)
  const changes = effects.length === 0 ? null : changeSetOf(effects, policy)
  return { ok: true, changes, result: decided.result as AnswerOf<T>, questions }
}
