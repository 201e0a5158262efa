import BetterSqlite3 from 'better-sqlite3'
import { sqliteStore } from '../../docs/examples/sqlite-store.ts'
import { createDesk, definePolicy } from '../../src/index.ts'

/** A process that hears messages of a few customers, half of them told to its siblings too: `file name count`. */
const [file = '', name = '', count = '0'] = process.argv.slice(2)
const desk = createDesk({
  store: sqliteStore(new BetterSqlite3(file)),
  policy: definePolicy({ inbox: 'support' }),
  retryFor: 60_000,
})
for (let n = 0; n < Number(count); n++) {
  const id = n % 2 === 0 ? `<${n}@all>` : `<${n}@${name}>`
  const heard = await desk.receive({ channel: 'email', from: `c${n % 3}@example.com`, id, text: id })
  if (!heard.ok) throw new Error(heard.error.message)
}
