import { execFile, execFileSync } from 'node:child_process'
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A PostgreSQL server of one's own, which may be stopped and started in the middle of things. */
export interface Cluster {
  readonly url: string
  /** `kill`: as if the power went; what was acknowledged must be there afterwards. */
  readonly stop: (how?: 'orderly' | 'kill') => Promise<void>
  readonly start: () => Promise<void>
  /** Stops it and removes its data. */
  readonly remove: () => Promise<void>
}

/** Where this machine's PostgreSQL has its programs; null if there are none. */
export const programs = async (): Promise<string | null> => {
  const root = '/usr/lib/postgresql'
  const versions = await readdir(root).catch(() => [])
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0]
  return newest === undefined ? null : join(root, newest, 'bin')
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** The server refuses to run as root: then it runs as the user whom its package made. */
export const whoRuns = (): { readonly uid?: number; readonly gid?: number } => {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** A folder for one server's data, socket and log, and the calls of PostgreSQL's programs in it. */
const place = async (bin: string, settings: readonly string[]) => {
  const who = whoRuns()
  const folder = await mkdtemp(join(tmpdir(), 'throughline-postgres-'))
  if (who.uid !== undefined && who.gid !== undefined) await chown(folder, who.uid, who.gid)
  const data = join(folder, 'data')
  const port = await freePort()
  const options = [`-p ${port}`, `-k ${folder}`, ...settings.map((setting) => `-c ${setting}`)].join(' ')
  const call = (program: string, values: readonly string[]) =>
    run(join(bin, program), [...values], { ...who, cwd: folder })
  const control = (...values: readonly string[]) => call('pg_ctl', ['-D', data, '-w', ...values])
  const stop: Cluster['stop'] = async (how = 'orderly') => {
    await control('-m', how === 'kill' ? 'immediate' : 'fast', 'stop')
  }
  const cluster: Cluster = {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start: async () => {
      await control('-l', join(folder, 'log'), '-o', options, 'start')
    },
    stop,
    remove: async () => {
      await stop('kill').catch(() => undefined)
      await rm(folder, { recursive: true, force: true })
    },
  }
  return { cluster, data, call, control }
}

/** Starts a server on a free port, with further settings as `name=value`. */
export const startCluster = async (bin: string, settings: readonly string[] = []): Promise<Cluster> => {
  const { cluster, data, call } = await place(bin, settings)
  await call('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-sync'])
  await cluster.start()
  return cluster
}

/** A copy of a server that follows it until it is promoted. */
export interface Standby extends Cluster {
  readonly promote: () => Promise<void>
}

/** Copies a running server and starts the copy as its standby, on a free port. */
export const startStandby = async (
  bin: string,
  primary: Cluster,
  settings: readonly string[] = [],
): Promise<Standby> => {
  const { cluster, data, call, control } = await place(bin, settings)
  await call('pg_basebackup', [
    '-d',
    primary.url,
    '-D',
    data,
    '-R',
    '-X',
    'stream',
    '-c',
    'fast',
    '--no-sync',
  ])
  await cluster.start()
  return {
    ...cluster,
    promote: async () => {
      await control('promote')
    },
  }
}
