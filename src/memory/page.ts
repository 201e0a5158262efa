import type { Page } from '../store/ports.ts'

/** Where an item stands in a list: compared part by part. */
type SortKey = readonly [number, number, string]

const compareSortKeys = (a: SortKey, b: SortKey): number =>
  a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0)

/** What a cursor says; undefined if this store did not make it (B-1). */
const parseCursor = (cursor: string): SortKey | undefined => {
  try {
    const read: unknown = JSON.parse(cursor)
    if (!Array.isArray(read) || read.length !== 3) return undefined
    const [first, second, last] = read
    const isSortKey = Number.isFinite(first) && Number.isFinite(second) && typeof last === 'string'
    return isSortKey ? [first, second, last] : undefined
  } catch {
    return undefined
  }
}

/** What is answered to a cursor that this store did not make. */
export const invalidCursorPage = { items: [], next: null, invalid: true } as const

/**
 * One page of a list. The cursor is the place of the last item and not a number of items, so that what arrives meanwhile
 * shifts nothing (E-4).
 */
export const pageOf = <T>(
  items: readonly T[],
  sortKeyOf: (item: T) => SortKey,
  order: 'oldest_first' | 'newest_first',
  after: string | null,
  limit: number,
): Page<T> => {
  const sign = order === 'oldest_first' ? 1 : -1
  const from = after === null ? null : parseCursor(after)
  if (from === undefined) return invalidCursorPage
  const rest = items
    .map((item) => ({ item, place: sortKeyOf(item) }))
    .filter(({ place }) => from === null || sign * compareSortKeys(place, from) > 0)
    .sort((a, b) => sign * compareSortKeys(a.place, b.place))
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(({ item }) => item),
    next: rest.length > limit && last !== undefined ? JSON.stringify(last.place) : null,
  }
}
