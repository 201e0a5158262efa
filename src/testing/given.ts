import {
  commandTypes,
  type Decision,
  decide,
  methodOf,
  type ParseCommandContext,
  parseCommand,
  queriesFor,
} from '../command/decide.ts'
import type { Command, CommandInputs, CommandType } from '../command/inputs.ts'
import type { AnswerOf, CommandErrors, CommandInvalid } from '../command/results.ts'
import { emptySnapshot, type Snapshot, type StoredEvent } from '../intake/snapshot.ts'
import { type Duration, parseDuration } from '../kernel/duration.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import { createMemoryTables, type MemoryTables } from '../memory/tables.ts'
import type { Policy } from '../policy/policy.ts'
import { snapshotQuery } from '../store/ports.ts'
import { emptyTopicCatalogue, type TopicCatalogue } from '../topic/catalogue.ts'

/** What a story starts with: everything but the policy has a default. */
export interface GivenOptions extends Pick<Partial<ParseCommandContext>, 'normaliseAddress' | 'classify'> {
  readonly policy: Policy
  /** When it begins, in milliseconds since 1970. Default: Monday, 5 January 2026, 09:00 UTC. */
  readonly now?: Instant | undefined
  readonly topics?: TopicCatalogue | undefined
}

type Filled = 'customer' | 'version'

/**
 * The input of a command. `customer` may be left out: it is the customer of the step before. So may the `version` of a close: the
 * agent has seen everything.
 */
export type StepInput<T extends CommandType> = CommandInputs[T] extends { readonly customer: CustomerId }
  ? Omit<CommandInputs[T], Filled> & Partial<Pick<CommandInputs[T], Filled & keyof CommandInputs[T]>>
  : CommandInputs[T]

/** A command of a story. */
export type StepCommand<T extends CommandType> = { readonly type: T } & StepInput<T>

type MethodName<T extends string> = T extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<MethodName<Tail>>}`
  : T

type StepMethods = {
  readonly [T in CommandType as MethodName<T>]: (input: StepInput<T>) => Story
}

/** What has happened so far: plain data that never changes. Every step returns a new story, so that one can branch. */
export interface Story extends StepMethods {
  /** Lets time pass; deadlines that fall due are applied by the next command. */
  readonly after: (duration: Duration) => Story
  /** What a command would answer now. Throws if it is refused. */
  readonly decide: <T extends CommandType>(command: StepCommand<T>) => AnswerOf<T>
  /** Why a command would be refused now; null if it is accepted. */
  readonly refusal: <T extends CommandType>(
    command: StepCommand<T>,
  ) => CommandErrors[T] | CommandInvalid | null
  /** What is stored of a customer; default: the customer of the last step. */
  readonly snapshot: (customer?: CustomerId) => Snapshot
  readonly events: () => readonly StoredEvent[]
  readonly now: Instant
}

interface Step {
  readonly at: Instant
  readonly command: StepCommand<CommandType>
}

/** The rows that some steps have written, and how the next command is decided on them. */
interface Played {
  readonly tables: MemoryTables
  /** Whose command the last one was. */
  readonly customer: CustomerId | null
  readonly decideNext: (step: Step) => Decision | Refused<Refusal>
}

/** Monday, 5 January 2026, 09:00 UTC. */
const defaultNow: Instant = Date.UTC(2026, 0, 5, 9)

/** These find their customer by an address, or make one: nothing is filled in. */
const findsCustomer: readonly CommandType[] = ['receive', 'start_call', 'answer_call', 'end_call', 'register']

const play = (steps: readonly Step[], options: GivenOptions): Played => {
  const { policy, topics = emptyTopicCatalogue, normaliseAddress, classify } = options
  const tables = createMemoryTables(null)
  let commands = 0
  let customer: CustomerId | null = null
  const parsing = {
    policy,
    topics,
    newId: () => `c${++commands}`,
    ...(normaliseAddress === undefined ? {} : { normaliseAddress }),
    ...(classify === undefined ? {} : { classify }),
  }
  const filledIn = (command: StepCommand<CommandType>): object => {
    if (findsCustomer.includes(command.type)) return command
    const named = { ...(customer === null ? {} : { customer }), ...command }
    if (named.type !== 'close') return named
    return { version: tables.load(snapshotQuery({ customer: named.customer ?? null })).head, ...named }
  }
  const decideNext = ({ at, command }: Step): Decision | Refused<Refusal> => {
    const parsed = parseCommand(filledIn(command) as Command, parsing)
    if (!parsed.ok) return parsed
    let loaded: readonly Snapshot[] = []
    for (let next = queriesFor(parsed.value); next.length > 0; next = queriesFor(parsed.value, loaded))
      loaded = [...loaded, ...next.map(tables.load)]
    return decide(loaded, parsed.value, { now: at, policy, topics })
  }
  for (const [n, step] of steps.entries()) {
    const decision = decideNext(step)
    if (!decision.ok) throw refusedStep(`step ${n + 1}`, step.command.type, decision.error)
    if (decision.changes !== null) tables.write(decision.changes)
    customer = decision.result.customer ?? customer
  }
  return { tables, customer, decideNext }
}

const refusedStep = (where: string, type: CommandType, { code, message, remedy }: Refusal): Error =>
  new Error(`${where}, \`${type}\`, is refused as ${code}: ${message}. ${remedy}`)

const storyOf = (steps: readonly Step[], now: Instant, options: GivenOptions): Story => {
  let played: Played | null = null
  const past = (): Played => (played ??= play(steps, options))
  const step = (type: CommandType) => (input: object) =>
    storyOf([...steps, { at: now, command: { type, ...input } as StepCommand<CommandType> }], now, options)
  const methods = Object.fromEntries(commandTypes.map((type) => [methodOf(type), step(type)]))
  const own: Omit<Story, keyof StepMethods> = {
    now,
    after: (duration) => {
      const length = parseDuration(duration, 'duration')
      if (!length.ok) throw new Error(`after: \`duration\` ${length.error.message}`)
      return storyOf(steps, now + length.value, options)
    },
    decide: (command) => {
      const decision = past().decideNext({ at: now, command: command as never })
      if (!decision.ok) throw refusedStep('the command', command.type, decision.error)
      return decision.result as never
    },
    refusal: (command) => {
      const decision = past().decideNext({ at: now, command: command as never })
      return decision.ok ? null : (decision.error as never)
    },
    snapshot: (customer) => {
      const { tables, customer: last } = past()
      const id = customer ?? last
      return id === null ? emptySnapshot : tables.load(snapshotQuery({ customer: id }))
    },
    events: () => past().tables.feed,
  }
  return { ...(methods as unknown as StepMethods), ...own }
}

/**
 * Begins a story: commands and time, one after the other, decided in memory by the same handlers that a desk uses. It is
 * synchronous, so a test of a rule needs no store and no `await`.
 *
 * A step is a method of the desk: `receive`, `send`, `close`, `createTask` and so on. `decide` and `refusal` ask what one more
 * command would answer. Nothing is changed by asking, and every step returns a new story.
 *
 * Throws where a step or the command of `decide` is refused, with the code, the reason and the next step.
 *
 * @example
 * const sms = { channel: 'sms', from: '+4930123456' }
 * const story = given({ policy }).receive({ ...sms, text: 'Hi' }).close({ agent: 'sam', force: true }).after({ hours: 6 })
 * story.decide({ type: 'receive', ...sms, text: 'Thanks, but it is still broken' }).outcome // 'reopen'
 */
export const given = (options: GivenOptions): Story => storyOf([], options.now ?? defaultNow, options)
