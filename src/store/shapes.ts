import type { Situation } from '../intake/situation.ts'

/** Turns a stored value of one shape into the next. */
export type Upcast = (old: never) => object

/** The steps from shape 1 to the present one, oldest first, of everything that is stored (E-3). */
export interface Upcasts {
  readonly customer: readonly Upcast[]
  readonly conversation: readonly Upcast[]
  readonly task: readonly Upcast[]
  readonly event: readonly Upcast[]
}

/** All shapes are the first. */
const upcasts: Upcasts = { customer: [], conversation: [], task: [], event: [] }

type Noun = keyof Upcasts

const shapeOf = (noun: Noun, value: object): unknown =>
  noun === 'event' ? (value as { v?: unknown }).v : (value as { schema?: unknown }).schema

const unreadable = (noun: Noun, shape: unknown, known: number): Error =>
  new Error(
    typeof shape === 'number' && shape > known
      ? `this ${noun} was stored by a newer throughline (shape ${shape}, known up to ${known}): update before going on (E-3)`
      : `this ${noun} has no readable shape (${String(shape)}): it was not stored by throughline, or it is damaged (E-3)`,
  )

const upcastOne = <T extends object>(noun: Noun, value: T, steps: readonly Upcast[]): T => {
  const shape = shapeOf(noun, value)
  const present = steps.length + 1
  if (shape === present) return value
  if (typeof shape !== 'number' || !(shape >= 1 && shape < present)) throw unreadable(noun, shape, present)
  return steps.slice(shape - 1).reduce((old: object, step) => step(old as never), value) as T
}

/**
 * What a store found, in the present shapes (E-3): older ones are turned step by step. Throws on newer ones, which this
 * version cannot understand, and on damaged ones (B-3). Every desk asks through it.
 *
 * @example
 * upcastSituation(situation).active === situation.active // true: it has the present shape
 */
export const upcastSituation = (found: Situation, steps: Upcasts = upcasts): Situation => {
  const one = <T extends object>(noun: Noun, value: T | null): T | null =>
    value === null ? null : upcastOne(noun, value, steps[noun])
  const each = <T extends object>(noun: Noun, values: readonly T[]): readonly T[] =>
    values.length === 0 ? values : values.map((value) => upcastOne(noun, value, steps[noun]))
  return {
    customer: one('customer', found.customer),
    holder: found.holder,
    head: found.head,
    active: one('conversation', found.active),
    closed: each('conversation', found.closed),
    task: one('task', found.task),
    seen: each('event', found.seen),
    quoted: each('event', found.quoted),
  }
}
