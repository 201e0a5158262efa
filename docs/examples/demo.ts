import { fileURLToPath } from 'node:url'
import { readLog, replayTimeline, timelineText } from 'throughline/replay'

const log = fileURLToPath(new URL('demo.jsonl', import.meta.url))
const colours = process.stdout.isTTY && !process.env['NO_COLOR']
const bold = (text: string): string => (colours ? `\u001B[1m${text}\u001B[22m` : text)

const replay = (reopenWindow: { days: number }) =>
  replayTimeline(() => readLog(log, { onBadLine: 'stop' }), 'Ada', { policy: { reopenWindow } })
const { entries, report } = await replay({ days: 7 })
const aDay = await replay({ days: 1 })

const { messages, merged, conversations } = report
const data = entries.map(({ event }) => event.data as { readonly channel?: string })
const channels = new Set(data.flatMap(({ channel }) => channel ?? []))
const calls = entries.filter(({ key }) => key === 'call.started.inbound').length
const away = entries.filter(({ key }) => key === 'conversation.merged').length

console.log(`
  ${bold('Ada writes, chats, texts and calls.')} Throughline keeps one timeline, puts each matter into one
  conversation, and says why: every line marked ↳ names the rule that decided.`)
console.log(timelineText(entries, { colours, width: Math.min(100, process.stdout.columns ?? 100) }))
console.log(`
  ${bold(`${messages.in + messages.out} messages and ${calls} call on ${channels.size} channels: ${conversations - away} conversations instead of ${messages.in + calls} tickets.`)}
  ${merged} stranger turned out to be Ada: one customer, one timeline.
  The reopen window was 7 days. With 24 hours there would be ${aDay.report.conversations - away}: the birthday card gets its own.
  npm run -s throughline -- timeline docs/examples/demo.jsonl --customer Ada --reopen-window 24h
`)
