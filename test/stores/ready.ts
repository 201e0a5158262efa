import type { StoreHarness } from '../../src/contract/index.ts'

/** A store that can be proved here. */
export interface Ready {
  readonly harness: StoreHarness
  /** What it runs on: the version, the address. */
  readonly on: string
  readonly close: () => Promise<void>
}

/** A store that cannot, and what it would take. */
export interface Missing {
  readonly store: string
  readonly missing: string
}

/** Finds or starts what a store runs on. Several: a store may run on more than one thing. */
export type Opener = () => Promise<readonly (Ready | Missing)[]>

export const isReady = (found: Ready | Missing): found is Ready => 'harness' in found

/** One that needs nothing but this process. */
export const here =
  (harness: StoreHarness): Opener =>
  async () => [{ harness, on: 'this process', close: async () => {} }]
