import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { root, textOf } from './documents.ts'
import { builtIn, notices } from './notices.ts'

const path = 'docs/third-party-notices.md'

describe(path, () => {
  it('holds the notice of each package that is built in, as `npm run docs` writes it', () => {
    expect(builtIn()).toEqual(['@date-fns/tz', '@noble/hashes', 'date-fns', 'immer'])
    expect(textOf(path)).toBe(notices())
  })

  it('closes every fence on a line of its own', () => {
    expect(textOf(path).match(/```/g)).toHaveLength(2 * builtIn().length)
    expect(textOf(path).match(/^```(text)?$/gm)).toHaveLength(2 * builtIn().length)
  })

  it('names the versions of the lock file, which are those that are installed', () => {
    const { packages } = JSON.parse(textOf('package-lock.json'))
    for (const name of builtIn()) {
      const installed = JSON.parse(readFileSync(`${root}/node_modules/${name}/package.json`, 'utf8'))
      expect(packages[`node_modules/${name}`].version).toBe(installed.version)
      expect(installed.license).toBe('MIT')
      expect(textOf(path)).toContain(`\n## ${name} ${installed.version}\n`)
    }
  })
})
