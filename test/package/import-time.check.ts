import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Check, root } from './check.ts'

const runs = 9
const budget = 15
/**
 * On a busy machine everything is slow, and disks more than processors: then only a clear multiple of the same process
 * with an empty module is a fault. A quiet one measures 3.6 to 4.2.
 */
const ratio = 7
/** A busy machine only ever adds, and not to both alike: the best of a few stands. */
const attempts = 5

/** Milliseconds that a fresh process takes for one import. */
const cold = (specifier: string): number => {
  const program = `const start = performance.now(); await import('${specifier}'); console.log(performance.now() - start)`
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root }))
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Alternates with an empty module, which shows how much of the figure is Node's own. */
const measure = (empty: string): readonly [whole: number, nothing: number] => {
  const whole: number[] = []
  const nothing: number[] = []
  for (let run = 0; run < runs; run += 1) {
    nothing.push(cold(empty))
    whole.push(cold('throughline'))
  }
  return [median(whole), median(nothing)]
}

export const importTime: Check = {
  name: 'import time',
  of: 'built',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'throughline-'))
    try {
      const empty = join(folder, 'empty.mjs')
      writeFileSync(empty, '')
      const url = pathToFileURL(empty).href
      let [whole, nothing] = measure(url)
      for (let attempt = 1; attempt < attempts && whole > budget && whole / nothing > ratio; attempt += 1) {
        const again = measure(url)
        if (again[0] / again[1] < whole / nothing) [whole, nothing] = again
      }
      const times = whole / nothing
      const text = `cold import of the root: ${whole.toFixed(1)} ms, ${times.toFixed(1)} × an empty module`
      return [{ ok: whole <= budget || times <= ratio, text: `${text} (budget ${budget} ms or ${ratio} ×)` }]
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}
