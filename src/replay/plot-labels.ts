/** A rectangle of the picture that is taken. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface Wanted {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly class: string
}

export interface Put extends Wanted {
  readonly anchor: 'start' | 'middle' | 'end'
}

/** The square around a point. */
export const around = ({ x, y }: { readonly x: number; readonly y: number }, by: number): Box => ({
  left: x - by,
  top: y - by,
  right: x + by,
  bottom: y + by,
})

const letter = 7
const above = 10
const below = 3

/** Wide enough for every usual font at this size. */
export const boxOf = ({ text, x, y, anchor }: Put): Box => {
  const width = text.length * letter
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
  return { left, top: y - above, right: left + width, bottom: y + below }
}

const meet = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

const inside = (box: Box, area: Box): boolean =>
  box.left >= area.left && box.right <= area.right && box.top >= area.top && box.bottom <= area.bottom

/** Right of a point, left of it, above and below: further off nobody would know which point is meant. */
const places: readonly (readonly [dx: number, dy: number, anchor: Put['anchor']])[] = [
  [10, -4, 'start'],
  [10, 10, 'start'],
  [-10, 14, 'end'],
  [-10, -4, 'end'],
  [0, -12, 'middle'],
  [0, 22, 'middle'],
]

/** Puts each text beside its point where nothing else is; one that finds no place is left out. */
export const putLabels = (wanted: readonly Wanted[], taken: readonly Box[], area: Box): readonly Put[] => {
  const full = [...taken]
  return wanted.flatMap((want) => {
    const put = places
      .map(([dx, dy, anchor]) => ({ ...want, x: want.x + dx, y: want.y + dy, anchor }))
      .find((tried) => {
        const box = boxOf(tried)
        return inside(box, area) && !full.some((other) => meet(box, other))
      })
    if (put === undefined) return []
    full.push(boxOf(put))
    return [put]
  })
}
