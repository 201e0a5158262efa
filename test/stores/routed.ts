import { sharded } from '../../docs/examples/sharded.ts'
import { sharedTables } from '../postgres/harness.ts'
import { startServers } from '../postgres/servers.ts'
import type { Opener } from './ready.ts'

/** Several servers behind the router by tenant of the example. */
export const routed: Opener = async () => {
  const { clients, on, end } = await startServers(['north', 'south'])
  const router = sharded({ servers: clients })
  const harness = sharedTables('docs/examples/sharded.ts', async () => router)
  return [{ harness, on, close: end }]
}
