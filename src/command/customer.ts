import type { Address } from '../channel/address.ts'
import { blockCustomer, unblockCustomer } from '../conversation/block.ts'
import { type ChannelUnknown, resolveChannel } from '../conversation/outbound.ts'
import { addAddress, moveAddress, removeAddress } from '../customer/addresses.ts'
import type { CustomerChanged } from '../customer/change.ts'
import type { AddressOwners } from '../customer/grant-address.ts'
import { registerCustomer } from '../customer/register.ts'
import { emptySnapshot, type Snapshot } from '../intake/snapshot.ts'
import { type CustomerId, eventId } from '../kernel/ids.ts'
import { type Refused, refuse } from '../kernel/result.ts'
import { shortenKey } from '../kernel/text-keys.ts'
import { snapshotQuery } from '../store/ports.ts'
import {
  type Begun,
  begin,
  changedFrom,
  decideForCustomer,
  type Effect,
  firstOf,
  type Handler,
  type Handlers,
  nothingToWrite,
  type Outcome,
  type ParseContext,
} from './handler.ts'
import type { AddressInput, CommandInputs } from './inputs.ts'
import { onCustomer, oneTrip, ownQuery, parsed } from './parts.ts'
import { type AddressInvalid, commandResult, repeatedResult, unknownCustomer } from './results.ts'

const readAddress = (
  input: AddressInput,
  { policy, normaliseAddress }: ParseContext,
): Address | Refused<AddressInvalid | ChannelUnknown> => {
  const channel = resolveChannel({ policy }, input.channel)
  if ('ok' in channel) return channel
  const address = normaliseAddress(input.address, channel)
  if (address !== null) return { ...address, shared: input.shared === true }
  return refuse({
    code: 'address.invalid',
    rule: 'CU-1',
    message: `"${input.address}" identifies nobody on ${input.channel}`,
    remedy: 'give an address that reaches one person',
  })
}

const outcomeOf = <E>(result: CustomerChanged | Refused<E>): Outcome | Refused<E> =>
  result.ok ? { ok: true, customer: result.state, events: result.events, claims: result.claims } : result

interface Register {
  readonly customer: CustomerId
  readonly addresses: readonly Address[]
  /** Each address once: the owner of each is loaded. */
  readonly keys: readonly string[]
}

const register = (): Handler<'register', Register> => ({
  parse: (input, context) => {
    const commandId = shortenKey(input.commandId ?? context.newId())
    const customer = input.customer ?? eventId(commandId, 0)
    const addresses: Address[] = []
    for (const given of input.addresses ?? []) {
      const address = readAddress(given, context)
      if ('ok' in address) return address
      addresses.push(address)
    }
    const keys = [...new Set(addresses.map(({ key }) => key))]
    return parsed('register', { ...input, commandId }, customer, { customer, addresses, keys }, context)
  },
  queries: oneTrip((command) => [
    ownQuery(command, command.input.customer),
    ...command.input.keys.map((address) => snapshotQuery({ address })),
  ]),
  decide: (command, [own = emptySnapshot, ...owners], decision) => {
    const { customer: id, addresses, keys } = command.input
    return decideForCustomer(command, id, own, decision, ({ customer }, context) => {
      const found = keys.map((key, at) => [key, owners[at]?.addressOwner ?? null] as const)
      const holders = Object.fromEntries(found.filter(([, holder]) => holder !== null)) as AddressOwners
      return outcomeOf(registerCustomer(customer, { id, addresses, owners: holders }, context))
    })
  },
})

type AddressCommand = 'add_address' | 'remove_address'

/** A command on one address: its customer, the address read, and whether a shared one becomes the customer's own. */
interface OfAddress {
  readonly customer: CustomerId
  readonly address: Address
  readonly unshare: boolean
}

