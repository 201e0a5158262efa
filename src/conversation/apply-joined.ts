import type { Envelope, EventWithoutContent } from '../kernel/event.ts'
import type { Working } from '../kernel/fold.ts'
import type { Conversation, PendingReply } from './conversation.ts'
import type { ConversationJoinedData } from './events.ts'
import { later, setPendingReplies, withTimes } from './pending-replies.ts'
import { addTime, type PendingTimes } from './pending-times.ts'

type Work = Working<Conversation>

/** What is pending on one contact on both sides; the response target of the older message counts (D-6). */
const mergePendingReplies = (a: PendingReply, b: PendingReply): PendingReply => {
  const [first, second] = a.waitingSince <= b.waitingSince ? [a, b] : [b, a]
  return withTimes(first, [second.waitingSince, ...second.laterTimes].reduce<PendingTimes>(addTime, first))
}

/** The contacts keep their ids, and so does what is pending on them; a close must have seen it all (C-8). */
export const applyJoined = (
  work: Work,
  { data, seq }: EventWithoutContent<Envelope<'conversation.joined', ConversationJoinedData>>,
): void => {
  const joined = new Map(data.contacts.map((contact) => [contact.id, { ...contact }]))
  const updated = work.contacts.map((contact) => joined.get(contact.id) ?? contact)
  const present = new Set(work.contacts.map(({ id }) => id))
  const all = [...updated, ...[...joined.values()].filter(({ id }) => !present.has(id))]
  // An outbound that names no address goes to the newest contact of its channel, wherever that came from (K-9).
  work.contacts = all.sort((a, b) => a.startedAt - b.startedAt)
  const pending = new Map(work.pendingReplies.map((owed) => [owed.contact, owed]))
  for (const owed of data.pendingReplies) {
    const existing = pending.get(owed.contact)
    pending.set(owed.contact, existing === undefined ? { ...owed } : mergePendingReplies(existing, owed))
  }
  setPendingReplies(work, [...pending.values()])
  work.topics = [...work.topics, ...data.topics.filter((topic) => !work.topics.includes(topic))]
  work.lastActivityAt = later(work.lastActivityAt, data.lastActivityAt)
  // What it took over went on elsewhere: its next close is one that counts (W-3).
  work.reopenedWithoutContact = false
  if (data.lastAgentReplyAt !== null)
    work.lastAgentReplyAt = later(work.lastAgentReplyAt, data.lastAgentReplyAt)
  if (data.how === 'separated') work.separatedFrom = data.from
  if (data.lastCustomerMessageAt === null) return
  work.lastCustomerMessageAt = later(work.lastCustomerMessageAt, data.lastCustomerMessageAt)
  work.lastCustomerMessageSeq = Math.max(work.lastCustomerMessageSeq, seq)
}

/**
 * The conversation goes on in the stream of another customer. Places in two streams cannot be compared, so what was heard
 * in the old one counts as heard at the event that brought it here (C-8).
 */
export const moveToCustomer = (
  work: Work,
  { customer, seq }: EventWithoutContent<Envelope<string, unknown>>,
): void => {
  if (work.customer !== customer && work.lastCustomerMessageSeq > 0) work.lastCustomerMessageSeq = seq
  work.customer = customer
}
