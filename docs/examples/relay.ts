/**
 * The outbox to a broker: each event of the feed goes to NATS JetStream, in order, and whoever reads it there sees every
 * event id once and each customer's events in their order.
 *
 * The relay may die at any step and run twice: it moves its cursor only behind what the broker has acknowledged, and what
 * it sends again the broker knows by its message id, for as long as the stream's `duplicate_window`. Beyond that the
 * reader's own table of places decides.
 */
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream'
import type { StoredEvent } from 'throughline'
import { type Consumer, type FollowOptions, follow } from 'throughline/outbox'

/** Ids are unique per customer only. Headers take no NUL, no line break and no lone surrogate: this has none. */
export const messageIdOf = ({ customer, id }: StoredEvent): string =>
  encodeURIComponent(JSON.stringify([customer, id]))

/** A stream for `${subject}.message.received` and all other types; its window is how long the broker knows a repeat. */
export const declareStream = async (
  manager: JetStreamManager,
  { name, subject, window = 15 * 60_000 }: { name: string; subject: string; window?: number },
): Promise<void> => {
  await manager.streams.add({ name, subjects: [`${subject}.>`], duplicate_window: window * 1_000_000 })
}

export interface Relay extends FollowOptions {
  readonly consumer: Consumer
  readonly broker: Pick<JetStreamClient, 'publish'>
  readonly subject: string
}

/**
 * Relays until its signal says stop; rejects when the broker or the database does. Run it again then: it goes on where the
 * cursor stands. Two at once do no harm: one of them moves the cursor.
 */
export const relay = async ({ consumer, broker, subject, ...options }: Relay): Promise<void> => {
  for await (const { events, acknowledge } of follow(consumer, options)) {
    // One after the other: an event is sent when the broker has the one before it, so a failure leaves no hole behind.
    for (const event of events)
      await broker.publish(`${subject}.${event.type}`, JSON.stringify(event), { msgID: messageIdOf(event) })
    await acknowledge()
  }
}

/** What a reader remembers: the last place that it took of each customer, in a table beside its effects. */
export interface Places {
  readonly lastOf: (customer: string) => Promise<number>
  readonly take: (customer: string, seq: number) => Promise<void>
}

/**
 * For the reader of the stream: whether the event is new to it. Places of a customer are 1, 2, 3, … without gaps, so one
 * number per customer tells repeats from news, and a gap from order. Write the place in the transaction of the effects.
 */
export const isNews = async ({ customer, seq, id }: StoredEvent, places: Places): Promise<boolean> => {
  const last = await places.lastOf(customer)
  if (seq <= last) return false
  if (seq > last + 1) throw new Error(`event ${id} of ${customer} is ${seq}, and ${last + 1} never came`)
  await places.take(customer, seq)
  return true
}
