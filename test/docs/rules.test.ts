import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { documents, regenerated, root, textOf } from './documents.ts'
import { cellOf, type Explored, explore } from './state-table.ts'
import { stateTableRows } from './state-table-rows.ts'
import { stateKeyOf, type TableState } from './table-state.ts'

const rules = textOf('docs/rules.md')

const sourceFiles = readdirSync(`${root}/src`, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
)
const testFiles = readdirSync(`${root}/test`, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.test.ts'),
)
const documentFiles = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md'],
  ...readdirSync(`${root}/docs`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
]

/** Ids of rules: a letter or two of a section, a number. `CU-1` is not in `CU-11`. */
const idsIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![\w-])(?:S|O|I|W|K|A|C|R|T|N|Z|D|CU|E|B|TK)-\d{1,2}(?!\d)/g)].map(([id]) => id)

/** `- **C-5** Closing … — [conversation/close.ts](../src/conversation/close.ts)`, by id. */
const statements = new Map(
  [...rules.matchAll(/^- \*\*([A-Z]+-\d+)\*\* (.+)$/gm)].map(([, id = '', text = '']) => [id, text]),
)

const upTo = (letters: string, last: number, first = 1): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, at) => `${letters}-${first + at}`)

/** All there are. */
const all = [
  ...[upTo('S', 6), upTo('O', 7), upTo('I', 19, 0), upTo('W', 10), upTo('K', 12), upTo('A', 6), upTo('C', 8)],
  ...[upTo('R', 3), upTo('T', 1), upTo('N', 1), upTo('Z', 1), upTo('TK', 6), upTo('D', 6), upTo('CU', 11)],
  ...[upTo('E', 7), upTo('B', 4)],
].flat()

describe('docs/rules.md', () => {
  it('states every rule once', () => {
    expect([...rules.matchAll(/^- \*\*/gm)]).toHaveLength(statements.size)
    expect(all.filter((id) => !statements.has(id))).toEqual([])
    expect([...statements.keys()].filter((id) => !all.includes(id))).toEqual([])
  })

  it('states no rule that no test proves by its name', () => {
    const names = testFiles.flatMap((path) =>
      [...textOf(`test/${path}`).matchAll(/\b(?:it|test)(?:\.\w+)*\(\s*(['"`])((?:(?!\1).)*)\1/g)].map(
        ([, , name = '']) => name,
      ),
    )
    const proven = new Set(names.flatMap(idsIn))
    expect(all.filter((id) => !proven.has(id))).toEqual([])
  })

  it('links each rule to code that names it', () => {
    const wrong = [...statements].flatMap(([id, text]) => {
      const links = [...text.matchAll(/\]\(\.\.\/(src\/[^)]+)\)/g)].map(([, path = '']) => path)
      if (links.length === 0) return [`${id} has no link`]
      return links
        .filter((path) => !existsSync(`${root}/${path}`) || !idsIn(textOf(path)).includes(id))
        .map((path) => `${path} does not name ${id}`)
    })
    expect(wrong).toEqual([])
  })

  it('knows every rule that code names', () => {
    const wrong = sourceFiles.flatMap((path) =>
      idsIn(textOf(`src/${path}`))
        .filter((id) => !all.includes(id))
        .map((id) => `src/${path}: ${id}`),
    )
    expect(wrong).toEqual([])
  })

  it('states no rule that refusals, with their codes, contradict', () => {
    const codes = sourceFiles.flatMap((path) =>
      [...textOf(`src/${path}`).matchAll(/code: '([a-z._]+)',\s+rule: '([A-Z]+-\d+)'/g)].map(
        ([, code = '', rule = '']) => ({ code, rule }),
      ),
    )
    expect(codes.length).toBeGreaterThan(20)
    expect(codes.filter(({ rule }) => !all.includes(rule))).toEqual([])
  })
})

describe('every document', () => {
  it.each(documentFiles)('%s has no broken link', (path) => {
    const text = textOf(path).replaceAll(/```[\s\S]*?```/g, '')
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)].map(
      ([, link = '']) => link,
    )
    expect(links.filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([])
  })
})

describe('the state table', () => {
  let explored: Explored
  const alike: (readonly [TableState, TableState])[] = []
  beforeAll(() => {
    let met = 0
    explored = explore((known, again) => {
      met += 1
      if (met % 197 === 0) alike.push([known, again])
    })
  }, 60_000)

  it.each(documents)('%s says what the code does: else run `npm run docs`', (path) => {
    const text = textOf(path)
    expect(regenerated(text, explored)).toBe(text)
  })

  it('reaches enough to mean something', () => {
    expect(explored.worlds.size).toBeGreaterThan(1_000)
    for (const [{ name }, row] of explored.cells) expect(row.size, name).toBeGreaterThan(0)
    expect(alike.length).toBeGreaterThan(300)
  })

  it('takes for one only worlds in which the same can happen', () => {
    for (const [known, again] of alike)
      for (const { name, run } of stateTableRows) {
        const one = cellOf(known, run(known))
        const other = cellOf(again, run(again))
        const crowded = (known.active?.contacts.length ?? 0) > 1
        expect(other.follow, `${name} in ${stateKeyOf(known)}`).toEqual(one.follow)
        if (!crowded) expect(other.refused, `${name} in ${stateKeyOf(known)}`).toEqual(one.refused)
      }
  }, 60_000)

  it('O-1, S-1: has no cell in which a closed conversation and a new one are both active', () => {
    for (const { active, closed } of explored.worlds.values()) {
      expect(active?.closed ?? null).toBeNull()
      expect(closed?.closed).not.toBeNull()
    }
  })
})
