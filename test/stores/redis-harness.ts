import { redisStore } from '../../docs/examples/redis-store.ts'
import type { StoreHarness } from '../../src/contract/index.ts'
import type { Opener } from './ready.ts'
import { type RedisServer, redisServer } from './redis.ts'
import { startRedis } from './redis-process.ts'

const store = 'docs/examples/redis-store.ts'

const volatile =
  'a server that others use is not killed here, and by its defaults answers before a commit is on disk'

const abilities = [
  'timeline',
  'list',
  'tasks',
  'due',
  'events',
  'siblings',
  'tenants',
  'exact_conflicts',
] as const

/** Each case has tenants of its own. `restart`, where there is one, kills the server and starts it again. */
export const redisHarness = (
  server: () => RedisServer,
  restart: (() => Promise<void>) | null = null,
): StoreHarness => {
  let opened = 0
  const storeOf = (tenant: string, connection: 0 | 1) =>
    redisStore(server().connections[connection], tenant, server().prefix)
  return {
    name: store,
    ...(restart === null
      ? { capabilities: abilities, waived: { durable: volatile } }
      : { capabilities: [...abilities, 'durable'] }),
    open: async () => {
      const tenant = `${opened++}`
      return {
        store: storeOf(tenant, 0),
        sibling: async () => storeOf(tenant, 1),
        tenant: async () => storeOf(`${tenant}, another`, 0),
        reopen: async () => {
          await restart?.()
          return storeOf(tenant, 0)
        },
      }
    },
  }
}

/** The Redis that is there. */
export const onRedis: Opener = async () => {
  const server = await redisServer()
  if (server === null) return [{ store, missing: 'no Redis answers: set REDIS_URL' }]
  return [
    { harness: redisHarness(() => server), on: `${server.name} at ${server.address}`, close: server.close },
  ]
}

/** One that is started for it, and killed. */
export const onRedisOfItsOwn: Opener = async () => {
  const own = await startRedis()
  if (own === null) return [{ store, missing: 'there is no redis-server to start' }]
  const { name } = own.server()
  const on = `${name}, a cluster that appends to disk and is killed`
  return [{ harness: redisHarness(own.server, own.restart), on, close: own.remove }]
}
