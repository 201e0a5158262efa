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
const { in: theirs, out: ours } = report.messages
console.log(`
  ${bold(`${theirs + ours} messages and a call on four channels: ${report.conversations} conversations instead of ${theirs + 1} tickets.`)}
  The reopen window was 7 days; with 24 hours the birthday card is a conversation of its own:
  npm run -s throughline -- timeline docs/examples/demo.jsonl --customer Ada --reopen-window 24h
`)
