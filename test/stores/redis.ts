import { createClient } from '@redis/client'
import type { Redis } from '../../docs/examples/redis.ts'

/** A server that tests run on: two connections, and keys that are gone when they are done. */
export interface RedisServer {
  readonly name: string
  readonly address: string
  readonly connections: readonly [Redis, Redis]
  readonly prefix: string
  readonly close: () => Promise<void>
  /** Lets go of connections to a server that is no more. */
  readonly drop: () => void
}

const connectTo = async (url: string) => {
  const client = createClient({ url, socket: { connectTimeout: 60_000, reconnectStrategy: false } })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** All keys of a run begin with the tag `{prefix:`. */
const removeAll = async (redis: Redis, prefix: string): Promise<void> => {
  for (let cursor = '0'; ; ) {
    const [next, keys] = (await redis.sendCommand([
      'SCAN',
      cursor,
      'MATCH',
      `{${prefix}:*`,
      'COUNT',
      '1000',
    ])) as [string, readonly string[]]
    if (keys.length > 0) await redis.sendCommand(['UNLINK', ...keys])
    if (next === '0') return
    cursor = next
  }
}

/** Connects to the server at this address, which must answer. */
export const redisAt = async (url: string): Promise<RedisServer> => {
  const [one, other] = await Promise.all([connectTo(url), connectTo(url)])
  const info = (await one.sendCommand(['INFO', 'server'])) as string
  const prefix = `throughline-test-${process.pid}-${Date.now().toString(36)}`
  return {
    name: `Redis ${/redis_version:(\S+)/.exec(info)?.[1]}`,
    address: new URL(url).host,
    connections: [one, other],
    prefix,
    close: async () => {
      await removeAll(one, prefix)
      await Promise.all([one.close(), other.close()])
    },
    drop: () => {
      for (const client of [one, other]) if (client.isOpen) client.destroy()
    },
  }
}

/**
 * The server at `REDIS_URL`, which must answer, none if that is empty; if it is not set, one on this machine, or null where
 * nothing listens.
 */
export const redisServer = async (): Promise<RedisServer | null> => {
  const { REDIS_URL: given } = process.env
  if (given === '') return null
  try {
    return await redisAt(given ?? 'redis://127.0.0.1:6379')
  } catch (error) {
    if (given !== undefined || !`${error} ${(error as Error).cause}`.includes('ECONNREFUSED')) throw error
    return null
  }
}
