import type { Status } from '../conversation/conversation.ts'
import type { Milliseconds } from '../kernel/duration.ts'

/** How many there were, their sum and the largest: means follow from it, and two of them can be added. */
export interface Stat {
  readonly count: number
  readonly sum: number
  readonly max: number
}

/** What is measured, of one open segment or of several together (E-5). All times are in milliseconds. */
export interface Figures {
  /** From the customer's first word to the first response; in one segment at most one. */
  readonly firstResponse: Stat
  /** From the earliest unanswered word after that to its response. */
  readonly nextResponse: Stat
  /** In which the customer was owed an answer, on one contact or on several. */
  readonly waiting: Milliseconds
  /** Of contacts: from the first response in it to its end. */
  readonly handling: Stat
  /** In each status; `closed` only in totals, between a close and the next reopening. */
  readonly inStatus: { readonly [status in Status]: Milliseconds }
  /** From the opening to a close that solved it. */
  readonly resolution: Stat
  /** Contacts that started here or came from another conversation, less those that went on in another. */
  readonly contacts: number
  /** First responses that were recorded as overdue (D-6). */
  readonly overdue: number
}

export const emptyStat: Stat = { count: 0, sum: 0, max: 0 }

export const emptyFigures: Figures = {
  firstResponse: emptyStat,
  nextResponse: emptyStat,
  waiting: 0,
  handling: emptyStat,
  inStatus: { new: 0, open: 0, waiting: 0, closed: 0 },
  resolution: emptyStat,
  contacts: 0,
  overdue: 0,
}

export const addStats = (a: Stat, b: Stat): Stat => ({
  count: a.count + b.count,
  sum: a.sum + b.sum,
  max: Math.max(a.max, b.max),
})

/** One more value. */
export const addValue = (stat: Stat, value: number): Stat =>
  addStats(stat, { count: 1, sum: value, max: value })

export const addFigures = (a: Figures, b: Figures): Figures => ({
  firstResponse: addStats(a.firstResponse, b.firstResponse),
  nextResponse: addStats(a.nextResponse, b.nextResponse),
  waiting: a.waiting + b.waiting,
  handling: addStats(a.handling, b.handling),
  inStatus: {
    new: a.inStatus.new + b.inStatus.new,
    open: a.inStatus.open + b.inStatus.open,
    waiting: a.inStatus.waiting + b.inStatus.waiting,
    closed: a.inStatus.closed + b.inStatus.closed,
  },
  resolution: addStats(a.resolution, b.resolution),
  contacts: a.contacts + b.contacts,
  overdue: a.overdue + b.overdue,
})
