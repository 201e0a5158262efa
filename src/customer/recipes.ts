import type { Recipes, Working } from '../kernel/fold.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Customer, Line } from './customer.ts'
import type { CustomerEvents } from './events.ts'

type Work = Working<Customer>

/** What the customer reads of a message, wherever it stands. */
interface Heard {
  'message.received': Omit<Line, 'lastIn'> & { readonly replyWindow: boolean }
}

/** Lines kept: the most recently heard; enough for every address a person has on the platforms that limit replies. */
const linesKept = 32

const hear = (work: Work, line: Omit<Line, 'lastIn'>, at: Instant): void => {
  const same = (kept: Line): boolean =>
    kept.channel === line.channel && kept.endpoint === line.endpoint && kept.address === line.address
  const before = work.lines.find(same)?.lastIn ?? at
  const heard: Line = {
    channel: line.channel,
    endpoint: line.endpoint,
    address: line.address,
    lastIn: Math.max(before, at),
  }
  work.lines = [...work.lines.filter((kept) => !same(kept)).slice(1 - linesKept), heard]
}

/** What each event does to a customer. */
export const customerRecipes: Recipes<Work, CustomerEvents & Heard> = {
  'customer.registered': (work, { data, occurredAt }) => {
    work.addresses = data.addresses.map((address) => ({ ...address }))
    work.registeredAt = occurredAt
  },
  'customer.address_added': (work, { data }) => {
    work.addresses = [...work.addresses, { ...data.address }]
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
  'message.received': (work, { data, occurredAt }) => {
    if (data.replyWindow) hear(work, data, occurredAt)
  },
}
