import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RedisServer, redisAt } from './redis.ts'

/** A Redis of one's own, which may be killed and started again in the middle of things. */
export interface RedisProcess {
  readonly server: () => RedisServer
  /** As if the power went: what was acknowledged must be there afterwards. */
  readonly restart: () => Promise<void>
  readonly remove: () => Promise<void>
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

/** Below the ports that systems give out by themselves, so that no other program takes it while the server is down. */
const freePort = async (from = 0): Promise<number> => {
  const port = 12_000 + ((process.pid * 7 + from) % 16_000)
  return (await isFree(port)) ? port : freePort(from + 1)
}

const program = 'redis-server'

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Tries until it answers. */
const answering = async (url: string): Promise<RedisServer> => {
  for (let tries = 0; ; tries++)
    try {
      return await redisAt(url)
    } catch (error) {
      if (tries === 400) throw error
      await pause(50)
    }
}

/** One that was started says for a while that it is loading, and a cluster that it is down. */
const whole = async (server: RedisServer): Promise<void> => {
  const state = await server.connections[0].sendCommand(['CLUSTER', 'INFO']).catch((error) => String(error))
  if (String(state).includes('cluster_state:ok')) return
  await pause(50)
  await whole(server)
}

const ended = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.once('exit', resolve))

/**
 * Starts one that has a commit on disk before it answers, and that is a cluster: it refuses scripts whose keys are not
 * all in one slot. Null where this machine has no `redis-server`.
 */
export const startRedis = async (): Promise<RedisProcess | null> => {
  if (spawnSync(program, ['--version']).error !== undefined) return null
  const folder = await mkdtemp(join(tmpdir(), 'throughline-redis-'))
  const settings = {
    port: `${await freePort()}`,
    'cluster-port': `${await freePort(8_000)}`,
    'cluster-enabled': 'yes',
    appendonly: 'yes',
    appendfsync: 'always',
    bind: '127.0.0.1',
    dir: folder,
  }
  const values = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const url = `redis://127.0.0.1:${settings.port}`
  const start = async (): Promise<{ readonly child: ChildProcess; readonly server: RedisServer }> => {
    const child = spawn(program, values, { stdio: 'ignore' })
    const server = await Promise.race([answering(url), ended(child).then(() => null)])
    if (server === null) throw new Error(`redis-server ended at once: ${values.join(' ')}`)
    return { child, server }
  }
  const running: { child: ChildProcess; server: RedisServer } = await start()
  await running.server.connections[0].sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '0', '16383'])
  await whole(running.server)
  const kill = async (): Promise<void> => {
    const gone = ended(running.child)
    running.child.kill('SIGKILL')
    await gone
    running.server.drop()
  }
  return {
    server: () => running.server,
    restart: async () => {
      const { prefix } = running.server
      await kill()
      const { child, server } = await start()
      running.child = child
      running.server = { ...server, prefix }
      await whole(running.server)
    },
    remove: async () => {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
