import { createDesk } from '../desk/create-desk.ts'
import type { Desk } from '../desk/desk.ts'
import type { Inbound } from '../intake/inbound.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Brought } from './case.ts'
import { policy, start } from './things.ts'

/** A desk on a store, with a clock that only moves by hand. */
export interface Office {
  readonly desk: Desk
  readonly now: () => Instant
  readonly pass: (milliseconds: number) => void
}

/** How much waiting is borne: the pauses are counted and not made, so a store that never agrees is soon found out. */
const patience = 20_000

export const office = (store: Brought, name = 'desk'): Office => {
  let time = start
  let ids = 0
  const desk = createDesk({
    store,
    policy,
    clock: () => time,
    newId: () => `${name}-${ids++}`,
    wait: () => Promise.resolve(),
    random: () => 0.5,
    patience,
  })
  return {
    desk,
    now: () => time,
    pass: (milliseconds) => {
      time += milliseconds
    },
  }
}

/** Ada's mail of that text, by her address alone. */
export const mail = (text: string, more: Partial<Inbound> = {}): Inbound => ({
  channel: 'email',
  from: 'ada@example.com',
  id: `<${text}@mail>`,
  text,
  ...more,
})
