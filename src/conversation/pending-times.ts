import type { Instant } from '../kernel/instant.ts'

/** The counted times of messages and calls that have no reply yet: each once, in order (C-1). */
export interface PendingTimes {
  /** The oldest. */
  readonly waitingSince: Instant
  /** The later ones: the newest 16. */
  readonly laterTimes: readonly Instant[]
}

const maxLaterTimes = 16

/** One more time. In between, times beyond the bound are left out: they are settled before the newest ones are. */
export const addTime = (pending: PendingTimes, at: Instant): PendingTimes => {
  const { waitingSince, laterTimes } = pending
  // Nearly always the newest: then there is nothing to look for and nothing to sort.
  if (at > (laterTimes.at(-1) ?? waitingSince)) {
    const newest = laterTimes.slice(laterTimes.length < maxLaterTimes ? 0 : 1)
    newest.push(at)
    return { waitingSince, laterTimes: newest }
  }
  if (at === waitingSince || laterTimes.includes(at)) return pending
  const [first = at, ...rest] = [waitingSince, ...laterTimes, at].sort((a, b) => a - b)
  return { waitingSince: first, laterTimes: rest.slice(-maxLaterTimes) }
}

/** What is left after a reply sent at an instant: the very same if it settles nothing, null if it settles everything. */
export const pendingAfterReply = (pending: PendingTimes, at: Instant): PendingTimes | null => {
  if (pending.waitingSince > at) return pending
  if ((pending.laterTimes.at(-1) ?? pending.waitingSince) <= at) return null
  const [first, ...rest] = pending.laterTimes.filter((time) => time > at)
  return first === undefined ? null : { waitingSince: first, laterTimes: rest }
}

/** Up to when a reply settles: a call that is taken settles itself, even if the clocks disagree (K-3). */
export const replyCoversUntil = (
  { type, contact, occurredAt }: { type: string; contact: string | null; occurredAt: Instant },
  pending: { readonly contact: string; readonly waitingSince: Instant | null },
): Instant =>
  type === 'call.answered' && contact === pending.contact
    ? Math.max(occurredAt, pending.waitingSince ?? occurredAt)
    : occurredAt

/**
 * Whether a reply also settles older messages that arrive after it (C-1). The agent saw them if the provider reports the
 * reply, as in the echo of a message written in its own app. An agent who replies from here has not seen them.
 */
export const isLateMessageCovered = (event: {
  readonly data: { readonly echo: boolean }
  readonly occurredAt: Instant
  readonly recordedAt: Instant
}): boolean => event.data.echo || event.occurredAt < event.recordedAt
