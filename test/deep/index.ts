/** `npm run test:deep` searches for cases in which a law does not hold: random seeds, round after round. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Failure, failuresOf, keyOf, type Report, textOf } from './failures.ts'
import { type DeepOptions, readDeepOptions, usage } from './options.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const vitest = join(root, 'node_modules/vitest/vitest.mjs')

/** All files with laws: those that assert a property of fast-check. */
const lawFiles = (): readonly string[] =>
  readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') && !path.startsWith('deep'))
    .map((path) => `test/${path}`)
    .filter((path) => /\bfc\.(assert|check)\b/.test(readFileSync(join(root, path), 'utf8')))
    .sort()

const clockOf = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1_000)
  return `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`
}

/** Tries every law with one seed until the time is over, and says what failed. */
const round = async (
  { runs, files }: DeepOptions,
  seed: number,
  until: number,
  report: string,
): Promise<{ readonly tests: number; readonly failures: readonly Failure[] }> => {
  rmSync(report, { force: true })
  const child = spawn(
    process.execPath,
    [
      vitest,
      'run',
      '--config',
      'test/deep/vitest.config.ts',
      '--reporter=json',
      `--outputFile=${report}`,
      ...files,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // The report of the run around it, if there is one, is not ours to write.
      env: {
        ...process.env,
        TEST_REPORT: undefined,
        NO_COLOR: '1',
        FC_SEED: `${seed}`,
        FC_RUNS: runs,
        FC_UNTIL: `${until}`,
      },
    },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-20_000)
    })
  const [code] = await once(child, 'close')
  const own = (message: string): Failure => ({ file: files.join(' '), test: null, seed, path: null, message })
  try {
    const found: Report = JSON.parse(readFileSync(report, 'utf8'))
    const failures = failuresOf(found, root, seed)
    const isUnexplained = code !== 0 && failures.length === 0
    const tests = found.numPassedTests + found.numFailedTests
    return { tests, failures: isUnexplained ? [own(said)] : failures }
  } catch {
    return { tests: 0, failures: [own(said)] }
  }
}

const search = async (options: DeepOptions): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-deep-'))
  const began = Date.now()
  const until = began + options.minutes * 60_000
  const found = new Map<string, { readonly first: Failure; times: number }>()
  let rounds = 0
  while (rounds < options.rounds && (rounds === 0 || Date.now() < until)) {
    const seed = (options.seed + rounds++) % 2 ** 31
    const { tests, failures } = await round(options, seed, until, join(folder, 'report.json'))
    for (const failure of failures) {
      const known = found.get(keyOf(failure))
      if (known === undefined) console.log(`\n${textOf(failure, options.runs)}\n`)
      found.set(keyOf(failure), { first: known?.first ?? failure, times: (known?.times ?? 0) + 1 })
    }
    const spent = `${clockOf(Date.now() - began)} of ${clockOf(options.minutes * 60_000)}`
    console.log(`round ${rounds}, seed ${seed}: ${tests} tests, ${failures.length} failed (${spent})`)
  }
  rmSync(folder, { recursive: true })
  const many = [...found.values()]
  console.log(`${rounds} rounds with FC_RUNS=${options.runs}: ${many.length} distinct failures`)
  for (const { first, times } of many)
    console.log(`  ${times} × ${first.file}: ${first.test ?? 'the file'} (seed ${first.seed})`)
  return many.length === 0 ? 0 : 1
}

try {
  const options = readDeepOptions(process.argv.slice(2), Math.random)
  if (options === null) console.log(usage)
  else process.exitCode = await search(options.files.length > 0 ? options : { ...options, files: lawFiles() })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
