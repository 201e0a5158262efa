import { readFile } from 'node:fs/promises'
import type { Pool } from 'pg'

/** Of the system clock that `/proc` counts in. */
const ticks = 100

/** Fields 14 and 15 of `/proc/<pid>/stat`, counted behind the name, which may have spaces. */
const secondsOf = async (pid: string): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number)
  return (user + system) / ticks
}

const isHere = (url: string): boolean =>
  process.platform === 'linux' && ['127.0.0.1', 'localhost', '::1'].includes(new URL(url).hostname)

/**
 * Seconds of processor time that the server has spent on the connections of one pool, which go by this name; null where the
 * server runs elsewhere.
 */
export const backendSeconds = async (pool: Pool, url: string, name: string): Promise<number | null> => {
  if (!isHere(url)) return null
  const { rows } = await pool.query<{ pid: string }>(
    'select pid::text as pid from pg_stat_activity where application_name = $1',
    [name],
  )
  const all = await Promise.all(rows.map(({ pid }) => secondsOf(pid)))
  return all.reduce((sum, seconds) => sum + seconds, 0)
}
