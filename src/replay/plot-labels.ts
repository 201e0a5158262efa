/** A rectangle of the picture that is taken. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface LabelRequest {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly class: string
}

export interface PlacedLabel extends LabelRequest {
  readonly anchor: 'start' | 'middle' | 'end'
}

/** The square around a point. */
export const around = ({ x, y }: { readonly x: number; readonly y: number }, by: number): Box => ({
  left: x - by,
  top: y - by,
  right: x + by,
  bottom: y + by,
})

const letterWidth = 7
const heightAbove = 10
const heightBelow = 3

/** Wide enough for every usual font at this size. */
export const boxOf = ({ text, x, y, anchor }: PlacedLabel): Box => {
  const width = text.length * letterWidth
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
  return { left, top: y - heightAbove, right: left + width, bottom: y + heightBelow }
}

const overlaps = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

const isInside = (box: Box, area: Box): boolean =>
  box.left >= area.left && box.right <= area.right && box.top >= area.top && box.bottom <= area.bottom

/** Right of a point, left of it, above and below: further off nobody would know which point is meant. */
const labelOffsets: readonly (readonly [dx: number, dy: number, anchor: PlacedLabel['anchor']])[] = [
  [10, -4, 'start'],
  [10, 10, 'start'],
  [-10, 14, 'end'],
  [-10, -4, 'end'],
  [0, -12, 'middle'],
  [0, 22, 'middle'],
]

/** Puts each text beside its point where nothing else is; one that finds no place is left out. */
export const placeLabels = (
  wanted: readonly LabelRequest[],
  taken: readonly Box[],
  area: Box,
): readonly PlacedLabel[] => {
  const occupied = [...taken]
  return wanted.flatMap((want) => {
    const placed = labelOffsets
      .map(([dx, dy, anchor]) => ({ ...want, x: want.x + dx, y: want.y + dy, anchor }))
      .find((tried) => {
        const box = boxOf(tried)
        return isInside(box, area) && !occupied.some((other) => overlaps(box, other))
      })
    if (placed === undefined) return []
    occupied.push(boxOf(placed))
    return [placed]
  })
}
