import { status } from '../conversation/conversation.ts'
import { foldConversation } from '../conversation/evolve.ts'
import { foldCustomer } from '../customer/evolve.ts'
import type { StoredEvent } from '../intake/snapshot.ts'
import { commandIdOf } from '../kernel/ids.ts'
import type { ConversationRow } from '../store/change-set.ts'
import type { Store } from '../store/ports.ts'
import { expectEqual, expectTrue } from './check.ts'
import { loadOne } from './store-writer.ts'

const groupBy = (
  events: readonly StoredEvent[],
  keyOf: (event: StoredEvent) => string | null,
): ReadonlyMap<string, readonly StoredEvent[]> => {
  const groups = new Map<string, StoredEvent[]>()
  for (const event of events) {
    const key = keyOf(event)
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), event])
  }
  return groups
}

/**
 * Proves that what a store has of these customers is what the events come to, which a desk answered when it wrote them:
 * streams without gaps, states that are folds, at most one active conversation (E-1, O-1, O-7).
 */
export const auditEvents = async (store: Store, events: readonly StoredEvent[]): Promise<void> => {
  const conversations = groupBy(events, ({ conversation }) => conversation)
  for (const [customerId, unsorted] of groupBy(events, ({ customer }) => customer)) {
    const stream = [...unsorted].sort((a, b) => a.seq - b.seq)
    expectEqual(
      `the places of ${customerId}`,
      stream.map(({ seq }) => seq),
      stream.map((_, n) => n + 1),
    )
    const folded = foldCustomer(stream)
    const commands = [...new Set(stream.map(({ id }) => commandIdOf(id)))]
    const found = await loadOne(store, { customer: customerId, commands })
    expectTrue(
      `not all that was written of ${customerId} is found`,
      stream.every(({ id }) => found.commandEvents.some((event) => event.id === id)),
    )
    if (folded?.mergedInto != null) {
      expectEqual(`who stands for ${customerId}`, found.customer?.absorbed.includes(customerId), true)
      continue
    }
    expectEqual(`the customer ${customerId}, against the fold of his events`, found.customer, folded)
    expectEqual(`the head of ${customerId}`, found.head, stream.length)
  }
  for (const [id, theirs] of conversations) {
    const folded = foldConversation(theirs)
    if (folded === null) continue
    const { active, closed } = await loadOne(store, { customer: folded.customer, conversation: id })
    const kept = [active, ...closed].find((conversation) => conversation?.id === id)
    expectEqual(`the conversation ${id}, against the fold of its events`, kept, folded)
    expectEqual(`whether ${id} is the active one`, active?.id === id, folded.closed === null)
  }
}

/** Proves that the rows that are listed are the folds of the events (S-1, S-4). */
export const auditRows = (rows: readonly ConversationRow[], events: readonly StoredEvent[]): void => {
  const conversations = groupBy(events, ({ conversation }) => conversation)
  expectEqual(
    'the conversations that are listed',
    rows.map((row) => row.conversation.id).sort(),
    [...conversations.keys()].sort(),
  )
  const active = new Set<string>()
  for (const { conversation, status: column } of rows) {
    const folded = foldConversation(conversations.get(conversation.id) ?? [])
    expectEqual(`the row of ${conversation.id}, against the fold of its events`, conversation, folded)
    expectEqual(`the status column of ${conversation.id}`, column, status(conversation))
    if (column === 'closed') continue
    expectTrue(`${conversation.customer} has two active conversations`, !active.has(conversation.customer))
    active.add(conversation.customer)
  }
}
