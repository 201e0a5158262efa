import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { PGlite } from '@electric-sql/pglite'
import { createDesk, definePolicy, type Store } from 'throughline'
import { migrate, pglite, postgresStore } from 'throughline/postgres'
import { readLog, replayLog, timelineText } from 'throughline/replay'

const { values } = parseArgs({ options: { store: { type: 'string' } } })
const log = fileURLToPath(new URL('demo.jsonl', import.meta.url))
const folder = values.store ?? (await mkdtemp(join(tmpdir(), 'throughline-demo-')))
const policy = { inbox: 'support', reopenWindow: { days: 7 } }
const colours = process.stdout.isTTY && !process.env['NO_COLOR']
const bold = (text: string): string => (colours ? `\u001B[1m${text}\u001B[22m` : text)

/** Opens the folder, which PGlite makes if it is not there, and closes it again. */
const opened = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
  const db = await PGlite.create(folder)
  const client = pglite(db)
  try {
    await migrate(client)
    return await work(postgresStore({ client, tenant: 'replay' }))
  } finally {
    await db.close()
  }
}

console.log(`
  ${bold('Ada writes, chats, texts and calls.')} Throughline keeps one timeline, puts each matter into one
  conversation, and says why: every line marked ↳ names the rule that decided. A log of it goes into
  a database, which is closed and opened again; what it has stored is this.`)

const lines = () => readLog(log, { onBadLine: 'stop' })
const written = await opened((store) => replayLog(lines(), { policy, store }))

// Nothing is left of that but the folder: this could be another process, or another day.
const timeline = await opened((store) =>
  createDesk({ store, policy: definePolicy(policy) }).timeline({ customer: 'Ada', limit: 1000 }),
)
if (!timeline.ok) throw new Error(timeline.error.message)
const entries = timeline.items
const aDay = await replayLog(lines(), { policy: { reopenWindow: { days: 1 } } })

const count = (key: string): number => entries.filter((entry) => entry.key.startsWith(key)).length
const data = entries.map(({ event }) => event.data as { readonly channel?: string })
const channels = new Set(data.flatMap(({ channel }) => channel ?? []))
const [messages, received, calls] = [count('message.'), count('message.received'), count('call.started')]
const [merged, away] = [count('customer.merged'), count('conversation.merged')]
const conversations = count('conversation.started') - away
const where = relative('.', folder).startsWith('..') ? folder : `./${relative('.', folder)}`
const kept =
  values.store === undefined
    ? 'The folder is temporary and gone by now; npm run demo -- --store ./data keeps it.'
    : `It stays there: npm run -s throughline -- timeline --store ${where} --customer Ada`
const came =
  written.applied === written.duplicates
    ? `all ${written.lines} lines of the log were there already, and nothing was written twice`
    : `${written.lines} lines of a log were written there`

console.log(timelineText(entries, { colours, width: Math.min(100, process.stdout.columns ?? 100) }))
console.log(`
  ${bold(`${messages} messages and ${calls} call on ${channels.size} channels: ${conversations} conversations instead of ${received + calls} tickets.`)}
  ${merged} stranger turned out to be Ada: one customer, one timeline.
  The reopen window was 7 days. With 24 hours there would be ${aDay.conversations - away}: the birthday card gets its own.
  npm run -s throughline -- timeline docs/examples/demo.jsonl --customer Ada --reopen-window 24h

  ${bold(`Stored in ${where}`)} (PostgreSQL in this process): ${came}.
  ${kept}
`)
if (values.store === undefined) await rm(folder, { recursive: true })
