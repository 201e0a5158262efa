import { endpointOf } from '../channel/endpoint.ts'
import { canReply } from '../channel/reply-window.ts'
import { status } from '../conversation/conversation.ts'
import { counterpart, lastHeard } from '../conversation/counterpart.ts'
import { knownChannel } from '../conversation/outbound.ts'
import type { Situation } from '../intake/situation.ts'
import { system } from '../kernel/actor.ts'
import type { CustomerId } from '../kernel/ids.ts'
import { type Refused, refuse } from '../kernel/result.ts'
import { reopenableUntil } from '../policy/window.ts'
import { findOf } from '../store/ports.ts'
import { entryOf } from '../timeline/entry.ts'
import { type Runner, unknownCustomer } from './command.ts'
import type { Readings, Unsupported } from './readings.ts'
import type { Runtime } from './runtime.ts'
import { settled } from './settled.ts'

const pageSize = 50

/** A host may bring `find` and `commit` alone: then the readings say what is missing. */
export const unsupported = (port: string): Refused<Unsupported> =>
  refuse({
    code: 'store.unsupported',
    rule: 'E-4',
    message: `this store brings no ${port}()`,
    remedy: `add ${port}() to the store; docs/stores.md says what it promises`,
  })

/** A customer's situation at this moment, things due applied but not written (D-2). */
const look = async (runtime: Runtime, customer: CustomerId): Promise<{ found: Situation; head: number }> => {
  const [before] = await runtime.store.find([findOf({ customer })])
  if (before === undefined) throw new Error('the store answered no situation to a find')
  const { situation } = settled(before, runtime.begin(system, '', before.head))
  return { found: situation, head: before.head }
}

/** Everything that only looks. */
export const reading = ({ runtime }: Runner): Readings => ({
  current: async (id) => {
    const { found, head } = await look(runtime, id)
    if (found.customer === null) return unknownCustomer(id)
    const conversation = found.active ?? found.closed[0] ?? null
    const policy = runtime.policy()
    return {
      ok: true,
      customer: found.customer,
      conversation,
      status: conversation === null ? null : status(conversation),
      version: head,
      reopenable: found.closed.map((closed) => ({
        conversation: closed,
        until: reopenableUntil(closed, policy),
      })),
    }
  },
  canReply: async ({ customer: id, channel: name, to, endpoint, by }) => {
    const channel = knownChannel({ policy: runtime.policy() }, name)
    if ('ok' in channel) return channel
    const { found } = await look(runtime, id)
    const { customer, active, closed } = found
    if (customer === null) return unknownCustomer(id)
    const standing = { customer, active, closed: closed[0] ?? null }
    const key = counterpart(standing, channel, {
      address: to == null ? to : (runtime.normalise(to, channel)?.key ?? null),
      endpoint: endpoint === undefined ? undefined : endpointOf(endpoint),
    })
    return {
      ok: true,
      ...canReply(channel, lastHeard(standing.customer, key), by ?? 'agent', runtime.clock()),
    }
  },
  timeline: async ({ customer, order = 'oldest_first', after = null, limit = pageSize }) => {
    if (runtime.store.timeline === undefined) return unsupported('timeline')
    const page = await runtime.store.timeline({ customer, order, after, limit })
    return { ok: true, items: page.items.map(entryOf), next: page.next }
  },
  list: async ({ after = null, limit = pageSize, ...filter }) => {
    if (runtime.store.list === undefined) return unsupported('list')
    return { ok: true, ...(await runtime.store.list({ ...filter, after, limit })) }
  },
  counts: async (filter = {}) => {
    if (runtime.store.counts === undefined) return unsupported('counts')
    return { ok: true, counts: await runtime.store.counts(filter) }
  },
})
