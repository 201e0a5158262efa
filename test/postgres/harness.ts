import type { Harness } from '../../src/contract/index.ts'
import type { Store } from '../../src/index.ts'
import { everything } from '../contract/everything.ts'

/** A harness whose cases share what is made once, each with tenants of its own. */
export const sharedTables = (name: string, make: () => Promise<(tenant: string) => Store>): Harness => {
  const made = make()
  let tenants = 0
  return {
    name,
    capabilities: everything,
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
