/** Whether a value is of a shape. */
export type ShapeCheck = (value: unknown) => boolean

export const isNumber: ShapeCheck = (value) => typeof value === 'number' && Number.isFinite(value)
export const isText: ShapeCheck = (value) => typeof value === 'string'
export const isBoolean: ShapeCheck = (value) => typeof value === 'boolean'

export const isOneOf =
  (...values: readonly unknown[]): ShapeCheck =>
  (value) =>
    values.includes(value)

export const isEither =
  (...shapes: readonly ShapeCheck[]): ShapeCheck =>
  (value) =>
    shapes.some((is) => is(value))

/** A list without holes. */
export const isListOf =
  (is: ShapeCheck): ShapeCheck =>
  (value) =>
    Array.isArray(value) && Array.from(value).every(is)

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isRecordOf =
  (is: ShapeCheck): ShapeCheck =>
  (value) =>
    isObject(value) && Object.values(value).every(is)

/** An object with these own fields. */
export const hasFields =
  (fields: { readonly [field: string]: ShapeCheck }): ShapeCheck =>
  (value) =>
    isObject(value) &&
    Object.entries(fields).every(
      ([field, is]) => Object.hasOwn(value, field) && is(value[field as keyof typeof value]),
    )
