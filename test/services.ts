import { Pool } from 'pg'
import { brokerHere } from './postgres/broker.ts'
import { serverUrl } from './postgres/databases.ts'
import { redisServer } from './stores/redis.ts'

const versionOf = async (url: string): Promise<string> => {
  const pool = new Pool({ connectionString: url, connectionTimeoutMillis: 60_000 })
  try {
    const { rows } = await pool.query<{ version: string }>(
      `select current_setting('server_version') as version`,
    )
    return `${rows[0]?.version}`
  } finally {
    await pool.end()
  }
}

const withoutPassword = (url: string): string => {
  const shown = new URL(url)
  shown.password = ''
  return `${shown}`
}

/**
 * Finds the services of this machine once, before the first test, and tells every test file by the environment. Each file
 * looking for itself would make the set of tests depend on how quickly a server answers.
 */
export const setup = async (): Promise<void> => {
  const [url, redis, broker] = [await serverUrl(), await redisServer(), await brokerHere()]
  await redis?.close()
  await broker?.close()
  process.env.DATABASE_URL = url ?? ''
  process.env.REDIS_URL ??= redis === null ? '' : 'redis://127.0.0.1:6379'
  process.env.NATS_URL ??= broker === null ? '' : '127.0.0.1:4222'
  const used = [
    url === null
      ? 'PGlite only (no PostgreSQL server: set DATABASE_URL to use one)'
      : `PGlite and PostgreSQL ${await versionOf(url)} at ${withoutPassword(url)}`,
    redis === null ? 'no Redis' : redis.name,
    broker === null ? 'no NATS' : 'NATS',
  ]
  console.log(`Tests run on ${used.join(', ')}.`)
}
