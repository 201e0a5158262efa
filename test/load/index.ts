import { readOptions, usage } from './options.ts'
import { progressOf, reportText } from './report.ts'
import { runLoad } from './run.ts'
import { isSound } from './verify.ts'

/** `npm run load`: exit code 0 where the store kept its word, 1 where it did not, 2 where the load could not run. */
const main = async (args: readonly string[]): Promise<number> => {
  const options = readOptions(args)
  if (options === null) {
    process.stdout.write(usage)
    return 0
  }
  const end = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => end.abort(new Error(`ended by ${signal}`)))
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const report = await runLoad(options, progressOf(options, say), end.signal)
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report))
  if (options.json) for (const fault of report.faults) process.stderr.write(`${fault}\n`)
  return isSound(report) ? 0 : 1
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    process.stderr.write(`load: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 2
  },
)
