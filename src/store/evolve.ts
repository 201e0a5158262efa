import type { Conversation } from '../conversation/conversation.ts'
import { foldConversation } from '../conversation/evolve.ts'
import { foldCustomer } from '../customer/evolve.ts'
import type { Snapshot, StoredEvent } from '../intake/snapshot.ts'
import type { ConversationId } from '../kernel/ids.ts'
import { foldTask } from '../task/evolve.ts'

/** Events by conversation, each list in its order; the conversation of the last event comes last. */
const eventsByConversation = (
  events: readonly StoredEvent[],
): ReadonlyMap<ConversationId, readonly StoredEvent[]> => {
  const byId = new Map<ConversationId, StoredEvent[]>()
  for (const event of events) {
    if (event.conversation === null) continue
    const own = byId.get(event.conversation) ?? []
    byId.delete(event.conversation)
    byId.set(event.conversation, [...own, event])
  }
  return byId
}

/**
 * The snapshot after some events of its customer, in their order (E-1): for use without a store, and for tests. Whoever has a
 * store loads a fresh snapshot instead.
 *
 * Events of an earlier run of a command are not kept, so repeats are recognised only in snapshots from a store. The
 * snapshot is taken to be about an address of this customer.
 *
 * @example
 * const command = parseCommand({ type: 'note', customer: 'ada', agent: 'sam', text: 'VIP' }, { policy, newId: () => 'c10' })
 * const decision = command.ok && decide([situation], command.value, { now, policy })
 * decision && decision.ok && evolve(situation, decision.changes?.events ?? []).head // 13
 */
export const evolve = (snapshot: Snapshot, events: readonly StoredEvent[]): Snapshot => {
  const last = events.at(-1)
  if (last === undefined) return snapshot
  const customer = foldCustomer(events, snapshot.customer)
  let { active } = snapshot
  let closed = snapshot.closed
  for (const [id, own] of eventsByConversation(events)) {
    const known: Conversation | undefined =
      active?.id === id ? active : closed.find((conversation) => conversation.id === id)
    const next = foldConversation(own, known ?? null)
    if (next === null) continue
    closed = closed.filter((conversation) => conversation.id !== id)
    if (active?.id === id) active = null
    if (next.closed === null) active = next
    else closed = [next, ...closed]
  }
  const ownTask = events.filter((event) => event.task !== null && event.task === snapshot.task?.id)
  return {
    ...snapshot,
    customer,
    addressOwner: customer?.id ?? snapshot.addressOwner,
    head: last.seq,
    active,
    closed,
    task: foldTask(ownTask, snapshot.task),
    commandEvents: [],
  }
}
