/** Turns per cent into places on the picture. */
export interface Scale {
  readonly at: (percent: number) => number
  readonly ticks: readonly number[]
  readonly most: number
}

const scaleEnds: readonly number[] = [5, 10, 20, 30, 40, 50, 60, 80, 100]

const stepFor = (most: number): number => (most <= 5 ? 1 : most <= 10 ? 2 : most <= 50 ? 10 : 20)

/** From 0 to a round number that has room for the largest value. */
export const scaleFor = (largest: number, from: number, to: number): Scale => {
  const most = scaleEnds.find((end) => largest <= end) ?? 100
  const step = stepFor(most)
  return {
    at: (percent) => from + ((to - from) * percent) / most,
    ticks: Array.from({ length: Math.floor(most / step) + 1 }, (_, n) => n * step),
    most,
  }
}
