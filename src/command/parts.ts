import type { ConversationChanged } from '../conversation/change.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { SeparationResult } from '../conversation/separate.ts'
import { conversationIn, lastClosed, type Snapshot } from '../intake/snapshot.ts'
import type { Actor } from '../kernel/actor.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import { shortenKey } from '../kernel/text-keys.ts'
import type { Context } from '../policy/context.ts'
import { type SnapshotQuery, snapshotQuery } from '../store/ports.ts'
import {
  type DecideContext,
  decideForCustomer,
  firstOf,
  type Handler,
  type Outcome,
  type ParseContext,
  type ParsedCommand,
} from './handler.ts'
import type { ActorInput, CommandInput, CommandInputs, CommandType } from './inputs.ts'
import { noConversation, unknownCustomer } from './results.ts'

/** The actor that a command names. */
export const actorOf = ({ agent, automation, api }: ActorInput): Actor =>
  agent != null
    ? { kind: 'agent', id: agent }
    : automation != null
      ? { kind: 'automation', id: automation }
      : { kind: 'api', id: api ?? null }

/** A parsed command with its name, its actor and the key of its customer. */
export const parsed = <P>(
  type: CommandType,
  given: CommandInput,
  key: string,
  input: P,
  { newId }: Pick<ParseContext, 'newId'>,
): ParsedCommand<P> => ({
  type,
  commandId: shortenKey(given.commandId ?? newId()),
  actor: actorOf(given),
  key,
  input,
})

/** The queries of a handler that needs one trip. */
export const oneTrip =
  <P>(
    queriesOf: (command: ParsedCommand<P>) => readonly SnapshotQuery[],
  ): Handler<CommandType, P>['queries'] =>
  (command, loaded) =>
    loaded.length > 0 ? [] : queriesOf(command)

/** The snapshot of a customer, with the events that an earlier run of the command wrote. */
export const ownQuery = (
  { commandId }: Pick<ParsedCommand, 'commandId'>,
  customer: CustomerId,
  more: Partial<SnapshotQuery> = {},
): SnapshotQuery => snapshotQuery({ customer, commands: [commandId], ...more })

/** The conversation that a command concerns: the one it names, else the active one, else the last closed. */
export const concerned = (situation: Snapshot, named: string | undefined): Conversation | null =>
  named === undefined ? (situation.active ?? lastClosed(situation)) : conversationIn(situation, named)

export const outcomeOf = <E>(result: ConversationChanged | Refused<E>): Outcome | Refused<E> =>
  result.ok ? { ok: true, conversation: result.state, events: result.events } : result

export const outcomeOfTwo = <E>(result: SeparationResult | Refused<E>): Outcome | Refused<E> =>
  result.ok
    ? { ok: true, conversation: result.state, others: [result.closedConversation], events: result.events }
    : result

type OfCustomer = {
  [T in CommandType]: CommandInputs[T] extends CommandInput & { readonly customer: CustomerId } ? T : never
}[CommandType]

/** What an operation of a handler gets beside the snapshot. */
type Operation<T extends CommandType> = (
  snapshot: Snapshot,
  input: CommandInputs[T],
  context: Context,
  decision: DecideContext,
  /** The snapshots of further queries. */
  further: readonly Snapshot[],
) => Outcome | Refused<Refusal>

/** A handler of a command on one customer that needs one snapshot. */
export const onCustomer = <T extends OfCustomer>(
  type: T,
  operation: Operation<T>,
): Handler<T, CommandInputs[T]> => ({
  parse: (input, context) => parsed(type, input, input.customer, input, context),
  queries: oneTrip((command) => {
    const { customer, conversation } = command.input as { customer: CustomerId; conversation?: string | null }
    return [ownQuery(command, customer, { conversation: conversation ?? null })]
  }),
  decide: (command, snapshots, decision) =>
    decideForCustomer(command, command.input.customer, firstOf(snapshots), decision, (snapshot, context) =>
      operation(snapshot, command.input, context, decision, snapshots.slice(1)),
    ),
})

type OfConversation = {
  [T in OfCustomer]: CommandInputs[T] extends { readonly conversation?: string | undefined } ? T : never
}[OfCustomer]

/** A handler of a command on one conversation of a customer who is known. */
export const onConversation = <T extends OfConversation>(
  type: T,
  operation: (
    c: Conversation,
    input: CommandInputs[T],
    context: Context,
    snapshot: Snapshot,
    decision: DecideContext,
    further: readonly Snapshot[],
  ) => Outcome | Refused<Refusal>,
): Handler<T, CommandInputs[T]> =>
  onCustomer(type, (snapshot, input, context, decision, further) => {
    const { conversation } = input as { readonly conversation?: string | undefined }
    if (snapshot.customer === null) return unknownCustomer(input.customer)
    const c = concerned(snapshot, conversation)
    return c === null
      ? noConversation(input.customer)
      : operation(c, input, context, snapshot, decision, further)
  })
