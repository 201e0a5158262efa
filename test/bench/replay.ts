import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import type { Figure } from './figure.ts'
import type { Took } from './replay-run.ts'

const logs = new URL(`${process.env['THROUGHLINE_LOGS'] ?? '../../../shared/data'}/`, import.meta.url)
const megabytes = (bytes: number): number => Math.round(bytes / 1_000_000)

/** Bundled as an application would, each log in a process of its own. */
const run = (script: string, log: string): Took => {
  const child = spawnSync(process.execPath, ['--expose-gc', script, log], { encoding: 'utf8' })
  if (child.status !== 0) throw new Error(`${log}: ${child.stderr}`)
  return JSON.parse(child.stdout) as Took
}

const figuresOf = (name: string, took: Took): readonly Figure[] => {
  const figure = (what: string, value: number, unit: string): Figure => ({
    what: `${name}: ${what}`,
    figure: value,
    unit,
    budget: '–',
    met: true,
  })
  return [
    figure(`replayed, ${took.lines} lines of ${took.customers} customers`, took.milliseconds, 'ms'),
    figure('speed', Math.round((1000 * took.lines) / took.milliseconds), 'lines/s'),
    figure('peak heap, garbage included', megabytes(took.peak), 'MB'),
    figure('heap in use at the last line', megabytes(took.live), 'MB'),
    { ...figure('broken promises', took.violations, ''), budget: '0', met: took.violations === 0 },
  ]
}

/** Few customers and many lines: four times the lines must not take more memory. */
const flatness = (script: string): readonly Figure[] => {
  const [short, long] = [100_000, 400_000].map((lines) => run(script, `made:50:${lines}`)) as [Took, Took]
  const growth = long.live / short.live
  return [
    ...figuresOf('50 customers, many lines', long),
    {
      what: 'heap in use after 400,000 lines against 100,000, 50 customers',
      figure: Math.round(growth * 100) / 100,
      unit: '×',
      budget: '≤ 1.1',
      met: growth <= 1.1,
    },
  ]
}

/** How fast logs are replayed, and that the heap grows with customers and not with lines. */
export const benchReplay = (): readonly Figure[] => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'))
  const script = join(folder, 'replay.mjs')
  try {
    buildSync({
      entryPoints: [new URL('./replay-run.ts', import.meta.url).pathname],
      outfile: script,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
    })
    const real = ['thunderbird-support', 'servicenow-incidents'].flatMap((name) => {
      const path = new URL(`${name}.jsonl.gz`, logs).pathname
      return existsSync(path) ? figuresOf(name, run(script, path)) : []
    })
    return [...real, ...flatness(script)]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
