import { deepestInput, mostInputValues } from './limits.ts'
import { type Issue, ok, type Result, refuse } from './result.ts'

type Fields = { [field: string]: unknown }

/** One copy under way. */
interface Walk {
  values: number
  wrong: string
  readonly path: (string | number)[]
}

/** Stands for a function and for bytes: no check accepts a symbol. */
const noData = /* @__PURE__ */ Symbol('no data')

const fail = (walk: Walk, wrong: string): never => {
  walk.wrong = wrong
  throw wrong
}

const count = (walk: Walk, values: number): void => {
  walk.values += values
  if (!(walk.values <= mostInputValues)) fail(walk, `has more than ${mostInputValues} values`)
}

/** All fields at once: engines copy an object several times faster than a loop does. */
const fieldsOf = (value: object, { path }: Walk): Fields => {
  try {
    return { ...value }
  } catch (error) {
    for (const field of Object.keys(value))
      try {
        void (value as Fields)[field]
      } catch {
        path.push(field)
        break
      }
    throw error
  }
}

const partOf = (value: unknown, key: string | number, walk: Walk): unknown => {
  if (typeof value === 'function') return noData
  if (typeof value !== 'object' || value === null) return value
  walk.path.push(key)
  const copy = copyOf(value, walk)
  walk.path.pop()
  return copy
}

const copyOf = (value: object, walk: Walk): unknown => {
  if (walk.path.length > deepestInput) fail(walk, `is deeper than ${deepestInput} levels, or contains itself`)
  if (value instanceof Date) return new Date(Date.prototype.getTime.call(value))
  if (ArrayBuffer.isView(value)) return noData
  if (Array.isArray(value)) {
    const list: unknown[] = []
    const length = value.length >>> 0
    count(walk, length)
    for (let at = 0; at < length; at++)
      list.push(at in value ? partOf(value[at], at, walk) : fail(walk, `has a hole at ${at}`))
    return list
  }
  const copy = fieldsOf(value, walk)
  for (const key in copy) {
    count(walk, 1)
    const part = copy[key]
    if (typeof part === 'object' || typeof part === 'function') copy[key] = partOf(part, key, walk)
  }
  return copy
}

/**
 * Copies an input once into plain data: own enumerable fields, lists and dates. A getter or Proxy that throws, or that
 * answers differently on the next read, can then do no harm (B-1).
 *
 * Refused with the path: what throws when it is read, a list with a hole, and what is too deep or too large.
 *
 * @example
 * plainCopy({ contacts: ['c1'] })             // { ok: true, value: { contacts: ['c1'] } }
 * plainCopy({ get text() { throw Error() } }) // refused: text throws when it is read
 */
export const plainCopy = (input: unknown): Result<unknown, Issue> => {
  if (typeof input !== 'object' || input === null) return ok(typeof input === 'function' ? noData : input)
  const walk: Walk = { values: 0, wrong: 'throws when it is read', path: [] }
  try {
    return ok(copyOf(input, walk))
  } catch {
    return refuse({ path: walk.path.join('.'), message: walk.wrong })
  }
}
