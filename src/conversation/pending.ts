import type { Instant } from '../kernel/instant.ts'

/** The counted times of messages and calls that have no reply yet: each once, in order (C-1). */
export interface PendingTimes {
  /** The oldest. */
  readonly since: Instant
  /** The later ones: the newest 16. */
  readonly more: readonly Instant[]
}

const newestKept = 16

/** One more time. In between, times beyond the bound are left out: they are settled before the newest ones are. */
export const addTime = (pending: PendingTimes, at: Instant): PendingTimes => {
  const { since, more } = pending
  // Nearly always the newest: then there is nothing to look for and nothing to sort.
  if (at > (more.at(-1) ?? since)) {
    const newest = more.slice(more.length < newestKept ? 0 : 1)
    newest.push(at)
    return { since, more: newest }
  }
  if (at === since || more.includes(at)) return pending
  const [first = at, ...rest] = [since, ...more, at].sort((a, b) => a - b)
  return { since: first, more: rest.slice(-newestKept) }
}

/** What is left after a reply sent at an instant: the very same if it settles nothing, null if it settles everything. */
export const settleUpTo = (pending: PendingTimes, at: Instant): PendingTimes | null => {
  if (pending.since > at) return pending
  if ((pending.more.at(-1) ?? pending.since) <= at) return null
  const [first, ...rest] = pending.more.filter((time) => time > at)
  return first === undefined ? null : { since: first, more: rest }
}

/** Up to when a reply settles: a call that is taken settles itself, even if the clocks disagree (K-3). */
export const settledBy = (
  { type, contact, occurredAt }: { type: string; contact: string | null; occurredAt: Instant },
  pending: { readonly contact: string; readonly since: Instant | null },
): Instant =>
  type === 'call.answered' && contact === pending.contact
    ? Math.max(occurredAt, pending.since ?? occurredAt)
    : occurredAt

/**
 * Whether a reply also settles older messages that arrive after it (C-1). The agent saw them if the provider reports the
 * reply, as in the echo of a message written in its own app. An agent who replies from here has not seen them.
 */
export const settlesLateArrivals = (event: {
  readonly data: { readonly echo: boolean }
  readonly occurredAt: Instant
  readonly recordedAt: Instant
}): boolean => event.data.echo || event.occurredAt < event.recordedAt
