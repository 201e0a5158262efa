import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'

/**
 * Bundles one contender as an application would, runs it in a process of its own so that none pays for another's shapes,
 * and takes the median of its figures (nanoseconds).
 */
export const contend = (file: string, contender: string): number => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'))
  try {
    const outfile = join(folder, 'bench.mjs')
    const entryPoints = [new URL(file, import.meta.url).pathname]
    buildSync({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' })
    const run = spawnSync(process.execPath, ['--expose-gc', outfile, contender], { encoding: 'utf8' })
    if (run.status !== 0) throw new Error(`${file} ${contender}: ${run.stderr}`)
    const figures = run.stdout
      .trim()
      .split('\n')
      .map(Number)
      .sort((a, b) => a - b)
    return figures[Math.floor(figures.length / 2)] ?? Number.NaN
  } finally {
    rmSync(folder, { recursive: true })
  }
}
