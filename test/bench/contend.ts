import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'

/** How often each contender runs: in turns, so that what disturbs the machine disturbs all alike. */
const turns = 3

/** The fastest round of a run, in nanoseconds a call: whatever else the machine does can only make a round slower. */
const fastest = (program: string, contender: string): number => {
  const run = spawnSync(process.execPath, ['--expose-gc', program, contender], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`${program} ${contender}: ${run.stderr}`)
  return Math.min(...run.stdout.trim().split('\n').map(Number))
}

/**
 * Bundles contenders as an application would, and runs each in processes of its own, so that none pays for another's shapes.
 * Returns the nanoseconds of one call of each.
 */
export const contend = <Name extends string>(
  file: string,
  contenders: readonly Name[],
): { readonly [name in Name]: number } => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'))
  try {
    const outfile = join(folder, 'bench.mjs')
    const entryPoints = [new URL(file, import.meta.url).pathname]
    buildSync({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' })
    const best = Object.fromEntries(contenders.map((name) => [name, Number.POSITIVE_INFINITY]))
    for (let turn = 0; turn < turns; turn++)
      for (const name of contenders) best[name] = Math.min(best[name] ?? 0, fastest(outfile, name))
    return best as { readonly [name in Name]: number }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
