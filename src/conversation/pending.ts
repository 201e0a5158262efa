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
export const addTime = <T extends PendingTimes>(pending: T, at: Instant): T => {
  const { since, more } = pending
  if (at === since || more.includes(at)) return pending
  const [first = at, ...rest] = [since, ...more, at].sort((a, b) => a - b)
  return { ...pending, since: first, more: rest.slice(-newestKept) }
}

/** What is left after a reply sent at an instant: the very same if it settles nothing, null if it settles everything. */
export const settleUpTo = <T extends PendingTimes>(pending: T, at: Instant): T | null => {
  if (pending.since > at) return pending
  const [first, ...rest] = pending.more.filter((time) => time > at)
  return first === undefined ? null : { ...pending, since: first, more: rest }
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
