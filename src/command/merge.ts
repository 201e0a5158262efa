import type { Conversation } from '../conversation/conversation.ts'
import { eraseCustomer } from '../erasure/erase-customer.ts'
import { redactMessage } from '../intake/redact-message.ts'
import { emptySnapshot, type Snapshot, type StoredEvent } from '../intake/snapshot.ts'
import { type CustomerId, commandIdOf, type EventId } from '../kernel/ids.ts'
import { createEvent } from '../kernel/origin.ts'
import { type Refused, refuse } from '../kernel/result.ts'
import { type MergeResultSide, mergeCustomers, mergeWithSelf } from '../merge/merge-customers.ts'
import { snapshotQuery } from '../store/ports.ts'
import {
  type Begun,
  begin,
  changedFrom,
  decideForCustomer,
  type Effect,
  type Handler,
  type Handlers,
  nothingToWrite,
} from './handler.ts'
import type { CommandInputs } from './inputs.ts'
import { onCustomer, oneTrip, ownQuery, parsed } from './parts.ts'
import { commandResult, type MessageUnknown, repeatedResult, unknownCustomer } from './results.ts'

/** A conversation that moves to another customer is stored with that customer, in the state that includes its due deadlines. */
const effectOf = (
  { before, snapshot, due }: Begun,
  side: MergeResultSide,
  elsewhere: Conversation | null = null,
): Effect => ({
  before,
  customer: side.customer,
  conversations: changedFrom(before, snapshot, [side.conversation]).filter(({ id }) => id !== elsewhere?.id),
  events: [...due, ...side.events],
  claims: side.claims,
})

/** The customer who is merged away has a stream, and so a command id, of their own. */
const givingId = (commandId: string): string => `${commandId}~from`

const merge = (): Handler<'merge', CommandInputs['merge']> => ({
  parse: (input, context) =>
    input.customer === input.into
      ? mergeWithSelf(input.customer)
      : parsed('merge', input, input.customer, input, context),
  queries: oneTrip(({ commandId, input }) => {
    const commands = [commandId, givingId(commandId)]
    return [input.customer, input.into].map((customer) => snapshotQuery({ customer, commands }))
  }),
  decide: (command, [from = emptySnapshot, to = emptySnapshot], decision) => {
    const { commandId, input } = command
    if (from.customer === null) return unknownCustomer(input.customer)
    if (to.customer === null) return unknownCustomer(input.into)
    const giver = begin(from, { ...command, commandId: givingId(commandId) }, decision)
    const taker = begin(to, command, decision)
    const repeated = [taker, giver].find(({ snapshot }) => snapshot.commandEvents.length > 0)
    if (repeated !== undefined) return nothingToWrite(repeatedResult(repeated.snapshot, to.customer.id))
    // One survivor already, or both lead to a third: chains are followed, and nothing is merged in a circle (CU-3).
    if (from.customer.id === to.customer.id)
      return nothingToWrite(commandResult(to.customer.id, taker.snapshot.active, to.head, []))
    const merged = mergeCustomers(
      { customer: from.customer, active: giver.snapshot.active },
      { customer: to.customer, active: taker.snapshot.active },
      input,
      { from: giver.context, into: taker.context },
    )
    if (!merged.ok) return merged
    const { conversation } = merged.into
    const given = effectOf(giver, merged.from, conversation)
    const taken = effectOf(taker, merged.into)
    const result = commandResult(taken.customer.id, conversation, to.head, taken.events)
    return {
      ok: true,
      effects: [given, taken],
      result: { ...result, events: [...taken.events, ...given.events] },
    }
  },
})

const unknownMessage = (id: EventId): Refused<MessageUnknown> =>
  refuse({
    code: 'message.unknown',
    rule: 'E-7',
    message: `this customer has no message or note with the id "${id}"`,
    remedy: 'give the id of an entry of his timeline',
  })

const messageIn = ({ commandEvents }: Snapshot, id: EventId): StoredEvent | undefined =>
  commandEvents.find((event) => event.id === id)

/** First the message is loaded; then, by its ids, its edits. */
const redact = (): Handler<'redact', CommandInputs['redact']> => ({
  parse: (input, context) => parsed('redact', input, input.customer, input, context),
  queries: (command, loaded) => {
    const { customer, message } = command.input
    const [found] = loaded
    if (found === undefined) return [snapshotQuery({ customer, commands: [commandIdOf(message)] })]
    const data = messageIn(found, message)?.data as { readonly refs?: readonly string[] } | undefined
    return loaded.length > 1 ? [] : [ownQuery(command, customer, { refs: data?.refs ?? [] })]
  },
  decide: (command, [found = emptySnapshot, own = emptySnapshot], decision) => {
    const { customer: id, message } = command.input
    return decideForCustomer(command, id, own, decision, (snapshot, context) => {
      const { customer } = snapshot
      if (customer === null) return unknownCustomer(id)
      const target = messageIn(found, message)
      if (target === undefined) return unknownMessage(message)
      const redacted = redactMessage(target, snapshot)
      if (redacted.length === 0) return { ok: true, events: [] }
      const at = [customer.id, target.conversation, null] as const
      const event = createEvent(context, 0, 'redact', ...at, 'message.redacted', { message }, {})
      return { ok: true, events: [event], redacted }
    })
  },
})

const erase: Handler<'erase', CommandInputs['erase']> = /* @__PURE__ */ onCustomer(
  'erase',
  ({ customer, active }, input, context) =>
    customer === null ? unknownCustomer(input.customer) : eraseCustomer(customer, active, input, context),
)

/** The ids whose past the erasure of a customer covers. */
export const erasedWith = (erased: StoredEvent): readonly CustomerId[] =>
  erased.type === 'customer.erased' ? erased.data.absorbed : []

/** Merging two customers, erasing one, removing one message. */
export const mergeHandlers = (): Handlers<'merge' | 'erase' | 'redact'> => ({
  merge: merge(),
  erase,
  redact: redact(),
})
