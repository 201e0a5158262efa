import type { StoredEvent } from '../../src/index.ts'
import { type JobOutcome, jobOfEvent } from './jobs.ts'
import { jobById, originalOf, readWords } from './plan.ts'

/** What was acknowledged: each job and what came of it. */
export type Acknowledged = ReadonlyMap<number, JobOutcome>

/** Counts what the timelines of all customers show. */
export interface Tally {
  readonly show: (event: StoredEvent) => void
  readonly lost: (acknowledged: Acknowledged) => readonly string[]
  readonly doubled: () => readonly string[]
}

/**
 * What an acknowledged job must have left: a message of the customer, one of ours, or its own command's events. Nothing
 * allows to refuse a message (I-13).
 */
const tracesOf = (id: number, outcome: JobOutcome): readonly string[] => {
  const job = jobById(id)
  const { kind, n } = job
  if (kind === 'message' || kind === 'again') return [`in-${n}`]
  if (kind === 'echo') return [`out-${n}`]
  if (!(outcome.ok && outcome.wrote)) return []
  const own = kind === 'resend' ? originalOf(job) : id
  return kind === 'send' || kind === 'resend' ? [`out-${n}`, `job-${own}`] : [`job-${own}`]
}

const isMessage = ({ type }: StoredEvent): boolean => type === 'message.received' || type === 'message.sent'

/** Every message is there once, and so is every event of a command, whichever stream it stands in (I-1, I-4). */
export const tallyOf = (): Tally => {
  const seen = new Map<string, number>()
  const traces = new Set<string>()
  const count = (what: string): void => {
    seen.set(what, (seen.get(what) ?? 0) + 1)
  }
  return {
    show: (event) => {
      const words = isMessage(event) ? readWords(event.content?.text) : null
      if (words !== null) {
        traces.add(`${words.kind}-${words.n}`)
        count(`message ${words.kind}-${words.n}`)
      }
      const job = jobOfEvent(event.id)
      if (job === null) return
      traces.add(`job-${job}`)
      count(`event ${event.id}`)
    },
    lost: (acknowledged) =>
      [...new Set([...acknowledged].flatMap(([id, outcome]) => tracesOf(id, outcome)))].filter(
        (trace) => !traces.has(trace),
      ),
    doubled: () =>
      [...seen].filter(([, times]) => times > 1).map(([what, times]) => `${what}, ${times} times`),
  }
}
