import { afterAll, describe, expect, it } from 'vitest'
import { redisStore } from '../../docs/examples/redis-store.ts'
import { contract, type StoreHarness, waiverOf } from '../../src/contract/index.ts'
import { apartOf } from './apart.ts'
import { type RedisServer, redisServer } from './redis.ts'
import { redisHarness } from './redis-harness.ts'
import { startRedis } from './redis-process.ts'

const shared = await redisServer()
const own = await startRedis()
if (own === null)
  process.stderr.write('There is no redis-server to start: no Redis is killed, and none is a cluster\n')

afterAll(async () => {
  await shared?.close()
  await own?.remove()
})

const proved = (server: () => RedisServer, harness: StoreHarness): void => {
  for (const one of contract)
    it.skipIf(waiverOf(one, harness) !== null)(`${one.rule}: ${one.id}: ${one.title}`, async () => {
      await one.run(harness)
      expect(server().name).toMatch(/Redis \d/)
    })

  it('B-4: ids with NUL, quotes, separators and lone surrogates stay apart', async () => {
    const { connections, prefix } = server()
    await apartOf(redisStore(connections[0], 'ids, {braces}', prefix))
  })
}

describe.skipIf(shared === null)('a store in the Redis that is there', () => {
  if (shared !== null)
    proved(
      () => shared,
      redisHarness(() => shared),
    )
})

describe.skipIf(own === null)('a store in a Redis that is a cluster, and is killed', () => {
  if (own !== null) proved(own.server, redisHarness(own.server, own.restart))
})