const onAddress = <T extends AddressCommand>(
  type: T,
  operation: (
    customer: NonNullable<Snapshot['customer']>,
    input: OfAddress,
    context: Begun['context'],
    snapshot: Snapshot,
  ) => Outcome | Refused<{ readonly code: string; rule: string; message: string; remedy: string }>,
): Handler<T, OfAddress> => ({
  parse: (input, context) => {
    const { customer, channel, address: raw, shared } = input as CommandInputs['add_address']
    const address = readAddress({ channel, address: raw, shared }, context)
    if ('ok' in address) return address
    return parsed(type, input, customer, { customer, address, unshare: shared === false }, context)
  },
  queries: oneTrip((command) => {
    const { customer, address } = command.input
    return [ownQuery(command, customer, type === 'add_address' ? { address: address.key } : {})]
  }),
  decide: (command, snapshots, decision) => {
    const { customer } = command.input
    return decideForCustomer(command, customer, firstOf(snapshots), decision, (snapshot, context) =>
      snapshot.customer === null
        ? unknownCustomer(customer)
        : operation(snapshot.customer, command.input, context, snapshot),
    )
  },
})

/** The effect on one of two customers: what was due, then what happened to the customer. */
const effectOf = ({ before, snapshot, due }: Begun, changed: CustomerChanged): Effect => ({
  before,
  customer: changed.state,
  conversations: changedFrom(before, snapshot),
  events: [...due, ...changed.events],
  claims: changed.claims,
})

interface Move {
  readonly from: CustomerId
  readonly to: CustomerId
  readonly address: Address
}

const move = (): Handler<'move_address', Move> => ({
  parse: (input, context) => {
    const { customer: from, to } = input
    const address = readAddress(input, context)
    return 'ok' in address ? address : parsed('move_address', input, from, { from, to, address }, context)
  },
  queries: oneTrip((command) => [ownQuery(command, command.input.from), ownQuery(command, command.input.to)]),
  decide: (command, [giver = emptySnapshot, taker = emptySnapshot], decision) => {
    const { from, to, address } = command.input
    const giving = begin(giver, command, decision)
    const taking = begin(taker, command, decision)
    if (giver.customer === null) return unknownCustomer(from)
    if (taker.customer === null) return unknownCustomer(to)
    const { id } = giver.customer
    if (giver.commandEvents.length > 0) {
      const seen =
        taker.customer.id === id ? giver.commandEvents : [...giver.commandEvents, ...taker.commandEvents]
      return nothingToWrite(repeatedResult({ ...giving.snapshot, commandEvents: seen }, id))
    }
    const contexts = { from: giving.context, to: taking.context }
    const moved = moveAddress(giver.customer, taker.customer, address, contexts)
    if (!moved.ok) return moved
    const { active } = giving.snapshot
    if (moved.to.events.length === 0) return nothingToWrite(commandResult(id, active, giver.head, []))
    const given = effectOf(giving, moved.from)
    const taken = effectOf(taking, moved.to)
    const result = commandResult(id, active, giver.head, given.events)
    return {
      ok: true,
      effects: [given, taken],
      result: { ...result, events: [...given.events, ...taken.events] },
    }
  },
})

/** The commands on customers and their addresses. */
export const customerHandlers = (): Handlers<
  'register' | 'add_address' | 'remove_address' | 'move_address' | 'block' | 'unblock'
> => ({
  register: register(),
  add_address: onAddress('add_address', (customer, { address, unshare }, context, { addressOwner }) =>
    outcomeOf(addAddress(customer, { address, owner: addressOwner, unshare }, context)),
  ),
  remove_address: onAddress('remove_address', (customer, { address }, context) =>
    outcomeOf(removeAddress(customer, address, context)),
  ),
  move_address: move(),
  block: onCustomer('block', ({ customer, active }, input, context) =>
    customer === null ? unknownCustomer(input.customer) : blockCustomer(customer, active, input, context),
  ),
  unblock: onCustomer('unblock', ({ customer }, input, context) =>
    customer === null ? unknownCustomer(input.customer) : unblockCustomer(customer, context),
  ),
})
