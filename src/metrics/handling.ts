import type { ChannelClass } from '../channel/channel.ts'
import type { EndReason } from '../contact/contact.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { ChannelStat, ContactClock } from './metrics.ts'
import { elapsedBetween } from './options.ts'
import { type MetricsWork, recordTime, updateFigures } from './work.ts'

/** One contact more or less by a channel; a channel without contacts is not listed. */
const withChannelCount = (
  all: readonly ChannelStat[],
  channel: string,
  by: 1 | -1,
): readonly ChannelStat[] => {
  const contactCount = all.find((one) => one.channel === channel)?.contacts ?? 0
  const others = all.filter((one) => one.channel !== channel)
  return contactCount + by > 0 ? [...others, { channel, contacts: contactCount + by }] : others
}

const countContact = (work: MetricsWork, channel: string, by: 1 | -1): void => {
  work.metrics.channels = withChannelCount(work.metrics.channels, channel, by)
  updateFigures(work, (figures) => ({ ...figures, contacts: figures.contacts + by }))
}

/** A contact starts here, or comes from another conversation, where it may have been handled before. */
export const startContactClock = (
  work: MetricsWork,
  contact: { readonly id: ContactId; readonly channel: string; readonly class: ChannelClass },
  handledFrom: Instant | null,
  repliedUntil: Instant | null = null,
): void => {
  const { clocks } = work
  const clock = { contact: contact.id, channel: contact.channel, class: contact.class }
  clocks.contacts = [
    ...clocks.contacts,
    { ...clock, handledFrom, lastMessageAt: null, repliedUntil: repliedUntil, hungUpAt: null },
  ]
  countContact(work, contact.channel, 1)
}

/** Changes the clocks of an open contact; of one that is not open there is nothing to measure. */
export const updateContactClock = (
  { clocks }: MetricsWork,
  id: ContactId | null,
  change: (clock: ContactClock) => Partial<ContactClock>,
): void => {
  clocks.contacts = clocks.contacts.map((clock) =>
    clock.contact === id ? { ...clock, ...change(clock) } : clock,
  )
}

/** Something was said in it; the first response begins its handling. */
export const recordActivity = (
  work: MetricsWork,
  id: ContactId | null,
  at: Instant,
  isResponse: boolean,
): void =>
  updateContactClock(work, id, ({ lastMessageAt, handledFrom }) => ({
    lastMessageAt: lastMessageAt === null || at > lastMessageAt ? at : lastMessageAt,
    handledFrom: handledFrom ?? (isResponse ? at : null),
  }))

/** When the work on it was over: silence at its end is none, and of a call nobody ended it is not known. */
const handledUntil = (clock: ContactClock, reason: EndReason, at: Instant): Instant | null => {
  if (clock.hungUpAt !== null) return clock.hungUpAt
  if (reason === 'lost' || (reason === 'superseded' && clock.class === 'voice')) return null
  return reason === 'idle' ? (clock.lastMessageAt ?? at) : at
}

/**
 * A contact ends, or goes on in another conversation: then the time up to here is this one's, and the rest of it, with
 * the contact itself, the other's.
 */
export const stopContactClock = (
  work: MetricsWork,
  id: ContactId | null,
  reason: EndReason,
  at: Instant,
): void => {
  const { clocks, rules } = work
  const clock = clocks.contacts.find(({ contact }) => contact === id)
  if (clock === undefined) return
  clocks.contacts = clocks.contacts.filter((other) => other !== clock)
  const { handledFrom } = clock
  if (reason === 'merged' || reason === 'separated') {
    countContact(work, clock.channel, -1)
    const time = handledFrom === null ? 0 : elapsedBetween(rules, handledFrom, at)
    if (time > 0)
      updateFigures(work, ({ handling, ...figures }) => ({
        ...figures,
        handling: { ...handling, sum: handling.sum + time },
      }))
    return
  }
  const until = handledUntil(clock, reason, at)
  if (handledFrom !== null && until !== null) recordTime(work, 'handling', handledFrom, until)
}
