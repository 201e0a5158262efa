import fc from 'fast-check'
import { day, hour, monday } from '../support/world.ts'

const may = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined | null> =>
  fc.oneof({ weight: 3, arbitrary }, { weight: 1, arbitrary: fc.constantFrom(undefined, null) })

/** Whole hours around the time of the import, so that times meet. */
const time = fc.integer({ min: -60, max: 3 }).map((hours) => monday + hours * hour)
const long = fc.integer({ min: -400, max: 0 }).map((days) => monday + days * day)
const when = fc.oneof({ weight: 4, arbitrary: time }, { weight: 1, arbitrary: long })

/** A record of an export that nobody looked after: few customers, ids that meet, states of all kinds, any order of times. */
const record = fc.record({
  id: fc.integer({ min: 1, max: 25 }).map(String),
  customer: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom('ada', 'bob', 'cleo') },
    { weight: 1, arbitrary: fc.constantFrom(undefined, null, '', ' ') },
  ),
  state: fc.constantFrom('open', 'pending', 'resolved', 'spam', 'Escalated', '', 'active', '__proto__', null),
  startedAt: when,
  closedAt: may(when),
  channel: may(fc.constantFrom('email', 'chat', 'whatsapp', 'voice')),
  address: may(fc.constantFrom('ada@example.com', 'bob@example.com', '+49 30 123456', 'Anonymous', '')),
  endpoint: may(fc.constantFrom('Help@Shop.example', '+49 30 999')),
  inbox: may(fc.constantFrom('old', 'support')),
  agent: may(fc.constantFrom('sam', 'kim')),
  topics: may(fc.subarray(['vase', 'refund', 'billing'])),
  lastCustomerMessageAt: may(when),
  lastActivityAt: may(when),
})

/** Records that nobody can read. */
const rubble = fc.oneof(
  fc.anything(),
  record.map((one) => ({ ...one, startedAt: Math.floor(one.startedAt / 1000) })),
  record.map((one) => ({ ...one, closedAt: 'yesterday' })),
)

export const soup: fc.Arbitrary<readonly unknown[]> = fc.array(
  fc.oneof({ weight: 9, arbitrary: record as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: rubble }),
  { maxLength: 14 },
)
