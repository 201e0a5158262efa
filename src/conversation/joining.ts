import type { Envelope, Fact } from '../kernel/event.ts'
import type { Working } from '../kernel/fold.ts'
import type { Conversation, Owed } from './conversation.ts'
import type { Joined } from './events.ts'
import { boundOwed, later, withTimes } from './owing.ts'
import { addTime, type PendingTimes } from './pending.ts'

type Work = Working<Conversation>

/** What is pending on one contact on both sides; the response target of the older message counts (D-6). */
const bothPending = (a: Owed, b: Owed): Owed => {
  const [first, second] = a.since <= b.since ? [a, b] : [b, a]
  return withTimes(first, [second.since, ...second.more].reduce<PendingTimes>(addTime, first))
}

/** The contacts keep their ids, and so does what is pending on them; a close must have seen it all (C-8). */
export const join = (work: Work, { data, seq }: Fact<Envelope<'conversation.joined', Joined>>): void => {
  const joined = new Map(data.contacts.map((contact) => [contact.id, { ...contact }]))
  const kept = work.contacts.map((contact) => joined.get(contact.id) ?? contact)
  const present = new Set(work.contacts.map(({ id }) => id))
  const all = [...kept, ...[...joined.values()].filter(({ id }) => !present.has(id))]
  // An outbound that names no address goes to the newest contact of its channel, wherever that came from (K-9).
  work.contacts = all.sort((a, b) => a.startedAt - b.startedAt)
  const pending = new Map(work.owed.map((owed) => [owed.contact, owed]))
  for (const owed of data.owed) {
    const known = pending.get(owed.contact)
    pending.set(owed.contact, known === undefined ? { ...owed } : bothPending(known, owed))
  }
  boundOwed(work, [...pending.values()])
  work.topics = [...work.topics, ...data.topics.filter((topic) => !work.topics.includes(topic))]
  work.activeAt = later(work.activeAt, data.activeAt)
  // What it took over went on elsewhere: its next close is one that counts (W-3).
  work.bare = false
  if (data.answeredAt !== null) work.answeredAt = later(work.answeredAt, data.answeredAt)
  if (data.how === 'separated') work.separatedFrom = data.from
  if (data.heardAt === null) return
  work.heardAt = later(work.heardAt, data.heardAt)
  work.heardSeq = Math.max(work.heardSeq, seq)
}

/**
 * The conversation goes on in the stream of another customer. Places in two streams cannot be compared, so what was heard
 * in the old one counts as heard at the event that brought it here (C-8).
 */
export const belong = (work: Work, { customer, seq }: Fact<Envelope<string, unknown>>): void => {
  if (work.customer !== customer && work.heardSeq > 0) work.heardSeq = seq
  work.customer = customer
}
