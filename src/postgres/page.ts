import type { Page } from '../store/ports.ts'
import type { Row } from './client.ts'

/** What is answered to a cursor that this store did not make. */
export const invalidCursorPage = { items: [], next: null, invalid: true } as const

/** Where a list goes on, as texts; null at its beginning. */
export type CursorParts = readonly string[] | null

const isNumber = (text: string): boolean => /^-?\d{1,18}$/.test(text)

/**
 * What a cursor says: so many numbers, then so many texts; undefined if this store did not make it (B-1).
 */
export const parseCursor = (
  cursor: string | null,
  numbers: number,
  texts: number,
): CursorParts | undefined => {
  if (cursor === null) return null
  try {
    const read: unknown = JSON.parse(cursor)
    if (!Array.isArray(read) || read.length !== numbers + texts) return undefined
    const isValid = read.every(
      (part, at) => typeof part === 'string' && (at < numbers ? isNumber(part) : !/[\0\p{Cs}]/u.test(part)),
    )
    return isValid ? (read as string[]) : undefined
  } catch {
    return undefined
  }
}

/** One more row than asked for says that there is a next page. The columns `p0`, `p1`, … are the place of a row. */
export const pageOf = <T>(
  rows: readonly Row[],
  limit: number,
  parts: number,
  itemOf: (row: Row) => T,
): Page<T> => {
  const pageRows = rows.slice(0, limit)
  const last = pageRows.at(-1)
  return {
    items: pageRows.map(itemOf),
    next:
      rows.length > limit && last !== undefined
        ? JSON.stringify(Array.from({ length: parts }, (_, at) => last[`p${at}`]))
        : null,
  }
}

/** Collects the parameters of a statement, and says how each is named in it. */
export const parameters = (
  ...first: readonly (string | null)[]
): { readonly all: (string | null)[]; readonly add: (value: string | null) => string } => {
  const all = [...first]
  return { all, add: (value) => `$${all.push(value)}::text` }
}
