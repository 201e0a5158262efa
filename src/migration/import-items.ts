import type { Address, NormaliseAddress } from '../channel/address.ts'
import type { Channel } from '../channel/channel.ts'
import { endpointOf } from '../channel/endpoint.ts'
import type { ContactKey } from '../contact/contact.ts'
import { type ChannelUnknown, resolveChannel } from '../conversation/outbound.ts'
import type { CommandId } from '../kernel/ids.ts'
import { ok, type Refused, type Result } from '../kernel/result.ts'
import type { Policy } from '../policy/policy.ts'
import { importCommandId } from './import-command.ts'
import type { PlannedConversation } from './keep-one-active.ts'
import type { CustomerImport } from './plan.ts'

/** What a plan says of one customer, and the name of the import. */
export interface NamedImport extends CustomerImport {
  /** Given again, what is there already is not written again. */
  readonly name: string
}

/** A planned conversation, with its channel and the other end's address as this library reads them. */
export interface ImportItem {
  readonly planned: PlannedConversation
  /** The command that starts it; what follows has names derived from it. */
  readonly command: CommandId
  readonly channel: Channel
  readonly address: Address | null
}

/** The key of the contact in which the customer was last heard (K-1). */
export const contactKeyOf = ({ planned, channel, address }: ImportItem): ContactKey => ({
  channel: channel.name,
  endpoint: endpointOf(planned.endpoint),
  address: address?.key ?? null,
  session: null,
})

/** Reads channels and addresses; a channel that nobody declared is refused (K-1). */
export const readImportItems = (
  { name, customer, conversations }: NamedImport,
  policy: Policy,
  normalise: NormaliseAddress,
): Result<readonly ImportItem[], Refused<ChannelUnknown>['error']> => {
  const items: ImportItem[] = []
  for (const planned of conversations) {
    const channel = resolveChannel({ policy }, planned.channel)
    if ('ok' in channel) return channel
    const address = planned.address === null ? null : normalise(planned.address, channel)
    items.push({ planned, command: importCommandId(name, customer, planned.id), channel, address })
  }
  return ok(items)
}

/** The addresses of which a conversation speaks, each once. */
export const addressesOf = (items: readonly ImportItem[]): readonly Address[] => {
  const found = new Map<string, Address>()
  for (const { address } of items) if (address !== null) found.set(address.key, address)
  return [...found.values()]
}
