import type { Snapshot } from '../intake/snapshot.ts'

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

type StoredKind = keyof Upcasts

const shapeVersionOf = (noun: StoredKind, value: object): unknown =>
  noun === 'event' ? (value as { v?: unknown }).v : (value as { schema?: unknown }).schema

const unreadableShape = (noun: StoredKind, shape: unknown, known: number): Error =>
  new Error(
    typeof shape === 'number' && shape > known
      ? `this ${noun} was stored by a newer throughline (shape ${shape}, known up to ${known}): update before going on (E-3)`
      : `this ${noun} has no readable shape (${String(shape)}): it was not stored by throughline, or it is damaged (E-3)`,
  )

const upcast = <T extends object>(noun: StoredKind, value: T, steps: readonly Upcast[]): T => {
  const shape = shapeVersionOf(noun, value)
  const current = steps.length + 1
  if (shape === current) return value
  if (typeof shape !== 'number' || !(shape >= 1 && shape < current))
    throw unreadableShape(noun, shape, current)
  return steps.slice(shape - 1).reduce((old: object, step) => step(old as never), value) as T
}

/**
 * What a store found, in the present shapes (E-3): older ones are turned step by step. Throws on newer ones, which this
 * version cannot understand, and on damaged ones (B-3). Every desk asks through it.
 *
 * @example
 * upcastSnapshot(situation).active === situation.active // true: it has the present shape
 */
export const upcastSnapshot = (found: Snapshot, steps: Upcasts = upcasts): Snapshot => {
  const one = <T extends object>(noun: StoredKind, value: T | null): T | null =>
    value === null ? null : upcast(noun, value, steps[noun])
  const each = <T extends object>(noun: StoredKind, values: readonly T[]): readonly T[] =>
    values.length === 0 ? values : values.map((value) => upcast(noun, value, steps[noun]))
  return {
    customer: one('customer', found.customer),
    addressOwner: found.addressOwner,
    head: found.head,
    active: one('conversation', found.active),
    closed: each('conversation', found.closed),
    task: one('task', found.task),
    commandEvents: each('event', found.commandEvents),
    referencedEvents: each('event', found.referencedEvents),
  }
}
