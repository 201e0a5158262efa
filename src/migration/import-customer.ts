import { type NormaliseAddress, normaliseAddress } from '../channel/address.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import type { ChannelUnknown } from '../conversation/outbound.ts'
import type { AddressClaim } from '../customer/change.ts'
import type { Customer } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import { foldCustomer } from '../customer/evolve.ts'
import type { AddressOwners } from '../customer/grant-address.ts'
import type { Refused } from '../kernel/result.ts'
import { closeForBlockedCustomer } from '../merge/merge-conversations.ts'
import type { Context } from '../policy/context.ts'
import { buildHistory, type ImportedHistory } from './build-history.ts'
import { importCommandId, importContextAt } from './import-command.ts'
import { addressesOf, type ImportItem, type NamedImport, readImportItems } from './import-items.ts'
import { type ActiveMerge, closeMerged, mergeIntoActive, planActiveMerge } from './merge-into-active.ts'
import { registerImported } from './register-imported.ts'

/** What the store has of the customer already. */
export interface ImportTarget {
  readonly customer: Customer | null
  readonly active: Conversation | null
  /** Who has the addresses that the conversations name; one left out is free. */
  readonly owners?: AddressOwners | undefined
}

/** What an import changed: one customer, his conversations, all events in one write. */
export interface ImportResult {
  readonly ok: true
  readonly customer: Customer
  /** Every conversation that is new or changed. */
  readonly conversations: readonly Conversation[]
  readonly events: readonly (CustomerEvent | ConversationEvent)[]
  readonly claims: readonly AddressClaim[]
}

const isMergedItem = ({ planned }: ImportItem): boolean => planned.mergedInto !== null
const isClosedItem = ({ planned }: ImportItem): boolean =>
  planned.state === 'closed' && planned.mergedInto === null

/** The one that stays active. What was to go into one that is not there, because it was imported before, goes on itself. */
const remainingActive = (
  items: readonly ImportItem[],
  active: Conversation | null,
): ImportItem | undefined =>
  active === null
    ? (items.find(({ planned }) => planned.state === 'active') ?? items.findLast(isMergedItem))
    : undefined

/**
 * Makes the events of a customer's planned conversations, each at its own time there, so that state is their fold
 * (O-6, E-1, O-1, C-3). At no place of the stream are two of them active; beside one that is active here already, it
 * stays and takes over the imported one.
 *
 * Refused: `channel.unknown`.
 *
 * @example
 * const record = { id: '7', customer: 'bob', state: 'solved', startedAt: now - 7_200_000, closedAt: now }
 * const [bobs] = planImport([record], { states: { solved: 'closed' }, channel: 'email' }, now).customers
 * const imported = importCustomer({ customer: null, active: null }, { name: 'zendesk', ...bobs! }, context)
 * imported.ok && imported.conversations[0]?.closed?.cause // 'imported'
 */
export const importCustomer = (
  present: ImportTarget,
  input: NamedImport & { readonly normalise?: NormaliseAddress | undefined },
  context: Context,
): ImportResult | Refused<ChannelUnknown> => {
  const read = readImportItems(input, context.policy, input.normalise ?? normaliseAddress)
  if (!read.ok) return read
  const items = read.value
  const id = present.customer?.id ?? input.customer
  const since = items.length === 0 ? null : Math.min(...items.map(({ planned }) => planned.startedAt))
  const command = `${items[0]?.command ?? importCommandId(input.name, id, '')}.customer`
  const addresses = addressesOf(items)
  const registered = registerImported(
    present.customer,
    id,
    addresses,
    present.owners ?? {},
    importContextAt(context, 0, command, since),
  )

  const imported: ConversationEvent[] = []
  const states = new Map<string, Conversation>()
  const currentContext = (): Context =>
    importContextAt(context, registered.events.length + imported.length, '', null)
  const record = ({ state, events }: ImportedHistory): Conversation => {
    imported.push(...events)
    states.set(state.id, state)
    return state
  }

  for (const item of items.filter(isClosedItem)) record(buildHistory(item, id, 'close', currentContext()))
  const remaining = remainingActive(items, present.active)
  const draft = remaining === undefined ? null : buildHistory(remaining, id, 'now', context).state
  let into = present.active ?? draft
  const merges: ActiveMerge[] = []
  for (const tale of items) {
    if (into === null || isClosedItem(tale) || tale === remaining) continue
    const fold = planActiveMerge(
      tale,
      record(buildHistory(tale, id, 'now', currentContext())),
      into,
      registered.state,
    )
    record(closeMerged(fold, currentContext()))
    into = mergeIntoActive(into, fold, context).state
    merges.push(fold)
  }
  let active =
    remaining === undefined ? present.active : record(buildHistory(remaining, id, 'now', currentContext()))
  for (const fold of merges)
    if (active !== null) active = record(mergeIntoActive(active, fold, currentContext()))
  if (active !== null && remaining !== undefined && registered.state.blocked) {
    record(
      closeForBlockedCustomer(
        active,
        importContextAt(currentContext(), 0, `${remaining.command}.blocked`, null),
      ),
    )
  }
  return {
    ok: true,
    customer: foldCustomer(imported, registered.state) ?? registered.state,
    conversations: [...states.values()],
    events: [...registered.events, ...imported],
    claims: registered.claims,
  }
}
