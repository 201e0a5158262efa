import type { NumberedLine } from '../../src/replay/index.ts'
import { type LogLine, readLog, replayLog } from '../../src/replay/index.ts'

/** Replays one log, a file or `made:<customers>:<lines>`, and prints what it took: the argument says which. */
export interface Took {
  readonly lines: number
  readonly customers: number
  readonly violations: number
  readonly milliseconds: number
  /** The largest heap seen, garbage included. */
  readonly peak: number
  /** What is still in use at the last line. */
  readonly live: number
}

const collect = (): void => (globalThis as { gc?: () => void }).gc?.()
const heap = (): number => process.memoryUsage().heapUsed

/** A log that has few customers and many lines: a message, its answer and its close, a day apart. */
const made = function* (customers: number, lines: number): Generator<LogLine> {
  for (let n = 0; n < lines; n++) {
    const turn = Math.floor(n / customers)
    const common = { at: 1_767_603_600_000 + n * 3_600_000, customer: `customer-${n % customers}` }
    const message = { channel: 'email', id: `<${n}@log>`, length: n % 997 }
    if (turn % 3 === 0) yield { ...common, ...message, type: 'message.in', topic: `topic-${turn % 7}` }
    else if (turn % 3 === 1) yield { ...common, ...message, type: 'message.out', agent: `agent-${n % 11}` }
    else yield { ...common, type: 'close' }
  }
}

const linesOf = (log: string): AsyncIterable<NumberedLine> | Iterable<LogLine> => {
  const [, customers, lines] = /^made:(\d+):(\d+)$/.exec(log) ?? []
  return customers === undefined
    ? readLog(log, { onBadLine: 'stop' })
    : made(Number(customers), Number(lines))
}

let peak = 0
let live = 0
/** Passes the lines on and looks at the heap now and then, the last time while the replay still holds everything. */
const watched = async function* (log: string): AsyncGenerator<NumberedLine | LogLine> {
  let count = 0
  for await (const line of linesOf(log)) {
    count += 1
    if (count % 500 === 0) peak = Math.max(peak, heap())
    yield line
  }
  collect()
  live = heap()
}

const began = performance.now()
const report = await replayLog(watched(process.argv[2] ?? ''), { policy: { reopenWindow: { hours: 24 } } })
const took: Took = {
  lines: report.lines,
  customers: report.customers,
  violations: report.violations,
  milliseconds: Math.round(performance.now() - began),
  peak,
  live,
}
console.log(JSON.stringify(took))
