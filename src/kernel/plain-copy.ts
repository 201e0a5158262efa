import { maxInputDepth, maxInputValues } from './limits.ts'
import { type Issue, ok, type Result, refuse } from './result.ts'

type PlainObject = { [field: string]: unknown }

/** One copy under way. */
interface CopyProgress {
  values: number
  wrong: string
  readonly path: (string | number)[]
}

/** Stands for a function and for bytes: no check accepts a symbol. */
const notData = /* @__PURE__ */ Symbol('no data')

const failCopy = (walk: CopyProgress, wrong: string): never => {
  walk.wrong = wrong
  throw wrong
}

const countValues = (walk: CopyProgress, values: number): void => {
  walk.values += values
  if (!(walk.values <= maxInputValues)) failCopy(walk, `has more than ${maxInputValues} values`)
}

/** All fields at once: engines copy an object several times faster than a loop does. */
const readFields = (value: object, { path }: CopyProgress): PlainObject => {
  try {
    return { ...value }
  } catch (error) {
    for (const field of Object.keys(value))
      try {
        void (value as PlainObject)[field]
      } catch {
        path.push(field)
        break
      }
    throw error
  }
}

const copyMember = (value: unknown, key: string | number, walk: CopyProgress): unknown => {
  if (typeof value === 'function') return notData
  if (typeof value !== 'object' || value === null) return value
  walk.path.push(key)
  const copy = copyObject(value, walk)
  walk.path.pop()
  return copy
}

const copyObject = (value: object, walk: CopyProgress): unknown => {
  if (walk.path.length > maxInputDepth)
    failCopy(walk, `is deeper than ${maxInputDepth} levels, or contains itself`)
  if (value instanceof Date) return new Date(Date.prototype.getTime.call(value))
  if (ArrayBuffer.isView(value)) return notData
  if (Array.isArray(value)) {
    const list: unknown[] = []
    const length = value.length >>> 0
    countValues(walk, length)
    for (let at = 0; at < length; at++)
      list.push(at in value ? copyMember(value[at], at, walk) : failCopy(walk, `has a hole at ${at}`))
    return list
  }
  const copy = readFields(value, walk)
  for (const key in copy) {
    countValues(walk, 1)
    const member = copy[key]
    if (typeof member === 'object' || typeof member === 'function') copy[key] = copyMember(member, key, walk)
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
  if (typeof input !== 'object' || input === null) return ok(typeof input === 'function' ? notData : input)
  const walk: CopyProgress = { values: 0, wrong: 'throws when it is read', path: [] }
  try {
    return ok(copyObject(input, walk))
  } catch {
    return refuse({ path: walk.path.join('.'), message: walk.wrong })
  }
}
