import { PGlite } from '@electric-sql/pglite'
import { Pool } from 'pg'
import {
  migrate,
  nodePostgres,
  type PostgresClient,
  pglite,
  postgresStore,
} from '../../src/postgres/index.ts'
import { fuzzRound, noFindings } from './fuzz.ts'

/**
 * `npm run fuzz -- --calls 200000 --seed 1 --minutes 15`: hostile calls of every method of a desk, on memory and on
 * PostgreSQL (`DATABASE_URL`, else PGlite) side by side. Ends with 1 if something throws, differs or is half written.
 */
const numberOf = (name: string, usual: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  const value = at < 0 ? usual : Number(process.argv[at + 1])
  if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} must be a number above 0`)
  return value
}

const calls = numberOf('calls', 20_000)
const first = numberOf('seed', 1)
const until = Date.now() + numberOf('minutes', 15) * 60_000
const lanes = numberOf('lanes', 3)

const open = (): { readonly client: PostgresClient; readonly end: () => Promise<void> } => {
  const { DATABASE_URL: url } = process.env
  if (!url) {
    const db = new PGlite()
    return { client: pglite(db), end: () => db.close() }
  }
  const pool = new Pool({ connectionString: url, max: lanes, options: '-c synchronous_commit=off' })
  return { client: nodePostgres(pool), end: () => pool.end() }
}

const { client, end } = open()
const schema = `fuzz_${process.pid}`
await migrate(client, { schema })
const found = noFindings()
const began = Date.now()
let rounds = 0
const failed = (): boolean => found.throws.length + found.differences.length + found.faults.length > 20
const lane = async (): Promise<void> => {
  while (found.calls < calls && Date.now() < until && !failed()) {
    const seed = first + rounds++
    await fuzzRound(seed, postgresStore({ client, schema, tenant: `${seed}` }), found)
    if (rounds % 25 === 0) console.log(`${found.calls} calls, ${Math.round((Date.now() - began) / 1_000)} s`)
  }
}
try {
  await Promise.all(Array.from({ length: lanes }, lane))
} finally {
  await client.query(`drop schema "${schema}" cascade`, [])
  await end()
}
for (const [name, list] of Object.entries({
  throws: found.throws,
  differences: found.differences,
  'half-written states': found.faults,
})) {
  console.log(`${name}: ${list.length}`)
  for (const one of list.slice(0, 20)) console.log(`  ${one}`)
}
console.log(
  `${found.calls} calls (${found.sound} of them answered ok) from seed ${first}, ${Math.round((Date.now() - began) / 1_000)} s`,
)
process.exitCode = found.throws.length + found.differences.length + found.faults.length > 0 ? 1 : 0
