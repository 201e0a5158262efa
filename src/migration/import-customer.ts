import { type NormaliseAddress, normaliseAddress } from '../channel/address.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import type { ChannelUnknown } from '../conversation/outbound.ts'
import type { Claim } from '../customer/change.ts'
import type { Customer } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import { foldCustomer } from '../customer/evolve.ts'
import type { Holders } from '../customer/take.ts'
import type { Refused } from '../kernel/result.ts'
import { closeBlocked } from '../merge/merge-conversations.ts'
import type { Context } from '../policy/context.ts'
import { addressesIn, type NamedImport, type Tale, talesOf } from './counterpart.ts'
import { type Fold, foldAway, foldIn, foldOf } from './fold-into.ts'
import { introduce } from './introduce.ts'
import { retell, type Told } from './retell.ts'
import { importCommand, stepAt } from './told.ts'

/** What the store has of the customer already. */
export interface ImportPresent {
  readonly customer: Customer | null
  readonly active: Conversation | null
  /** Who has the addresses that the conversations name; one left out is free. */
  readonly holders?: Holders | undefined
}

/** What an import changed: one customer, his conversations, all events in one write. */
export interface Imported {
  readonly ok: true
  readonly customer: Customer
  /** Every conversation that is new or changed. */
  readonly conversations: readonly Conversation[]
  readonly events: readonly (CustomerEvent | ConversationEvent)[]
  readonly claims: readonly Claim[]
}

const isFolded = ({ planned }: Tale): boolean => planned.mergedInto !== null
const isPast = ({ planned }: Tale): boolean => planned.state === 'closed' && planned.mergedInto === null

/** The one that stays active. What was to go into one that is not there, because it was imported before, goes on itself. */
const survivorOf = (tales: readonly Tale[], active: Conversation | null): Tale | undefined =>
  active === null
    ? (tales.find(({ planned }) => planned.state === 'active') ?? tales.findLast(isFolded))
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
  present: ImportPresent,
  input: NamedImport & { readonly normalise?: NormaliseAddress | undefined },
  context: Context,
): Imported | Refused<ChannelUnknown> => {
  const read = talesOf(input, context.policy, input.normalise ?? normaliseAddress)
  if (!read.ok) return read
  const tales = read.value
  const id = present.customer?.id ?? input.customer
  const since = tales.length === 0 ? null : Math.min(...tales.map(({ planned }) => planned.startedAt))
  const command = `${tales[0]?.command ?? importCommand(input.name, id, '')}.customer`
  const addresses = addressesIn(tales)
  const introduced = introduce(
    present.customer,
    id,
    addresses,
    present.holders ?? {},
    stepAt(context, 0, command, since),
  )

  const told: ConversationEvent[] = []
  const states = new Map<string, Conversation>()
  const here = (): Context => stepAt(context, introduced.events.length + told.length, '', null)
  const tell = ({ state, events }: Told): Conversation => {
    told.push(...events)
    states.set(state.id, state)
    return state
  }

  for (const tale of tales.filter(isPast)) tell(retell(tale, id, 'close', here()))
  const survivor = survivorOf(tales, present.active)
  const draft = survivor === undefined ? null : retell(survivor, id, 'now', context).state
  let into = present.active ?? draft
  const folds: Fold[] = []
  for (const tale of tales) {
    if (into === null || isPast(tale) || tale === survivor) continue
    const fold = foldOf(tale, tell(retell(tale, id, 'now', here())), into, introduced.state)
    tell(foldAway(fold, here()))
    into = foldIn(into, fold, context).state
    folds.push(fold)
  }
  let active = survivor === undefined ? present.active : tell(retell(survivor, id, 'now', here()))
  for (const fold of folds) if (active !== null) active = tell(foldIn(active, fold, here()))
  if (active !== null && survivor !== undefined && introduced.state.blocked) {
    tell(closeBlocked(active, stepAt(here(), 0, `${survivor.command}.blocked`, null)))
  }
  return {
    ok: true,
    customer: foldCustomer(told, introduced.state) ?? introduced.state,
    conversations: [...states.values()],
    events: [...introduced.events, ...told],
    claims: introduced.claims,
  }
}
