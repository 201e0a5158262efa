import { ownRepository } from '../../docs/examples/own-repository.ts'
import type { Capability, StoreHarness } from '../../src/contract/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { pooled } from '../stores/pooled.ts'
import { inPglite, onServer } from '../stores/postgres.ts'
import { here, type Opener } from '../stores/ready.ts'
import { onRedis, onRedisOfItsOwn } from '../stores/redis-harness.ts'
import { routed } from '../stores/routed.ts'
import { inSqlite } from '../stores/sqlite.ts'
import { ClassStore } from './class-store.ts'

const ports: readonly Capability[] = ['timeline', 'list', 'tasks', 'due', 'events']

/** The model: what it stands for is one process that never ends, so its tenants, siblings and restarts are its own. */
const memory: StoreHarness = {
  name: 'throughline/memory',
  capabilities: [...ports, 'siblings', 'tenants', 'exact_conflicts'],
  waived: { durable: 'it forgets everything when its process ends' },
  open: async () => {
    const store = memoryStore()
    return { store, sibling: async () => store, tenant: async () => memoryStore() }
  },
}

/** The same as a class, which must be called as one. */
const inClass: StoreHarness = {
  ...memory,
  name: 'a class',
  open: async () => {
    const store = new ClassStore()
    return { store, sibling: async () => store, tenant: async () => new ClassStore() }
  },
}

const notBrought = 'the example brings find and commit alone'

const example: StoreHarness = {
  name: 'docs/examples/own-repository.ts',
  capabilities: ['exact_conflicts', 'siblings', 'tenants'],
  waived: {
    timeline: notBrought,
    list: notBrought,
    tasks: notBrought,
    due: notBrought,
    events: notBrought,
    durable: 'its tables are Maps',
  },
  open: async () => {
    const store = ownRepository()
    return { store, sibling: async () => store, tenant: async () => ownRepository() }
  },
}

/** Those that need nothing but this process. */
export const harnesses: readonly StoreHarness[] = [memory, inClass, example]

/** Every store that is proved, and how it is found or started: one more is one more line. */
export const stores: readonly Opener[] = [
  ...harnesses.map(here),
  inSqlite,
  onRedis,
  onRedisOfItsOwn,
  inPglite,
  onServer('throughline/postgres'),
  onServer('throughline/postgres, hash-partitioned', { partitions: 4 }),
  pooled,
  routed,
]
