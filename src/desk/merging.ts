import type { Conversation } from '../conversation/conversation.ts'
import { nobody, type Situation } from '../intake/situation.ts'
import { system } from '../kernel/actor.ts'
import { bounded } from '../kernel/bounded.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Refused } from '../kernel/result.ts'
import { type MergedSide, type MergeError, mergeCustomers, withHimself } from '../merge/merge-customers.ts'
import { type MergeAttributes, type MergePlan, planMerge } from '../merge/plan-merge.ts'
import { findOf } from '../store/ports.ts'
import { answerOf, type Done } from './answers.ts'
import { changedFrom, type Decide, type Effect } from './attempt.ts'
import { actorOf } from './by.ts'
import {
  type Answer,
  type Command,
  type CustomerUnknown,
  type Runner,
  repeatOf,
  unknownCustomer,
} from './command.ts'
import type { CommandInvalid } from './command-issues.ts'
import { type Settled, settled } from './settled.ts'

/** Two customers who are one. */
export interface Merging {
  /** What merging a customer into another would do; null where they are one already (N5). Nothing is written. */
  readonly planMerge: (input: {
    readonly customer: CustomerId
    readonly into: CustomerId
    readonly attributes?: MergeAttributes | undefined
  }) => Promise<
    | { readonly ok: true; readonly plan: MergePlan | null }
    | Refused<MergeError | CustomerUnknown | CommandInvalid>
  >
  /** Merges a customer into another, in one write; one that is done already is a no-op (CU-2 to CU-8). */
  readonly merge: (
    input: Omit<Command, 'conversation'> & {
      readonly into: CustomerId
      /** Whether the survivor is blocked: needed where only one of the two is (CU-6). */
      readonly blocked?: boolean | undefined
    },
  ) => Answer<MergeError | CustomerUnknown>
}

/** Whatever was due to a conversation that changes its customer is in the state that its new customer stores. */
const effectOf = (
  before: Situation,
  { situation, events }: Settled,
  side: MergedSide,
  elsewhere: Conversation | null = null,
): Effect => ({
  before,
  customer: side.customer,
  conversations: changedFrom(before, situation, [side.conversation]).filter(({ id }) => id !== elsewhere?.id),
  events: [...events, ...side.events],
  claims: side.claims,
})

const answer = ({ before, customer, events }: Effect, from: Effect, c: Conversation | null): Done => ({
  ...answerOf(customer.id, c, before.head, events),
  events: [...events, ...from.events],
})

/** Two customers who are one (CU-2 to CU-8): a look at what a merge would do, and the merge, in one write. */
export const merging = ({ runtime, queued }: Runner): Merging => ({
  planMerge: async ({ customer, into, attributes }) => {
    if (customer === into) return withHimself(customer)
    const found = await runtime.find([findOf({ customer }), findOf({ customer: into })])
    const [from = nobody, to = nobody] = found.map(
      (situation) => settled(situation, runtime.begin(system, '', situation)).situation,
    )
    if (from.customer === null) return unknownCustomer(customer)
    if (to.customer === null) return unknownCustomer(into)
    if (from.customer.id === to.customer.id) return { ok: true, plan: null }
    const plan = planMerge(
      { customer: from.customer, active: from.active },
      { customer: to.customer, active: to.active },
      attributes,
    )
    return { ok: true, plan }
  },
  merge: async ({ customer, into, ...input }) => {
    if (customer === into) return withHimself(customer)
    const commandId = bounded(input.commandId ?? runtime.newId())
    const commands = [commandId, `${commandId}~from`]
    const queries = [customer, into].map((id) => findOf({ customer: id, commands }))
    const decide: Decide<Done, MergeError | CustomerUnknown> = ([from = nobody, to = nobody]) => {
      if (from.customer === null) return unknownCustomer(customer)
      if (to.customer === null) return unknownCustomer(into)
      const actor = actorOf(input)
      const giver = settled(from, runtime.begin(actor, `${commandId}~from`, from))
      const taker = settled(to, runtime.begin(actor, commandId, to))
      const seen = [taker, giver].find(({ situation }) => situation.seen.length > 0)
      if (seen !== undefined)
        return { ok: true, effects: [], answer: repeatOf(seen.situation, to.customer.id) }
      // Done already, or both lead to a third: chains are followed, and nobody is merged in a circle (CU-3).
      if (from.customer.id === to.customer.id)
        return {
          ok: true,
          effects: [],
          answer: answerOf(to.customer.id, taker.situation.active, to.head, []),
        }
      const merged = mergeCustomers(
        { customer: from.customer, active: giver.situation.active },
        { customer: to.customer, active: taker.situation.active },
        input,
        { from: giver.context, into: taker.context },
      )
      if (!merged.ok) return merged
      const { conversation } = merged.into
      const given = effectOf(from, giver, merged.from, conversation)
      const taken = effectOf(to, taker, merged.into)
      return { ok: true, effects: [given, taken], answer: answer(taken, given, conversation) }
    }
    return queued(customer, queries, decide)
  },
})
