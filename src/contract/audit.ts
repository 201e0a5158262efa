import { status } from '../conversation/conversation.ts'
import { foldConversation } from '../conversation/evolve.ts'
import { foldCustomer } from '../customer/evolve.ts'
import type { Recorded } from '../intake/situation.ts'
import { commandOf } from '../kernel/ids.ts'
import type { ConversationRow } from '../store/change-set.ts'
import type { Store } from '../store/ports.ts'
import { equal, holds } from './check.ts'
import { look } from './scribe.ts'

const grouped = (
  events: readonly Recorded[],
  keyOf: (event: Recorded) => string | null,
): ReadonlyMap<string, readonly Recorded[]> => {
  const groups = new Map<string, Recorded[]>()
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
export const auditEvents = async (store: Store, events: readonly Recorded[]): Promise<void> => {
  const conversations = grouped(events, ({ conversation }) => conversation)
  for (const [whose, unsorted] of grouped(events, ({ customer }) => customer)) {
    const stream = [...unsorted].sort((a, b) => a.seq - b.seq)
    equal(
      `the places of ${whose}`,
      stream.map(({ seq }) => seq),
      stream.map((_, n) => n + 1),
    )
    const folded = foldCustomer(stream)
    const commands = [...new Set(stream.map(({ id }) => commandOf(id)))]
    const found = await look(store, { customer: whose, commands })
    holds(
      `not all that was written of ${whose} is found`,
      stream.every(({ id }) => found.seen.some((event) => event.id === id)),
    )
    if (folded?.mergedInto != null) {
      equal(`who stands for ${whose}`, found.customer?.absorbed.includes(whose), true)
      continue
    }
    equal(`the customer ${whose}, against the fold of his events`, found.customer, folded)
    equal(`the head of ${whose}`, found.head, stream.length)
  }
  for (const [id, theirs] of conversations) {
    const folded = foldConversation(theirs)
    if (folded === null) continue
    const { active, closed } = await look(store, { customer: folded.customer, conversation: id })
    const kept = [active, ...closed].find((conversation) => conversation?.id === id)
    equal(`the conversation ${id}, against the fold of its events`, kept, folded)
    equal(`whether ${id} is the active one`, active?.id === id, folded.closed === null)
  }
}

/** Proves that the rows that are listed are the folds of the events (S-1, S-4). */
export const auditRows = (rows: readonly ConversationRow[], events: readonly Recorded[]): void => {
  const conversations = grouped(events, ({ conversation }) => conversation)
  equal(
    'the conversations that are listed',
    rows.map((row) => row.conversation.id).sort(),
    [...conversations.keys()].sort(),
  )
  const active = new Set<string>()
  for (const { conversation, status: column } of rows) {
    const folded = foldConversation(conversations.get(conversation.id) ?? [])
    equal(`the row of ${conversation.id}, against the fold of its events`, conversation, folded)
    equal(`the status column of ${conversation.id}`, column, status(conversation))
    if (column === 'closed') continue
    holds(`${conversation.customer} has two active conversations`, !active.has(conversation.customer))
    active.add(conversation.customer)
  }
}
