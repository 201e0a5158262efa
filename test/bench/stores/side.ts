/** One way to take in a message of a customer: by the desk, by hand, by somebody else's event store. */
export interface Side {
  /** The numbers of the customers who write, each with an active conversation. */
  readonly customers: readonly number[]
  /** The `n`th message of the run, of the customer of this number: kept for good when it resolves. */
  readonly message: (customer: number, n: number) => Promise<void>
  /** What is to be done between two rounds, untimed. */
  readonly between?: () => Promise<void>
}

export const upTo = (count: number, from = 0): readonly number[] =>
  Array.from({ length: count }, (_, n) => from + n)

export const customerOf = (n: number): string => `customer-${n}`

export const text =
  'Hello, I ordered a vase last week and it has not come yet. Can you look where it is, please?'
