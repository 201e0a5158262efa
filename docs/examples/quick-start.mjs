import { PGlite } from '@electric-sql/pglite'
import { createDesk, definePolicy, explainReasons } from 'throughline'
import { migrate, pglite, postgresStore } from 'throughline/postgres'

const db = new PGlite('./data') // PostgreSQL in this process; the folder keeps what it stores
const client = pglite(db)
await migrate(client)

const policy = definePolicy({ inbox: 'support', reopenWindow: { days: 7 } })
const desk = createDesk({ store: postgresStore({ client }), policy })

const sms = { customer: 'ada', channel: 'sms' }
const text = process.argv[2] ?? 'The vase arrived broken'
const received = await desk.receive({ ...sms, from: '+49 30 123456', text })
const sent = await desk.send({ ...sms, agent: 'sam', text: 'I will see to it' })
await desk.close({ customer: 'ada', agent: 'sam', version: sent.version })

console.log(`${received.outcome} (${explainReasons(received.reasons)})`)
const { items } = await desk.timeline({ customer: 'ada', limit: 1000 })
for (const { event } of items) if (event.content) console.log(`  ${event.actor.id}: ${event.content.text}`)
await db.close()
