import type { Conversation } from '../conversation/conversation.ts'
import type { Claim } from '../customer/change.ts'
import type { Customer } from '../customer/customer.ts'
import { conversationIn, nobody, type Recorded, type Situation } from '../intake/situation.ts'
import { bounded } from '../kernel/bounded.ts'
import type { CommandId, ConversationId, CustomerId } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { type Find, findOf } from '../store/ports.ts'
import { answerOf, type Done } from './answers.ts'
import { attempt, type Contended, changedFrom, type Decide } from './attempt.ts'
import { actorOf, type By } from './by.ts'
import type { CommandInvalid } from './command-issues.ts'
import type { Lanes } from './lanes.ts'
import type { Runtime } from './runtime.ts'
import { settled } from './settled.ts'

/** What every command on a customer names. */
export interface Command extends By {
  readonly customer: CustomerId
  /** Names the command, for the whole tenant: given again, it has no second effect. Default: a fresh one. */
  readonly commandId?: CommandId | undefined
  /** The conversation meant, where it matters; default the active one. */
  readonly conversation?: ConversationId | undefined
}

export type CustomerUnknown = Refusal<'customer.unknown'>
export type NoConversation = Refusal<'conversation.none'>

/** What a command on a customer answers, sooner or later. */
export type Answer<E> = Promise<Done | Refused<E | Contended | CommandInvalid>>
/** What a command on a conversation answers. */
export type OnConversation<E> = Answer<E | CustomerUnknown | NoConversation>

/** What a command decided, before the desk adds what was due. */
export interface Outcome {
  readonly ok: true
  readonly customer?: Customer | undefined
  readonly conversation?: Conversation | null | undefined
  /** Further conversations that it changed. */
  readonly others?: readonly Conversation[] | undefined
  readonly events: readonly Recorded[]
  readonly claims?: readonly Claim[] | undefined
  /** Whether what was due is written even if nothing else is. */
  readonly settles?: boolean | undefined
  /** Stored events whose content goes with the same write (E-7). */
  readonly redacted?: readonly Recorded[] | undefined
}

export type Decision<E> = Outcome | Refused<E>

/** What a command decides on: the situation with all that was due applied, and its context. */
export type Decider<E> = (
  situation: Situation,
  context: Context,
  /** What else was asked for, in the order of the questions. */
  others: readonly Situation[],
) => Decision<E> | Promise<Decision<E>>

/** What a command that had run before answers: what it wrote then, and how things stand now. */
export const repeatOf = (situation: Situation, customer: CustomerId): Done => {
  const { seen, head } = situation
  // Of two conversations things go on in the one that took the other's contacts (CU-4, W-10).
  const joined = seen.find(({ type }) => type === 'conversation.joined')
  const stood = joined ?? seen.find((event) => event.conversation !== null)
  const conversation = conversationIn(situation, stood?.conversation ?? null)
  return { ...answerOf(situation.customer?.id ?? customer, conversation, head, [], true), events: seen }
}

export const unknownCustomer = (id: CustomerId): Refused<CustomerUnknown> =>
  refuse({
    code: 'customer.unknown',
    rule: 'I-0',
    message: `no customer has the id "${id}"`,
    remedy: 'register the customer first, or check the id',
  })

export const noConversation = (id: CustomerId): Refused<NoConversation> =>
  refuse({
    code: 'conversation.none',
    rule: 'O-1',
    message: `customer ${id} has no such conversation`,
    remedy: 'start one by sending a message, or name one of this customer',
  })

/** Runs commands on one customer: queued in the process, decided on fresh state, repeated ones answered from the past. */
export interface Runner {
  readonly runtime: Runtime
  /** Decides behind what else is under way for that customer in this process, and answers once it is written. */
  readonly queued: <Answer, E>(
    lane: string,
    queries: readonly Find[],
    decide: Decide<Answer, E>,
  ) => Promise<Answer | Refused<E | Contended>>
  readonly run: <E>(
    command: Command,
    decide: Decider<E>,
    more?: Partial<Find>,
    others?: readonly Find[],
  ) => Promise<Done | Refused<E | Contended>>
}

export const createRunner = (runtime: Runtime, lanes: Lanes): Runner => {
  const queued: Runner['queued'] = (lane, queries, decide) =>
    lanes(lane, async () => {
      const done = await attempt(runtime, queries, decide)
      return done.ok ? done.answer : done
    })
  const run = async <E>(
    command: Command,
    decide: Decider<E>,
    more: Partial<Find> = {},
    others: readonly Find[] = [],
  ): Promise<Done | Refused<E | Contended>> => {
    const commandId = bounded(command.commandId ?? runtime.newId())
    const { customer: id, conversation = null } = command
    const once: Decide<Done, E> = async ([before = nobody, ...rest]) => {
      const begun = runtime.begin(actorOf(command), commandId, before)
      const { situation, events: due, context } = settled(before, begun)
      if (before.seen.length > 0)
        return { ok: true, effects: [], answer: repeatOf(situation, command.customer) }
      const decided = await decide(situation, context, rest)
      if (!decided.ok) return decided
      const { conversation = null, customer = situation.customer, claims = [], redacted } = decided
      const writes = decided.events.length > 0 || (decided.settles === true && due.length > 0)
      const who = customer?.id ?? command.customer
      if (!writes || customer === null)
        return { ok: true, effects: [], answer: answerOf(who, conversation, before.head, []) }
      const events = [...due, ...decided.events]
      const conversations = changedFrom(before, situation, [...(decided.others ?? []), conversation])
      const effect = { before, customer, conversations, events, claims, redacted }
      return { ok: true, effects: [effect], answer: answerOf(who, conversation, before.head, events) }
    }
    const query = findOf({ customer: id, commands: [commandId], conversation, ...more })
    return queued(command.customer, [query, ...others], once)
  }
  return { runtime, queued, run }
}
