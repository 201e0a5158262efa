import type { Envelope, Fact } from '../kernel/event.ts'
import type { Working } from '../kernel/fold.ts'
import type { Conversation } from './conversation.ts'
import type { Joined } from './events.ts'
import { later, withinLimit } from './owing.ts'

type Work = Working<Conversation>

/** The contacts keep their ids; of what is owed twice the earlier word counts; a close must have seen it all (C-8). */
export const join = (work: Work, { data, seq }: Fact<Envelope<'conversation.joined', Joined>>): void => {
  const joined = new Map(data.contacts.map((contact) => [contact.id, { ...contact }]))
  const kept = work.contacts.map((contact) => joined.get(contact.id) ?? contact)
  const present = new Set(work.contacts.map(({ id }) => id))
  const all = [...kept, ...[...joined.values()].filter(({ id }) => !present.has(id))]
  // An outbound that names no address goes to the newest contact of its channel, wherever that came from (K-9).
  work.contacts = all.sort((a, b) => a.startedAt - b.startedAt)
  for (const { contact, since, endpoint, overdueAt } of data.owed) {
    const known = work.owed.find((owed) => owed.contact === contact)
    const entry = { contact, since, endpoint, overdueAt }
    if (known === undefined) work.owed = [...work.owed, entry]
    else if (since < known.since) work.owed = work.owed.map((owed) => (owed === known ? entry : owed))
  }
  work.owed = withinLimit(work, work.owed)
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
