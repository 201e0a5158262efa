import { endpointOf } from '../channel/endpoint.ts'
import { canReply } from '../channel/reply-window.ts'
import { status } from '../conversation/conversation.ts'
import { counterpart, lastHeard } from '../conversation/counterpart.ts'
import { knownChannel } from '../conversation/outbound.ts'
import { settleTask } from '../deadline/task-deadline.ts'
import { lastClosed, nobody, type Recorded, type Situation } from '../intake/situation.ts'
import { system } from '../kernel/actor.ts'
import type { CustomerId } from '../kernel/ids.ts'
import { parseInstant } from '../kernel/instant.ts'
import { type Issue, type Refused, refuse } from '../kernel/result.ts'
import { findOf, type ListedTask, type ListFilter } from '../store/ports.ts'
import { entryOf } from '../timeline/entry.ts'
import { type Runner, unknownCustomer } from './command.ts'
import { paged, pagingOf } from './pages.ts'
import type { AsOfInvalid, Readings, Unsupported } from './readings.ts'
import { reopenable } from './reopenable.ts'
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

/** Who and what narrows a list; `agent: null` asks for what has no agent, any other null for nothing. */
const heldBy = ({
  inbox,
  agent,
}: Pick<ListFilter, 'inbox' | 'agent'>): Pick<ListFilter, 'inbox' | 'agent'> => ({
  inbox: inbox ?? undefined,
  agent,
})

const asOfInvalid = ({ path, message }: Issue): Refused<AsOfInvalid> =>
  refuse({
    code: 'timeline.as_of_invalid',
    rule: 'B-1',
    message: `${path} ${message}`,
    remedy: 'give a past instant in milliseconds, as an ISO 8601 string with a zone, or as a Date',
  })

/** A customer's situation at this moment, things due applied but not written (D-2). */
const look = async (
  runtime: Runtime,
  customer: CustomerId,
): Promise<{ found: Situation; pending: readonly Recorded[]; head: number }> => {
  const [before] = await runtime.find([findOf({ customer })])
  if (before === undefined) throw new Error('the store answered no situation to a find')
  const { situation, events } = settled(before, runtime.begin(system, '', before))
  return { found: situation, pending: events, head: before.head }
}

/** Everything that only looks. */
export const reading = ({ runtime, runtime: { store } }: Runner): Readings => ({
  current: async (id) => {
    const { found, pending, head } = await look(runtime, id)
    if (found.customer === null) return unknownCustomer(id)
    const conversation = found.active ?? lastClosed(found)
    return {
      ok: true,
      customer: found.customer,
      conversation,
      status: conversation === null ? null : status(conversation),
      version: head,
      pending,
      reopenable: await reopenable(runtime, found),
    }
  },
  canReply: async ({ customer: id, channel: name, to, endpoint, by }) => {
    const channel = knownChannel({ policy: runtime.policy() }, name)
    if ('ok' in channel) return channel
    const { found } = await look(runtime, id)
    const { customer, active, closed } = found
    if (customer === null) return unknownCustomer(id)
    const standing = { customer, active, closed: closed[0] ?? null }
    const other = counterpart(standing, channel, {
      address: to == null ? to : (runtime.normalise(to, channel)?.key ?? null),
      endpoint: endpoint === undefined ? undefined : endpointOf(endpoint),
    })
    if (!other.ok) return other
    return {
      ok: true,
      ...canReply(channel, lastHeard(standing.customer, other.key), by ?? 'agent', runtime.clock()),
    }
  },
  timeline: async ({ customer, order, asOf, ...paging }) => {
    if (store.timeline === undefined) return unsupported('timeline')
    const by = asOf === undefined ? null : parseInstant(asOf, 'asOf')
    if (by?.ok === false) return asOfInvalid(by.error)
    const query = {
      customer,
      order: order ?? 'oldest_first',
      recordedBy: by?.value,
      ...pagingOf(paging, pageSize),
    }
    return paged(await store.timeline(query), entryOf)
  },
  list: async ({ status, ...input }) => {
    if (store.list === undefined) return unsupported('list')
    const filter = { status: status ?? undefined, ...heldBy(input) }
    const page = await store.list({ ...filter, ...pagingOf(input, pageSize) })
    return paged(page, (row) => row)
  },
  tasks: async ({ customer, closed, dueBy, ...input }) => {
    if (store.tasks === undefined) return unsupported('tasks')
    const context = runtime.begin(system, '', nobody)
    const settledTask = ({ task, text }: ListedTask): ListedTask => ({
      task: settleTask(task, context).state,
      text,
    })
    const by = dueBy == null ? null : parseInstant(dueBy)
    const filter = {
      customer: customer ?? undefined,
      closed: closed ?? undefined,
      dueBy: by?.ok === true ? by.value : undefined,
      ...heldBy(input),
    }
    const page = await store.tasks({ ...filter, ...pagingOf(input, pageSize) })
    return paged(page, settledTask)
  },
  counts: async (filter = {}) => {
    if (runtime.store.counts === undefined) return unsupported('counts')
    return { ok: true, counts: await runtime.store.counts(heldBy(filter)) }
  },
})
