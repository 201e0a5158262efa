import type { Page } from '../store/ports.ts'

/** Where an item stands in a list: compared part by part. */
type Place = readonly [number, number, string]

const compare = (a: Place, b: Place): number =>
  a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0)

/** What a cursor says; undefined if this store did not make it (B-1). */
const placeIn = (cursor: string): Place | undefined => {
  try {
    const read: unknown = JSON.parse(cursor)
    if (!Array.isArray(read) || read.length !== 3) return undefined
    const [first, second, last] = read
    const isPlace = Number.isFinite(first) && Number.isFinite(second) && typeof last === 'string'
    return isPlace ? [first, second, last] : undefined
  } catch {
    return undefined
  }
}

/** What is answered to a cursor that this store did not make. */
export const noPage = { items: [], next: null, invalid: true } as const

/**
 * One page of a list. The cursor is the place of the last item and not a number of items, so that what arrives meanwhile
 * shifts nothing (E-4).
 */
export const pageOf = <T>(
  items: readonly T[],
  placeOf: (item: T) => Place,
  order: 'oldest_first' | 'newest_first',
  after: string | null,
  limit: number,
): Page<T> => {
  const sign = order === 'oldest_first' ? 1 : -1
  const from = after === null ? null : placeIn(after)
  if (from === undefined) return noPage
  const rest = items
    .map((item) => ({ item, place: placeOf(item) }))
    .filter(({ place }) => from === null || sign * compare(place, from) > 0)
    .sort((a, b) => sign * compare(a.place, b.place))
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(({ item }) => item),
    next: rest.length > limit && last !== undefined ? JSON.stringify(last.place) : null,
  }
}
