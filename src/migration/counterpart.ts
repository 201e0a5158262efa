import type { Address, NormaliseAddress } from '../channel/address.ts'
import type { Channel } from '../channel/channel.ts'
import { endpointOf } from '../channel/endpoint.ts'
import type { ContactKey } from '../contact/contact.ts'
import { type ChannelUnknown, knownChannel } from '../conversation/outbound.ts'
import type { CommandId } from '../kernel/ids.ts'
import { ok, type Refused, type Result } from '../kernel/result.ts'
import type { Policy } from '../policy/policy.ts'
import type { PlannedConversation } from './fold-active.ts'
import type { CustomerImport } from './plan.ts'
import { importCommand } from './told.ts'

/** What a plan says of one customer, and the name of the import. */
export interface NamedImport extends CustomerImport {
  /** Given again, what is there already is not written again. */
  readonly name: string
}

/** A planned conversation, with its channel and the other end's address as this library reads them. */
export interface Tale {
  readonly planned: PlannedConversation
  /** The command that starts it; what follows has names derived from it. */
  readonly command: CommandId
  readonly channel: Channel
  readonly address: Address | null
}

/** The key of the contact in which the customer was last heard (K-1). */
export const keyOf = ({ planned, channel, address }: Tale): ContactKey => ({
  channel: channel.name,
  endpoint: endpointOf(planned.endpoint),
  address: address?.key ?? null,
  session: null,
})

/** Reads channels and addresses; a channel that nobody declared is refused (K-1). */
export const talesOf = (
  { name, customer, conversations }: NamedImport,
  policy: Policy,
  normalise: NormaliseAddress,
): Result<readonly Tale[], Refused<ChannelUnknown>['error']> => {
  const tales: Tale[] = []
  for (const planned of conversations) {
    const channel = knownChannel({ policy }, planned.channel)
    if ('ok' in channel) return channel
    const address = planned.address === null ? null : normalise(planned.address, channel)
    tales.push({ planned, command: importCommand(name, customer, planned.id), channel, address })
  }
  return ok(tales)
}

/** The addresses of which a conversation speaks, each once. */
export const addressesIn = (tales: readonly Tale[]): readonly Address[] => {
  const found = new Map<string, Address>()
  for (const { address } of tales) if (address !== null) found.set(address.key, address)
  return [...found.values()]
}
