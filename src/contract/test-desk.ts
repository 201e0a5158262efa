import { createDesk } from '../desk/create-desk.ts'
import type { Desk } from '../desk/desk.ts'
import type { Inbound } from '../intake/inbound.ts'
import type { Instant } from '../kernel/instant.ts'
import type { PartialStore } from './case.ts'
import { baseTime, policy } from './fixtures.ts'

/** A desk on a store, with a clock that only moves by hand. */
export interface TestDesk {
  readonly desk: Desk
  readonly now: () => Instant
  readonly advance: (milliseconds: number) => void
}

/** How much waiting is borne: the pauses are counted and not made, so a store that never agrees is soon found out. */
const retryFor = 20_000

export const createTestDesk = (store: PartialStore, name = 'desk'): TestDesk => {
  let time = baseTime
  let ids = 0
  const desk = createDesk({
    store,
    policy,
    clock: () => time,
    newId: () => `${name}-${ids++}`,
    wait: () => Promise.resolve(),
    random: () => 0.5,
    retryFor: retryFor,
  })
  return {
    desk,
    now: () => time,
    advance: (milliseconds) => {
      time += milliseconds
    },
  }
}

/** Ada's mail of that text, by her address alone. */
export const inboundMail = (text: string, more: Partial<Inbound> = {}): Inbound => ({
  channel: 'email',
  from: 'ada@example.com',
  id: `<${text}@mail>`,
  text,
  ...more,
})
