import type { Address } from '../channel/address.ts'
import { type ChannelUnknown, knownChannel } from '../conversation/outbound.ts'
import {
  type AddressTaken,
  type AddressUnknown,
  addAddress,
  moveAddress,
  removeAddress,
} from '../customer/addresses.ts'
import { registerCustomer } from '../customer/register.ts'
import { eventId } from '../kernel/ids.ts'
import { type Refused, refuse } from '../kernel/result.ts'
import type { Find } from '../store/ports.ts'
import { answerOf, type Done } from './answers.ts'
import { attempt, type Contended } from './attempt.ts'
import { actorOf, type CustomerUnknown, type Runner, unknownCustomer } from './command.ts'
import type { AddressInvalid, Desk } from './desk.ts'
import type { AddressInput } from './inputs.ts'
import type { Runtime } from './runtime.ts'

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

/** Customers and their addresses. */
export const customers = ({ runtime, lanes, run }: Runner): Customers => ({
  register: async (input) => {
    const commandId = input.commandId ?? runtime.newId()
    const customer = input.customer ?? eventId(commandId, 0)
    const addresses: Address[] = []
    for (const given of input.addresses ?? []) {
      const address = readAddress(runtime, given)
      if ('ok' in address) return address
      addresses.push(address)
    }
    return run({ ...input, customer, commandId }, (situation, context) => {
      const registered = registerCustomer(situation.customer, { id: customer, addresses }, context)
      return registered.ok
        ? { ok: true, customer: registered.state, events: registered.events, claims: registered.claims }
        : registered
    })
  },
  addAddress: async (input) => {
    const address = readAddress(runtime, input)
    if ('ok' in address) return address
    return run<AddressTaken | CustomerUnknown>(
      input,
      (situation, context) => {
        if (situation.customer === null) return unknownCustomer(input.customer)
        const added = addAddress(situation.customer, { address, holder: situation.holder }, context)
        return added.ok
          ? { ok: true, customer: added.state, events: added.events, claims: added.claims }
          : added
      },
      { address: address.key },
    )
  },
  removeAddress: (input) =>
    run<AddressUnknown | CustomerUnknown>(input, (situation, context) => {
      if (situation.customer === null) return unknownCustomer(input.customer)
      const removed = removeAddress(situation.customer, input, context)
      return removed.ok
        ? { ok: true, customer: removed.state, events: removed.events, claims: removed.claims }
        : removed
    }),
  moveAddress: (input) => {
    const commandId = input.commandId ?? runtime.newId()
    const find = (customer: string): Find => ({
      customer,
      address: null,
      commands: [commandId],
      quoted: [],
      topics: [],
      conversation: null,
    })
    return lanes(
      input.customer,
      async (): Promise<Done | Refused<AddressUnknown | CustomerUnknown | Contended>> => {
        const queries = [find(input.customer), find(input.to)]
        const done = await attempt<Done, AddressUnknown | CustomerUnknown>(runtime, queries, ([from, to]) => {
          if (from?.customer == null) return unknownCustomer(input.customer)
          if (to?.customer == null) return unknownCustomer(input.to)
          const answer = answerOf(from.customer.id, from.active, from.head, from.seen, from.seen.length > 0)
          if (from.seen.length > 0) return { ok: true, effects: [], answer }
          const origins = {
            from: runtime.begin(actorOf(input), commandId, from.head),
            to: runtime.begin(actorOf(input), commandId, to.head),
          }
          const moved = moveAddress(from.customer, to.customer, input, origins)
          if (!moved.ok) return moved
          const effects = [
            { before: from, customer: moved.from.state, conversations: [], ...eventsOf(moved.from) },
            { before: to, customer: moved.to.state, conversations: [], ...eventsOf(moved.to) },
          ]
          const events = effects.flatMap((effect) => effect.events)
          return { ok: true, effects, answer: answerOf(from.customer.id, from.active, from.head, events) }
        })
        return done.ok ? done.answer : done
      },
    )
  },
})

const eventsOf = <T extends { readonly events: unknown; readonly claims: unknown }>({
  events,
  claims,
}: T): Pick<T, 'events' | 'claims'> => ({ events, claims })
