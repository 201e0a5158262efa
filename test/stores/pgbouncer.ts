import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { access, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { freePort, whoRuns } from '../postgres/cluster.ts'

/** A PgBouncer in front of a server. */
export interface Pooler {
  readonly url: string
  readonly version: string
  readonly remove: () => Promise<void>
}

const program = '/usr/sbin/pgbouncer'

const isThere = (): Promise<boolean> =>
  access(program, constants.X_OK).then(
    () => true,
    () => false,
  )

/** Transaction mode: every statement may get another connection of the server. */
const configuration = (server: URL, port: number, folder: string): string => `[databases]
* = host=${server.hostname} port=${server.port || '5432'}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir = ${folder}
auth_type = trust
auth_file = ${join(folder, 'users')}
stats_users = ${decodeURIComponent(server.username)}
pool_mode = transaction
default_pool_size = 8
max_client_conn = 200
logfile = ${join(folder, 'log')}
`

const versionAt = async (url: string): Promise<string> => {
  const admin = new URL(url)
  admin.pathname = '/pgbouncer'
  const client = new Client({ connectionString: `${admin}` })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query('show version')
  await client.end()
  return String(rows[0]?.version)
}

const untilItAnswers = async (url: string): Promise<string> => {
  for (let tries = 1; ; tries++)
    try {
      return await versionAt(url)
    } catch (error) {
      if (tries === 50) throw error
      await pause(100)
    }
}

/** Starts a PgBouncer in transaction mode in front of the server at `url`; null where the program is missing. */
export const startPooler = async (url: string): Promise<Pooler | null> => {
  if (!(await isThere())) return null
  const who = whoRuns()
  const folder = await mkdtemp(join(tmpdir(), 'throughline-pooler-'))
  const port = await freePort()
  const file = join(folder, 'pgbouncer.ini')
  const server = new URL(url)
  const secret = (part: string): string => `"${decodeURIComponent(part).replaceAll('"', '""')}"`
  await writeFile(file, configuration(server, port, folder))
  await writeFile(join(folder, 'users'), `${secret(server.username)} ${secret(server.password)}\n`)
  if (who.uid !== undefined && who.gid !== undefined) await chown(folder, who.uid, who.gid)
  const child = spawn(program, ['-q', file], { ...who, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const pooled = new URL(url)
  pooled.hostname = '127.0.0.1'
  pooled.port = `${port}`
  return {
    url: `${pooled}`,
    version: await untilItAnswers(`${pooled}`),
    remove: async () => {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
