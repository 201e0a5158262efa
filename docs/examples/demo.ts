import { fileURLToPath } from 'node:url'
import { readLog, replayTimeline, timelineText } from 'throughline/replay'

const log = fileURLToPath(new URL('demo.jsonl', import.meta.url))
const colours = process.stdout.isTTY && !process.env['NO_COLOR']
const bold = (text: string): string => (colours ? `\u001B[1m${text}\u001B[22m` : text)

const { entries, report } = await replayTimeline(readLog(log, { onBadLine: 'stop' }), 'Ada', {
  policy: { reopenWindow: { days: 7 } },
})

console.log(`
  ${bold('Ada writes, chats, texts and calls.')} Throughline keeps one timeline, puts each matter into one
  conversation, and says why: every line marked ↳ names the rule that decided.`)
console.log(timelineText(entries, { colours, width: Math.min(100, process.stdout.columns ?? 100) }))
console.log(`
  ${bold(`${report.messages.in + report.messages.out} messages and a call on four channels, ${report.conversations} conversations, ${report.reopened} of them continued, no ticket.`)}
  The window was 7 days. Try docs/examples/demo.jsonl with another:
  npm run -s throughline -- timeline docs/examples/demo.jsonl --customer Ada --reopen-window 24h
`)
