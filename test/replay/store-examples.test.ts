import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const readme = readFileSync(at('README.md'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'throughline-examples-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
}, 120_000)
/** A new database takes seconds of a processor, and others may want that too. */
const patience = { timeout: 300_000 }

/** Runs an example in a folder of its own, as a stranger does; the package is the source here. */
const run = (example: string, ...args: readonly string[]) => {
  const tsx = createRequire(import.meta.url).resolve('tsx')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', tsx, at(`docs/examples/${example}`), ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TSX_TSCONFIG_PATH: at('test/tsconfig.json'), TZ: 'UTC', NO_COLOR: '1' },
    },
  )
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout
}

describe('docs/examples/quick-start.mjs', patience, () => {
  const [, block = ''] = /^```js\n([\s\S]*?)^```$/m.exec(readme) ?? []
  const shown = /^\$ node quick-start\.mjs '(.+)'\n([\s\S]*?)(?=^\$|^```|\n\n)/gm

  it('stands in the README, letter by letter', () => {
    expect(block).toBe(readFileSync(at('docs/examples/quick-start.mjs'), 'utf8'))
  })

  it('says what the README shows: the second run finds what the first has stored', () => {
    const runs = [...readme.matchAll(shown)].map(([, text = '', said = '']) => ({ text, said }))
    expect(runs).toHaveLength(2)
    const timeless = (said: string): string => said.replace(/after \d+ s/, 'after a while').trim()
    for (const { text, said } of runs) expect(timeless(run('quick-start.mjs', text))).toBe(timeless(said))
  })
})

describe('npm run demo', patience, () => {
  const [, part = ''] = /<!-- demo -->\n\n```text\n([^`]*)\n```/.exec(readme) ?? []
  const story = (said: string): string => said.slice(0, said.indexOf('Stored in'))

  it('tells a story out of a database that was closed and opened again, and leaves nothing behind', () => {
    const said = run('demo.ts')
    expect(said.replace(/^ {2}/gm, '')).toContain(part)
    expect(said).toContain('13 messages and 1 call on 4 channels: 3 conversations instead of 7 tickets.')
    const [, where = ''] =
      /Stored in (\S+) \(PostgreSQL in this process\): 25 lines of a log/.exec(said) ?? []
    expect(where).toContain('throughline-demo-')
    expect(existsSync(where)).toBe(false)
  })

  it('I-1: keeps its folder where one is named, and writes nothing twice', () => {
    const first = run('demo.ts', '--store', './kept')
    const second = run('demo.ts', '--store', './kept')
    expect(second).toContain(
      'Stored in ./kept (PostgreSQL in this process): all 25 lines of the log were there',
    )
    expect(second).toContain('npm run -s throughline -- timeline --store ./kept --customer Ada\n')
    expect(story(second)).toBe(story(first))
  })
})
