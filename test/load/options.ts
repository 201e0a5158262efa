import { parseArgs } from 'node:util'

/** What `npm run load` is told. */
export interface LoadOptions {
  /** The servers; none: `DATABASE_URL`, else one on this machine, else PGlite in this process. */
  readonly urls: readonly string[]
  /** Among how many tenants the load is spread, of several servers each on its own. */
  readonly tenants: number
  readonly processes: number
  /** Connections of each process, and how many jobs it does at once. */
  readonly writers: number
  readonly messages: number
  readonly customers: number
  readonly seed: number
  /** Whether workers are ended with SIGKILL at random moments and started again. */
  readonly kill: boolean
  /** A command that restarts the server, given in the middle; null: none. */
  readonly restart: string | null
  /** On how many servers of one's own to run, which are killed in the middle and started again; null: none. */
  readonly privates: number | null
  /** How often the server is restarted or killed. */
  readonly restarts: number
  /** Into how many hash partitions each table is parted; null: none. */
  readonly partitions: number | null
  readonly json: boolean
  /** Whether the schema stays when all is done. */
  readonly keep: boolean
}

export const usage = `npm run load -- [options]
  --url postgres://…     the server (default: DATABASE_URL, else one on this machine, else PGlite in this process);
                         given several times: servers behind a router by tenant
  --tenants N            tenants (default: one; of several servers three each)
  --processes 4          processes, each with a pool of its own
  --writers 8            connections of each process
  --messages 100000      messages of customers, each known before the load begins
  --customers 1000       customers, the first of them the busiest
  --seed 1               another seed, another load
  --kill                 end processes with SIGKILL at random moments, and start them again
  --restart COMMAND      restart the server with this command in the middle
  --private              start a server of one's own, kill it in the middle, and start it again
  --servers 1            with --private, how many; they are killed in turn
  --restarts 1           how often the server is restarted or killed
  --partitions N         part every table into N by hash
  --keep                 leave the schema behind
  --json                 print one JSON object
`

const whole = (name: string, given: string | undefined, usual: number): number => {
  const value = given === undefined ? usual : Number(given)
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new Error(`--${name} must be a whole number from 1, not "${given}"`)
}

/** Reads the command line; null where help is asked for. Throws where it cannot be understood. */
export const readOptions = (args: readonly string[]): LoadOptions | null => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string', multiple: true, default: [] },
      tenants: { type: 'string' },
      servers: { type: 'string' },
      processes: { type: 'string' },
      writers: { type: 'string' },
      messages: { type: 'string' },
      customers: { type: 'string' },
      seed: { type: 'string' },
      restart: { type: 'string' },
      restarts: { type: 'string' },
      partitions: { type: 'string' },
      kill: { type: 'boolean', default: false },
      private: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const { url: urls, restart = null, partitions, private: isPrivate, kill, keep, json } = values
  if (isPrivate && (urls.length > 0 || restart !== null))
    throw new Error('--private starts a server of its own: leave out --url and --restart')
  if (values.servers !== undefined && !isPrivate)
    throw new Error('--servers goes with --private: name other servers with --url, once for each')
  const privates = isPrivate ? whole('servers', values.servers, 1) : null
  const servers = privates ?? urls.length
  return {
    urls,
    tenants: whole('tenants', values.tenants, servers > 1 ? 3 * servers : 1),
    processes: whole('processes', values.processes, 4),
    writers: whole('writers', values.writers, 8),
    messages: whole('messages', values.messages, 10_000),
    customers: Math.max(4, whole('customers', values.customers, 1_000)),
    seed: whole('seed', values.seed, 1),
    kill,
    restart,
    privates,
    restarts: whole('restarts', values.restarts, 1),
    partitions: partitions === undefined ? null : whole('partitions', partitions, 1),
    json,
    keep,
  }
}
