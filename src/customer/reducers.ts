import type { Address } from '../channel/address.ts'
import type { Reducers, Working } from '../kernel/fold.ts'
import type { Instant } from '../kernel/instant.ts'
import { contactPointsAfter, mergeContactPoints } from './contact-points.ts'
import { type Customer, hasAddress, type LastInbound } from './customer.ts'
import type { CustomerEvents } from './events.ts'

type Work = Working<Customer>

/** What the customer reads of messages and calls, wherever they stand. */
interface MessageEventData {
  'message.received': Omit<LastInbound, 'at'> & { readonly replyWindow: boolean }
  'message.sent': unknown
  'call.started': unknown
}

/** Lines kept: the most recently heard; enough for every address a person has on the platforms that limit replies. */
const maxLastInbounds = 32

const recordLastInbound = (
  lastInbounds: readonly LastInbound[],
  inbound: Omit<LastInbound, 'at'>,
  at: Instant,
): readonly LastInbound[] => {
  const isSame = (kept: LastInbound): boolean =>
    kept.channel === inbound.channel && kept.endpoint === inbound.endpoint && kept.address === inbound.address
  const previousAt = lastInbounds.find(isSame)?.at ?? at
  const heard: LastInbound = {
    channel: inbound.channel,
    endpoint: inbound.endpoint,
    address: inbound.address,
    at: Math.max(previousAt, at),
  }
  return [...lastInbounds.filter((kept) => !isSame(kept)), heard]
}

/** The address in the place of the one with its key, else at the end. */
const putAddress = (work: Work, address: Address): void => {
  const at = work.addresses.findIndex(({ key }) => key === address.key)
  work.addresses = at < 0 ? [...work.addresses, { ...address }] : work.addresses.with(at, { ...address })
}

const byTime = (a: LastInbound, b: LastInbound): number => a.at - b.at

/** What each event does to a customer. */
export const customerReducers: Reducers<Work, CustomerEvents & MessageEventData> = {
  'customer.registered': (work, { data, occurredAt }) => {
    work.addresses = data.addresses.map((address) => ({ ...address }))
    work.registeredAt = occurredAt
  },
  'customer.address_added': (work, { data }) => {
    putAddress(work, data.address)
  },
  'customer.address_removed': (work, { data }) => {
    work.addresses = work.addresses.filter((address) => address.key !== data.key)
  },
  'customer.blocked': (work) => {
    work.blocked = true
  },
  'customer.unblocked': (work) => {
    work.blocked = false
  },
  'customer.merged': (work, { data }) => {
    work.mergedInto = data.into
    work.addresses = []
    work.lastInbounds = []
    work.contactPoints = []
  },
  'customer.absorbed': (work, { data }) => {
    work.absorbed = [...new Set([...work.absorbed, data.customer, ...data.absorbed])]
    // An address that one side owns is owned, even where the other side lists it as shared (I-17).
    for (const address of data.addresses)
      if (!address.shared || !hasAddress(work, address.key)) putAddress(work, address)
    const lines = data.lastInbounds.reduce(
      (all, line) => recordLastInbound(all, line, line.at),
      work.lastInbounds,
    )
    work.lastInbounds = lines.toSorted(byTime).slice(-maxLastInbounds)
    work.contactPoints = mergeContactPoints(work.contactPoints, data.contactPoints ?? [])
    work.registeredAt = Math.min(work.registeredAt, data.registeredAt)
  },
  'customer.erased': (work, { occurredAt }) => {
    work.addresses = []
    work.lastInbounds = []
    work.contactPoints = []
    work.erasedAt = occurredAt
  },
  'message.received': (work, event) => {
    const { data, occurredAt } = event
    if (data.replyWindow)
      work.lastInbounds = recordLastInbound(work.lastInbounds, data, occurredAt).slice(-maxLastInbounds)
    work.contactPoints = contactPointsAfter(work, event)
  },
  'message.sent': (work, event) => {
    work.contactPoints = contactPointsAfter(work, event)
  },
  'call.started': (work, event) => {
    work.contactPoints = contactPointsAfter(work, event)
  },
}
