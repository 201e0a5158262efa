/** One line of the benchmark: a figure, and the budget it is held to. */
export interface Figure {
  readonly what: string
  readonly figure: number
  readonly unit: string
  readonly budget: string
  readonly met: boolean
}
