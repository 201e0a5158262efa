import type { Arrival } from '../intake/arrival.ts'
import type { InboundError, ReportUnknown } from '../intake/read-inbound.ts'
import type { Situation } from '../intake/situation.ts'
import { type Refused, refuse } from '../kernel/result.ts'
import { answerOf, type ReceiveDone } from './answers.ts'
import type { Contended, Decided } from './attempt.ts'
import type { Runner } from './command.ts'
import type { Desk } from './desk.ts'
import { asShared, findsFor, laneOf, withHolder } from './finds.ts'
import { type Arrived, arrive, readArrival } from './inbound.ts'

/** What a provider's delivery answers. */
export type Arriving = Promise<ReceiveDone | Refused<InboundError | Contended>>

const facts: readonly string[] = [
  'message.received',
  'message.sent',
  'message.signalled',
  'delivery.failed',
  'report.received',
  'call.started',
  'call.answered',
  'call.ended',
]

const tell = (
  { placement, situation, conversation, effect }: Arrived,
  { ignoredTopics }: Arrival,
): ReceiveDone => {
  const repeated = placement.outcome === 'duplicate'
  const events = effect?.events ?? []
  const about = placement.message?.customer ?? null
  const customer = effect?.customer.id ?? about ?? situation.customer?.id ?? null
  // The message of an echo, before the reports that it was known too late for.
  const stored =
    events.find(({ type }) => type === 'message.sent') ??
    events.findLast((event) => facts.includes(event.type)) ??
    (repeated ? placement.message : null)
  const { status, version } = answerOf(customer ?? '', conversation, situation.head, events)
  return {
    ok: true,
    customer,
    conversation,
    status,
    task: null,
    version,
    events,
    repeated,
    outcome: placement.outcome,
    reasons: placement.reasons,
    ignoredTopics,
    message: stored?.id ?? null,
  }
}

/** The provider is to tell it again: the message may be known by then. */
const reportUnknown = (rule = 'I-19'): Refused<ReportUnknown> =>
  refuse({
    code: 'message.unknown',
    rule,
    message: 'Cannot store this: no message with the id in `of` is known, and no customer by its address.',
    remedy: 'Ask the provider to send it again later, with an answer that makes it retry.',
    retryable: true,
  })

/** Finds, decides and commits one delivery, queued behind others of its customer. */
export const take = async (
  { queued, runtime }: Runner,
  arrival: Arrival,
  decide: (arrival: Arrival, found: readonly Situation[]) => Promise<Decided<Arrived>>,
): Promise<ReceiveDone | Refused<Contended | ReportUnknown>> => {
  const done = await queued<Arrived, never>(laneOf(arrival), findsFor(arrival), async (first) => {
    const [read, found] = await asShared(arrival, first, runtime.find)
    return decide(read, withHolder(found))
  })
  if ('ok' in done) return done
  const { outcome, reasons } = done.placement
  return outcome === 'unmatched' ? reportUnknown(reasons[0]?.rule) : tell(done, arrival)
}

/** Messages, echoes, signals and bounces: one decision for all of them. */
export const arrivals = (runner: Runner): Pick<Desk, 'receive'> => ({
  receive: async (input): Arriving => {
    const read = await readArrival(runner.runtime, input)
    if (!read.ok) return read
    return take(runner, read.value, (arrival, found) => arrive(runner.runtime, input, arrival, found))
  },
})
