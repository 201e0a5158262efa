import type { Address } from '../channel/address.ts'
import { type ChannelUnknown, knownChannel } from '../conversation/outbound.ts'
import {
  type AddressTaken,
  type AddressUnknown,
  addAddress,
  moveAddress,
  removeAddress,
} from '../customer/addresses.ts'
import type { CustomerChanged } from '../customer/change.ts'
import { type RegisterError, registerCustomer } from '../customer/register.ts'
import type { Holders } from '../customer/take.ts'
import { nobody, type Situation } from '../intake/situation.ts'
import { bounded } from '../kernel/bounded.ts'
import { eventId } from '../kernel/ids.ts'
import { type Refused, refuse } from '../kernel/result.ts'
import { findOf } from '../store/ports.ts'
import { answerOf, type Done } from './answers.ts'
import { changedFrom, type Decide, type Effect } from './attempt.ts'
import { actorOf } from './by.ts'
import { type CustomerUnknown, type Runner, repeatOf, unknownCustomer } from './command.ts'
import type { AddressInvalid, Desk } from './desk.ts'
import type { AddressInput } from './inputs.ts'
import type { Runtime } from './runtime.ts'
import { type Settled, settled } from './settled.ts'

type Customers = Pick<Desk, 'register' | 'addAddress' | 'removeAddress' | 'moveAddress'>

const readAddress = (
  runtime: Runtime,
  input: AddressInput,
): Address | Refused<AddressInvalid | ChannelUnknown> => {
  const channel = knownChannel({ policy: runtime.policy() }, input.channel)
  if ('ok' in channel) return channel
  const address = runtime.normalise(input.address, channel)
  if (address !== null) return { ...address, shared: input.shared === true }
  return refuse({
    code: 'address.invalid',
    rule: 'CU-1',
    message: `"${input.address}" identifies nobody on ${input.channel}`,
    remedy: 'give an address that reaches one person',
  })
}

/** What was due for a customer, and what became of him. */
const effectOf = (before: Situation, { situation, events }: Settled, changed: CustomerChanged): Effect => ({
  before,
  customer: changed.state,
  conversations: changedFrom(before, situation),
  events: [...events, ...changed.events],
  claims: changed.claims,
})

/** Customers and their addresses. */
export const customers = ({ runtime, queued, run }: Runner): Customers => ({
  register: async (input) => {
    const commandId = bounded(input.commandId ?? runtime.newId())
    const customer = input.customer ?? eventId(commandId, 0)
    const addresses: Address[] = []
    for (const given of input.addresses ?? []) {
      const address = readAddress(runtime, given)
      if ('ok' in address) return address
      addresses.push(address)
    }
    const keys = [...new Set(addresses.map(({ key }) => key))]
    return run<RegisterError>(
      { ...input, customer, commandId },
      (situation, context, owners) => {
        const found = keys.map((key, at) => [key, owners[at]?.holder ?? null] as const)
        const holders = Object.fromEntries(found.filter(([, holder]) => holder !== null)) as Holders
        const person = { id: customer, addresses, holders }
        const registered = registerCustomer(situation.customer, person, context)
        if (!registered.ok) return registered
        const { state, events, claims } = registered
        return { ok: true, customer: state, events, claims }
      },
      {},
      keys.map((address) => findOf({ address })),
    )
  },
  addAddress: async (input) => {
    const address = readAddress(runtime, input)
    if ('ok' in address) return address
    return run<AddressTaken | CustomerUnknown>(
      input,
      (situation, context) => {
        if (situation.customer === null) return unknownCustomer(input.customer)
        const unshare = input.shared === false
        const added = addAddress(situation.customer, { address, holder: situation.holder, unshare }, context)
        return added.ok
          ? { ok: true, customer: added.state, events: added.events, claims: added.claims }
          : added
      },
      { address: address.key },
    )
  },
  removeAddress: async (input) => {
    const address = readAddress(runtime, input)
    if ('ok' in address) return address
    return run<AddressUnknown | CustomerUnknown>(input, (situation, context) => {
      if (situation.customer === null) return unknownCustomer(input.customer)
      const removed = removeAddress(situation.customer, address, context)
      return removed.ok
        ? { ok: true, customer: removed.state, events: removed.events, claims: removed.claims }
        : removed
    })
  },
  moveAddress: async (input) => {
    const address = readAddress(runtime, input)
    if ('ok' in address) return address
    const commandId = bounded(input.commandId ?? runtime.newId())
    const queries = [input.customer, input.to].map((customer) => findOf({ customer, commands: [commandId] }))
    const decide: Decide<Done, AddressUnknown | CustomerUnknown> = ([giver = nobody, taker = nobody]) => {
      const from = settled(giver, runtime.begin(actorOf(input), commandId, giver))
      const to = settled(taker, runtime.begin(actorOf(input), commandId, taker))
      if (giver.customer === null) return unknownCustomer(input.customer)
      if (taker.customer === null) return unknownCustomer(input.to)
      const { id } = giver.customer
      if (giver.seen.length > 0) {
        const seen = taker.customer.id === id ? giver.seen : [...giver.seen, ...taker.seen]
        return { ok: true, effects: [], answer: repeatOf({ ...from.situation, seen }, id) }
      }
      const origins = { from: from.context, to: to.context }
      const moved = moveAddress(giver.customer, taker.customer, address, origins)
      if (!moved.ok) return moved
      if (moved.to.events.length === 0)
        return { ok: true, effects: [], answer: answerOf(id, from.situation.active, giver.head, []) }
      const given = effectOf(giver, from, moved.from)
      const taken = effectOf(taker, to, moved.to)
      const answer = answerOf(id, from.situation.active, giver.head, given.events)
      const events = [...given.events, ...taken.events]
      return { ok: true, effects: [given, taken], answer: { ...answer, events } }
    }
    return queued(input.customer, queries, decide)
  },
})
