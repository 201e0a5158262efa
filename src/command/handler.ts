import type { NormaliseAddress } from '../channel/address.ts'
import { type Conversation, isActive } from '../conversation/conversation.ts'
import type { AssigneeRetention } from '../conversation/reopen.ts'
import type { AddressClaim } from '../customer/change.ts'
import type { Customer } from '../customer/customer.ts'
import { applyDueDeadlines } from '../deadline/apply-due-deadlines.ts'
import type { Classification } from '../intake/classify.ts'
import type { Inbound } from '../intake/inbound.ts'
import { emptySnapshot, type Snapshot, type StoredEvent } from '../intake/snapshot.ts'
import type { Actor } from '../kernel/actor.ts'
import type { CommandId, ConversationId, CustomerId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import type { Policy } from '../policy/policy.ts'
import type { TopicRelation } from '../policy/window.ts'
import type { SnapshotQuery } from '../store/ports.ts'
import type { Task } from '../task/task.ts'
import type { TopicCatalogue } from '../topic/catalogue.ts'
import type { CommandInputs, CommandType } from './inputs.ts'
import { type CommandResult, commandResult, type ReceiveResult, repeatedResult } from './results.ts'

/** What the host app answered before a decision; a question without an answer gets the default. */
export interface HostAnswers {
  /** Whether a closed conversation keeps its agent when it is reopened, and in which inbox. Default: it does. */
  readonly retention?: { readonly [conversation: ConversationId]: AssigneeRetention } | undefined
  /** How the topic of an inbound relates to closed conversations. Left out: by their topics (W-6, W-8). */
  readonly topicRelations?: { readonly [conversation: ConversationId]: TopicRelation } | undefined
}

/** A question to the host app, for which a decision took the default. */
export interface HostQuestion {
  readonly kind: 'can_keep_assignee' | 'compare_topic'
  readonly conversation: Conversation
}

/** What parsing a command needs. */
export interface ParseContext {
  readonly policy: Policy
  readonly topics: TopicCatalogue
  readonly normaliseAddress: NormaliseAddress
  /** Tells who or what wrote a message; default: by its headers (I-6). */
  readonly classify: (inbound: Inbound) => Classification
  /** Makes the name of a command that brings no `commandId`. */
  readonly newId: () => CommandId
}

/** What a decision may know beside the command and the snapshots. */
export interface DecideContext {
  readonly now: Instant
  readonly policy: Policy
  readonly topics: TopicCatalogue
  readonly host: HostAnswers
  /** Collects the questions for which this decision takes the default. */
  readonly questions: HostQuestion[]
}

/** A command that was validated: addresses normalised, ids digested. */
export interface ParsedCommand<P = unknown> {
  readonly type: CommandType
  readonly commandId: CommandId
  readonly actor: Actor
  /** Whose turn it is: the customer, or what identifies them as well as is known. Commands of one key queue up. */
  readonly key: string
  /** What a provider delivered; left out of other commands. */
  readonly inbound?: Inbound | undefined
  readonly input: P
}

/** What one command did to one customer. */
export interface Effect {
  /** The customer and the end of their stream, as they were loaded. */
  readonly before: Pick<Snapshot, 'customer' | 'head'>
  readonly customer: Customer
  /** Every conversation that changed, in any order. */
  readonly conversations: readonly Conversation[]
  /** The events of due deadlines and those of the command, in the order of their places. */
  readonly events: readonly StoredEvent[]
  readonly claims: readonly AddressClaim[]
  readonly tasks?: readonly Task[] | undefined
  readonly redacted?: readonly StoredEvent[] | undefined
}

/** A handler's decision: what to write, and the answer once it is written. */
export interface Decided {
  readonly ok: true
  readonly effects: readonly Effect[]
  readonly result: CommandResult | ReceiveResult
}

/** One command type: how it is parsed, which snapshots it needs, and the pure decision. */
export interface Handler<T extends CommandType = CommandType, P = unknown> {
  readonly parse: (input: CommandInputs[T], context: ParseContext) => ParsedCommand<P> | Refused<Refusal>
  /** The queries for which no snapshot is loaded yet; some depend on the snapshots loaded before. */
  readonly queries: (command: ParsedCommand<P>, loaded: readonly Snapshot[]) => readonly SnapshotQuery[]
  readonly decide: (
    command: ParsedCommand<P>,
    snapshots: readonly Snapshot[],
    context: DecideContext,
  ) => Decided | Refused<Refusal>
}

/** Any handler: `decide` gives each one the commands that it parsed. */
export interface AnyHandler {
  readonly parse: (input: never, context: ParseContext) => ParsedCommand | Refused<Refusal>
  readonly queries: (command: never, loaded: readonly Snapshot[]) => readonly SnapshotQuery[]
  readonly decide: (
    command: never,
    snapshots: readonly Snapshot[],
    context: DecideContext,
  ) => Decided | Refused<Refusal>
}

export type Handlers<T extends CommandType> = { readonly [type in T]: AnyHandler }

/** A snapshot after its due deadlines, and the context of the command that continues from there (D-2). */
export interface Begun {
  readonly before: Snapshot
  readonly snapshot: Snapshot
  readonly due: readonly StoredEvent[]
  readonly context: Context
}

const lastClosedFirst = (a: Conversation, b: Conversation): number =>
  (b.closed?.at ?? 0) - (a.closed?.at ?? 0)

/** The context of a command that begins at the end of a customer's stream. */
export const contextAt = (
  { head, customer }: Pick<Snapshot, 'head' | 'customer'>,
  { actor, commandId }: Pick<ParsedCommand, 'actor' | 'commandId'>,
  { now, policy, topics }: Pick<DecideContext, 'now' | 'policy' | 'topics'>,
): Context => ({ now, actor, commandId, customer: customer?.id, head, emitted: 0, policy, topics })

/** Applies the due deadlines of the active conversation: the snapshot is as a store would have it, had they been applied in time. */
export const begin = (
  before: Snapshot,
  command: Pick<ParsedCommand, 'actor' | 'commandId'>,
  decision: Pick<DecideContext, 'now' | 'policy' | 'topics'>,
): Begun => {
  const context = contextAt(before, command, decision)
  const unchanged = { before, snapshot: before, due: [], context }
  if (before.active === null) return unchanged
  const { state, events } = applyDueDeadlines(before.active, context)
  if (events.length === 0) return unchanged
  const snapshot = isActive(state)
    ? { ...before, active: state }
    : { ...before, active: null, closed: [state, ...before.closed].sort(lastClosedFirst) }
  return { before, snapshot, due: events, context: { ...context, head: context.head + events.length } }
}

/** The conversations that differ from those loaded, each in its last state: after due deadlines, then after the command. */
export const changedFrom = (
  before: Snapshot,
  snapshot: Snapshot,
  decided: readonly (Conversation | null)[] = [],
): readonly Conversation[] => {
  const last = new Map<string, Conversation>()
  for (const c of [...snapshot.closed, snapshot.active, ...decided])
    if (c !== null && c !== before.active && !before.closed.includes(c)) last.set(c.id, c)
  return [...last.values()]
}

/** What an operation on one customer decided, before the events of due deadlines are added. */
export interface Outcome {
  readonly ok: true
  readonly customer?: Customer | undefined
  readonly conversation?: Conversation | null | undefined
  /** Further conversations that it changed. */
  readonly others?: readonly Conversation[] | undefined
  readonly events: readonly StoredEvent[]
  readonly claims?: readonly AddressClaim[] | undefined
  /** Whether the events of due deadlines are written even if the command writes nothing. */
  readonly writesDue?: boolean | undefined
  /** Stored events whose content is removed in the same write (E-7). */
  readonly redacted?: readonly StoredEvent[] | undefined
}

export const nothingToWrite = (result: Decided['result']): Decided => ({ ok: true, effects: [], result })

/** The pipeline of every command on one customer: repeats, due deadlines, the operation, its effect. */
export const decideForCustomer = (
  command: ParsedCommand,
  customerId: CustomerId,
  before: Snapshot,
  decision: DecideContext,
  operation: (snapshot: Snapshot, context: Context) => Outcome | Refused<Refusal>,
): Decided | Refused<Refusal> => {
  const { snapshot, due, context } = begin(before, command, decision)
  if (before.commandEvents.length > 0) return nothingToWrite(repeatedResult(snapshot, customerId))
  const outcome = operation(snapshot, context)
  if (!outcome.ok) return outcome
  const { conversation = null, customer = snapshot.customer, claims = [], redacted } = outcome
  const writes = outcome.events.length > 0 || (outcome.writesDue === true && due.length > 0)
  const id = customer?.id ?? customerId
  if (!writes || customer === null) return nothingToWrite(commandResult(id, conversation, before.head, []))
  const events = [...due, ...outcome.events]
  const conversations = changedFrom(before, snapshot, [...(outcome.others ?? []), conversation])
  const effect = { before, customer, conversations, events, claims, redacted }
  return {
    ok: true,
    effects: [effect],
    result: commandResult(id, conversation, before.head, events),
  }
}

export const firstOf = (snapshots: readonly Snapshot[]): Snapshot => snapshots[0] ?? emptySnapshot

/** What the host app answered about the assignee of a conversation that is to be reopened; a question where it did not. */
export const retentionOf = (
  c: Conversation | null,
  { host, questions }: DecideContext,
): AssigneeRetention => {
  const keeps = { keepsAgent: true, inbox: null }
  if (c === null || c.closed === null) return keeps
  const answered = host.retention?.[c.id]
  if (answered !== undefined) return answered
  questions.push({ kind: 'can_keep_assignee', conversation: c })
  return keeps
}
