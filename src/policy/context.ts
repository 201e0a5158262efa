import type { Origin } from '../kernel/origin.ts'
import type { Catalogue } from '../topic/catalogue.ts'
import type { Policy } from './policy.ts'

/** All that an operation may know beside state and input. Nothing reads a clock, chance or an environment (D-1). */
export interface Context extends Origin {
  readonly policy: Policy
  /** The topics that exist; an unknown one is refused (T-1). */
  readonly topics: Catalogue
}
