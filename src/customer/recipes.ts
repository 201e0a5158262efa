import type { Address } from '../channel/address.ts'
import type { Recipes, Working } from '../kernel/fold.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Customer, isReachedAt, type Line } from './customer.ts'
import type { CustomerEvents } from './events.ts'
import { bothReached, reachedAfter } from './reached.ts'

type Work = Working<Customer>

/** What the customer reads of messages and calls, wherever they stand. */
interface Heard {
  'message.received': Omit<Line, 'lastIn'> & { readonly replyWindow: boolean }
  'message.sent': unknown
  'call.started': unknown
}

/** Lines kept: the most recently heard; enough for every address a person has on the platforms that limit replies. */
const linesKept = 32

const hear = (lines: readonly Line[], line: Omit<Line, 'lastIn'>, at: Instant): readonly Line[] => {
  const same = (kept: Line): boolean =>
    kept.channel === line.channel && kept.endpoint === line.endpoint && kept.address === line.address
  const before = lines.find(same)?.lastIn ?? at
  const heard: Line = {
    channel: line.channel,
    endpoint: line.endpoint,
    address: line.address,
    lastIn: Math.max(before, at),
  }
  return [...lines.filter((kept) => !same(kept)), heard]
}

/** The address in the place of the one with its key, else at the end. */
const addAddress = (work: Work, address: Address): void => {
  const at = work.addresses.findIndex(({ key }) => key === address.key)
  work.addresses = at < 0 ? [...work.addresses, { ...address }] : work.addresses.with(at, { ...address })
}

const byLastIn = (a: Line, b: Line): number => a.lastIn - b.lastIn

/** What each event does to a customer. */
export const customerRecipes: Recipes<Work, CustomerEvents & Heard> = {
  'customer.registered': (work, { data, occurredAt }) => {
    work.addresses = data.addresses.map((address) => ({ ...address }))
    work.registeredAt = occurredAt
  },
  'customer.address_added': (work, { data }) => {
    addAddress(work, data.address)
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
    work.lines = []
    work.reached = []
  },
  'customer.absorbed': (work, { data }) => {
    work.absorbed = [...new Set([...work.absorbed, data.customer, ...data.absorbed])]
    // An address that one side owns is owned, even where the other side lists it as shared (I-17).
    for (const address of data.addresses)
      if (!address.shared || !isReachedAt(work, address.key)) addAddress(work, address)
    const lines = data.lines.reduce((all, line) => hear(all, line, line.lastIn), work.lines)
    work.lines = lines.toSorted(byLastIn).slice(-linesKept)
    work.reached = bothReached(work.reached, data.reached ?? [])
    work.registeredAt = Math.min(work.registeredAt, data.registeredAt)
  },
  'customer.erased': (work, { occurredAt }) => {
    work.addresses = []
    work.lines = []
    work.reached = []
    work.erasedAt = occurredAt
  },
  'message.received': (work, event) => {
    const { data, occurredAt } = event
    if (data.replyWindow) work.lines = hear(work.lines, data, occurredAt).slice(-linesKept)
    work.reached = reachedAfter(work, event)
  },
  'message.sent': (work, event) => {
    work.reached = reachedAfter(work, event)
  },
  'call.started': (work, event) => {
    work.reached = reachedAfter(work, event)
  },
}
