/** Whether a value is of a shape. */
export type Is = (value: unknown) => boolean

export const isNumber: Is = (value) => typeof value === 'number' && Number.isFinite(value)
export const isText: Is = (value) => typeof value === 'string'
export const isFlag: Is = (value) => typeof value === 'boolean'

export const isOneOf =
  (...values: readonly unknown[]): Is =>
  (value) =>
    values.includes(value)

export const isEither =
  (...shapes: readonly Is[]): Is =>
  (value) =>
    shapes.some((is) => is(value))

/** A list without holes. */
export const isListOf =
  (is: Is): Is =>
  (value) =>
    Array.isArray(value) && Array.from(value).every(is)

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isRecordOf =
  (is: Is): Is =>
  (value) =>
    isObject(value) && Object.values(value).every(is)

/** An object with these own fields. */
export const isLike =
  (fields: { readonly [field: string]: Is }): Is =>
  (value) =>
    isObject(value) &&
    Object.entries(fields).every(
      ([field, is]) => Object.hasOwn(value, field) && is(value[field as keyof typeof value]),
    )
