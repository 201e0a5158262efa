import fc from 'fast-check'
import { day, hour, monday } from '../support/world.ts'

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined | null> =>
  fc.oneof({ weight: 3, arbitrary }, { weight: 1, arbitrary: fc.constantFrom(undefined, null) })

/** Whole hours around the time of the import, so that times meet. */
const time = fc.integer({ min: -60, max: 3 }).map((hours) => monday + hours * hour)
const longAgo = fc.integer({ min: -400, max: 0 }).map((days) => monday + days * day)
const when = fc.oneof({ weight: 4, arbitrary: time }, { weight: 1, arbitrary: longAgo })

/** A record of an export that nobody looked after: few customers, ids that meet, states of all kinds, any order of times. */
const messyRecord = fc.record({
  id: fc.integer({ min: 1, max: 25 }).map(String),
  customer: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom('ada', 'bob', 'cleo') },
    { weight: 1, arbitrary: fc.constantFrom(undefined, null, '', ' ') },
  ),
  state: fc.constantFrom('open', 'pending', 'resolved', 'spam', 'Escalated', '', 'active', '__proto__', null),
  startedAt: when,
  closedAt: maybe(when),
  channel: maybe(fc.constantFrom('email', 'chat', 'whatsapp', 'voice')),
  address: maybe(fc.constantFrom('ada@example.com', 'bob@example.com', '+49 30 123456', 'Anonymous', '')),
  endpoint: maybe(fc.constantFrom('Help@Shop.example', '+49 30 999')),
  inbox: maybe(fc.constantFrom('old', 'support')),
  agent: maybe(fc.constantFrom('sam', 'kim')),
  topics: maybe(fc.subarray(['vase', 'refund', 'billing'])),
  lastCustomerMessageAt: maybe(when),
  lastActivityAt: maybe(when),
})

/** Records that nobody can read. */
const unreadableRecord = fc.oneof(
  fc.anything(),
  messyRecord.map((one) => ({ ...one, startedAt: Math.floor(one.startedAt / 1000) })),
  messyRecord.map((one) => ({ ...one, closedAt: 'yesterday' })),
)

export const messyRecords: fc.Arbitrary<readonly unknown[]> = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: messyRecord as fc.Arbitrary<unknown> },
    { weight: 1, arbitrary: unreadableRecord },
  ),
  { maxLength: 14 },
)
