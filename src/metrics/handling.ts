import type { ChannelClass } from '../channel/channel.ts'
import type { EndReason } from '../contact/contact.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { ChannelStat, ContactClock } from './metrics.ts'
import { spanOf } from './options.ts'
import { tally, tallyTime, type Work } from './work.ts'

/** One contact more or less by a channel; a channel without contacts is not listed. */
const byChannel = (all: readonly ChannelStat[], channel: string, by: 1 | -1): readonly ChannelStat[] => {
  const known = all.find((one) => one.channel === channel)?.contacts ?? 0
  const others = all.filter((one) => one.channel !== channel)
  return known + by > 0 ? [...others, { channel, contacts: known + by }] : others
}

const count = (work: Work, channel: string, by: 1 | -1): void => {
  work.metrics.channels = byChannel(work.metrics.channels, channel, by)
  tally(work, (figures) => ({ ...figures, contacts: figures.contacts + by }))
}

/** A contact starts here, or comes from another conversation, where it may have been handled before. */
export const takeContact = (
  work: Work,
  contact: { readonly id: ContactId; readonly channel: string; readonly class: ChannelClass },
  handledFrom: Instant | null,
  settledUntil: Instant | null = null,
): void => {
  const { clocks } = work
  const clock = { contact: contact.id, channel: contact.channel, class: contact.class }
  clocks.contacts = [
    ...clocks.contacts,
    { ...clock, handledFrom, saidAt: null, settledUntil, hungUpAt: null },
  ]
  count(work, contact.channel, 1)
}

/** Changes the clocks of an open contact; of one that is not open there is nothing to measure. */
export const onContact = (
  { clocks }: Work,
  id: ContactId | null,
  change: (clock: ContactClock) => Partial<ContactClock>,
): void => {
  clocks.contacts = clocks.contacts.map((clock) =>
    clock.contact === id ? { ...clock, ...change(clock) } : clock,
  )
}

/** Something was said in it; the first response begins its handling. */
export const say = (work: Work, id: ContactId | null, at: Instant, isResponse: boolean): void =>
  onContact(work, id, ({ saidAt, handledFrom }) => ({
    saidAt: saidAt === null || at > saidAt ? at : saidAt,
    handledFrom: handledFrom ?? (isResponse ? at : null),
  }))

/** When the work on it was over: silence at its end is none, and of a call nobody ended it is not known. */
const handledUntil = (clock: ContactClock, reason: EndReason, at: Instant): Instant | null => {
  if (clock.hungUpAt !== null) return clock.hungUpAt
  if (reason === 'lost' || (reason === 'superseded' && clock.class === 'voice')) return null
  return reason === 'idle' ? (clock.saidAt ?? at) : at
}

/**
 * A contact ends, or goes on in another conversation: then the time up to here is this one's, and the rest of it, with
 * the contact itself, the other's.
 */
export const endContact = (work: Work, id: ContactId | null, reason: EndReason, at: Instant): void => {
  const { clocks, rules } = work
  const clock = clocks.contacts.find(({ contact }) => contact === id)
  if (clock === undefined) return
  clocks.contacts = clocks.contacts.filter((other) => other !== clock)
  const { handledFrom } = clock
  if (reason === 'merged' || reason === 'separated') {
    count(work, clock.channel, -1)
    const time = handledFrom === null ? 0 : spanOf(rules, handledFrom, at)
    if (time > 0)
      tally(work, ({ handling, ...figures }) => ({
        ...figures,
        handling: { ...handling, sum: handling.sum + time },
      }))
    return
  }
  const until = handledUntil(clock, reason, at)
  if (handledFrom !== null && until !== null) tallyTime(work, 'handling', handledFrom, until)
}
