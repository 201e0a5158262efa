import type { Page } from '../store/ports.ts'

/** Where an item stands in a list: compared part by part. */
type Place = readonly [number, number, string]

const compare = (a: Place, b: Place): number =>
  a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0)

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
  const from = after === null ? null : (JSON.parse(after) as Place)
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
