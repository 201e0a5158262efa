import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('.', import.meta.url))

/** The benchmarks run beside the tests, with real time; a deep run begins with a seed that nobody chose. */
const beside = /^(bench|deep)\//

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (path) => /(?<!\.check)\.ts$/.test(path) && !beside.test(path) && path !== 'setup.test.ts',
)

describe('a test run', () => {
  it('tries the same cases of every law, unless FC_SEED asks for others', () => {
    const { FC_SEED: given } = process.env
    expect(fc.readConfigureGlobal().seed).toBe(given ? Number(given) : 20_260_101)
  })

  it('leaves nothing to chance', () => {
    expect(sources.length).toBeGreaterThan(150)
    const random = sources.filter((path) => /Math\.random/.test(readFileSync(`${root}${path}`, 'utf8')))
    expect(random).toEqual([])
  })
})
