import { type Capability, contract } from '../../src/contract/index.ts'

/** Whatever a case may need. */
export const allCapabilities: readonly Capability[] = [...new Set(contract.flatMap(({ needs }) => needs))]
