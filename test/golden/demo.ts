import { fileURLToPath } from 'node:url'
import type { Book } from './book.ts'
import {
  conversationRows,
  createDesk,
  definePolicy,
  eventsOf,
  headOf,
  memoryStore,
  readLog,
  replayLog,
  timelineText,
} from './library.ts'

const path = fileURLToPath(new URL('../../docs/examples/demo.jsonl', import.meta.url))
const lines = () => readLog(path, { onBadLine: 'stop' })
const policy = { inbox: 'support', reopenWindow: { days: 7 } }

/** The scenario of docs/examples/demo.ts on the memory store, twice as one can run it, and with the other window. */
export const demo = async (book: Book): Promise<void> => {
  const scope = new Map()
  const store = memoryStore()
  const report = await replayLog(lines(), { policy, store })
  for (const event of await eventsOf(store))
    book.line(`events/${book.old(headOf(event).type)}`, '', event, scope, 'event')
  for (const { row } of await conversationRows(store)) book.line('rows', '', row, scope, 'conversation')
  book.line('reports', 'first', report, scope, 'report')
  book.line('reports', 'again', await replayLog(lines(), { policy, store }), scope, 'report')
  const aDay = { ...policy, reopenWindow: { days: 1 } }
  book.line('reports', 'a day', await replayLog(lines(), { policy: aDay }), scope, 'report')
  const desk = createDesk({ store, policy: definePolicy(policy), clock: () => Date.UTC(2026, 5, 1) })
  const timeline = await desk.timeline({ customer: 'Ada', limit: 1_000 })
  if (!timeline.ok) throw new Error(timeline.error.message)
  for (const entry of timeline.items) book.line('timeline', '', entry, scope, 'entry')
  book.line(
    'timeline',
    'printed',
    { printed: timelineText(timeline.items, { width: 100 }) },
    scope,
    'printed',
  )
}
