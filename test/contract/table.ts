import { type ConformanceReport, conformance, contract, reportText } from '../../src/contract/index.ts'
import { isReady, type Missing, type Ready } from '../stores/ready.ts'
import { stores } from './harnesses.ts'

/** What became of one store. */
interface StoreTrial {
  readonly store: string
  readonly on: string
  readonly report: ConformanceReport | null
}

const given = process.argv.slice(2)
const all = given.includes('--all')
if (given.some((word) => word !== '--all')) {
  console.error('test:stores [--all]: proves every store that is found; --all prints case by case')
  process.exit(2)
}
const started = performance.now()
const seconds = (): string => `${Math.round((performance.now() - started) / 100) / 10} s`

const tryOne = async (found: Ready | Missing): Promise<StoreTrial> => {
  if (!isReady(found)) return { store: found.store, on: `not tried: ${found.missing}`, report: null }
  const { harness, on, close } = found
  const report = await conformance(harness)
  await close()
  process.stderr.write(`${seconds().padStart(8)}  ${harness.name} on ${on}\n`)
  if (all) console.log(`${reportText(report)}\n`)
  return { store: harness.name, on, report }
}

/** Columns as wide as what is in them; the first and the last to the left, numbers to the right. */
const tableOf = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? []
  const cell = (text: string, at: number): string =>
    at === 0 || at === widths.length - 1 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n')
}

const rowOf = ({ store, on, report }: StoreTrial): readonly string[] =>
  report === null
    ? [store, '-', '-', '-', on]
    : [store, `${report.passed}`, `${report.failed}`, `${report.waived}`, on]

/** Why cases failed, each, or need not be proved, by reason. */
const notesOf = ({ report }: StoreTrial): readonly string[] => {
  if (report === null) return []
  const failed = report.outcomes.filter(({ result }) => result === 'failed')
  const waived = report.outcomes.filter(({ result }) => result === 'waived')
  const reasons = [...new Set(waived.map(({ why }) => why))]
  return [
    ...failed.map(({ why }) => `${report.store} FAILED ${why}`),
    ...reasons.map(
      (why) => `${report.store} waives ${waived.filter((each) => each.why === why).length}: ${why}`,
    ),
  ]
}

/** Proves every store that is found, and prints how it keeps the promises; `--all` prints case by case. */
const trials: StoreTrial[] = []
for (const open of stores) for (const found of await open()) trials.push(await tryOne(found))

const head = ['store', 'passed', 'failed', 'waived', `of ${contract.length} cases, on`]
console.log(tableOf([head, ...trials.map(rowOf)]))
console.log(['', ...trials.flatMap(notesOf)].join('\n'))
process.exitCode = trials.some(({ report }) => (report?.failed ?? 0) > 0) ? 1 : 0
