import type { StoreHarness } from '../../src/contract/index.ts'
import type { Store } from '../../src/index.ts'
import { allCapabilities } from '../contract/all-capabilities.ts'

/** A harness whose cases share what is made once, each with tenants of its own. */
export const sharedTables = (name: string, make: () => Promise<(tenant: string) => Store>): StoreHarness => {
  const made = make()
  let tenants = 0
  return {
    name,
    capabilities: allCapabilities,
    open: async () => {
      const storeOf = await made
      const own = `${tenants++}`
      const again = async () => storeOf(own)
      return {
        store: await again(),
        sibling: again,
        reopen: again,
        tenant: async () => storeOf(`${own}, another`),
      }
    },
  }
}
