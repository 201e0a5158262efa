import { readdirSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it, vi } from 'vitest'
import * as contract from '../../src/contract/index.ts'
import * as throughline from '../../src/index.ts'
import * as memory from '../../src/memory/index.ts'
import * as metrics from '../../src/metrics/index.ts'
import * as migration from '../../src/migration/index.ts'
import * as outbox from '../../src/outbox/index.ts'
import * as phone from '../../src/phone/index.ts'
import * as postgres from '../../src/postgres/index.ts'
import * as schema from '../../src/schema/index.ts'
import * as testing from '../../src/testing/index.ts'
import { root, textOf } from './documents.ts'
import { samples } from './prelude.ts'
import { complaints, type Exported, exportsOf, moduleOf, programOf } from './program.ts'
import { blocksIn, exampleIn, instrumented, mistakeIn, type Snippet } from './snippets.ts'

/** Functions that need no example of their own, and why. */
const withoutExample: { readonly [name: string]: string } = {}

const modules: { readonly [entry: string]: Readonly<Record<string, unknown>> } = {
  throughline,
  'throughline/contract': contract,
  'throughline/memory': memory,
  'throughline/metrics': metrics,
  'throughline/migration': migration,
  'throughline/outbox': outbox,
  'throughline/phone': phone,
  'throughline/postgres': postgres,
  'throughline/schema': schema,
  'throughline/testing': testing,
}
/** `memory/index` of `throughline/memory`. */
const sourceOf = (entry: string): string => [...entry.split('/').slice(1), 'index'].join('/')
const given = samples()
const sampleNames = Object.keys(given)
const entryNames = new Map(Object.entries(modules).map(([entry, module]) => [entry, Object.keys(module)]))

const sources = Object.keys(modules).map(sourceOf)
/** Its examples name files; what they do is shown in docs/replay.md. */
const withoutExamples = ['throughline/replay'].map(sourceOf)
const first = programOf(
  new Map(),
  [...sources, ...withoutExamples].map((entry) => `${root}src/${entry}.ts`),
)
const exported: readonly Exported[] = sources.flatMap((entry) => exportsOf(first, entry))

const examples: readonly Snippet[] = exported.flatMap(({ name, example }) =>
  example === null ? [] : [{ of: name, code: example }],
)

/** Documents with code in them; names that it does not make come from the package and from the samples. */
const guides: readonly Snippet[] = readdirSync(`${root}docs`)
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ of: name, code: blocksIn(textOf(`docs/${name}`)) }))
  .filter(({ code }) => code.trim() !== '')

const virtual = new Map([
  ...examples.map(
    (snippet) =>
      [`${root}test/docs/example-${snippet.of}.ts`, moduleOf(snippet, entryNames, sampleNames)] as const,
  ),
  ...guides.map((guide) => {
    const code = guide.code.replaceAll(/^import .+\n/gm, '')
    return [
      `${root}test/docs/guide-${guide.of}.ts`,
      moduleOf({ ...guide, code }, entryNames, sampleNames),
    ] as const
  }),
  [`${root}test/docs/example-readme.ts`, blocksIn(textOf('README.md'))] as const,
])
const program = programOf(virtual, [])

/** Runs code with the package, its stores and the samples at hand, and checks what its comments claim. */
const run = async (code: string): Promise<number> => {
  const { code: checked, claims } = instrumented(code)
  const body = checked.replaceAll(/^import .+$/gm, '')
  const { outputText } = ts.transpileModule(`(async () => {\n${body}\n})()`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  })
  const scope: Readonly<Record<string, unknown>> = {
    ...samples(),
    ...Object.assign({}, ...Object.values(modules)),
    check: (n: number, value: unknown): void => {
      const claim = claims[n]
      const mistake = claim === undefined ? 'nothing was claimed' : mistakeIn(claim.says, value)
      if (mistake !== null) throw new Error(`${claim?.statement} // ${claim?.says}\n  ${mistake}`)
    },
  }
  const make = new Function(...Object.keys(scope), `return ${outputText}`)
  await make(...Object.values(scope))
  return claims.length
}

describe('examples in doc comments', () => {
  it('compile', () => {
    expect(complaints(program, virtual.keys())).toEqual([])
  })

  it.each(examples)('$of: the example runs and says what comes of it', async ({ code }) => {
    await run(code)
  })

  it('are there for every function that the package exports', () => {
    const functions = exported.filter(({ kind }) => kind === 'function')
    expect(functions.length).toBeGreaterThan(40)
    const missing = functions.filter(({ example, name }) => example === null && !(name in withoutExample))
    expect(missing.map(({ name, path }) => `${path}: ${name}`)).toEqual([])
    const needless = Object.keys(withoutExample).filter((name) =>
      exported.every((found) => found.name !== name || found.example !== null),
    )
    expect(needless).toEqual([])
  })

  it('stand in comments of at most twelve lines', () => {
    const long = exported.filter(({ path, name }) => {
      const text = textOf(path)
      const at = text.search(new RegExp(`^export (const|interface|type) ${name}\\b`, 'm'))
      const comment = at < 0 ? '' : (/\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.exec(text.slice(0, at))?.[0] ?? '')
      return comment.trim().split('\n').length > 14
    })
    expect(long.map(({ path, name }) => `${path}: ${name}`)).toEqual([])
  })
})

describe('README.md', () => {
  it('runs from top to bottom, and what its comments say is so', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: given.now })
    try {
      expect(await run(blocksIn(textOf('README.md')))).toBeGreaterThan(5)
    } finally {
      vi.useRealTimers()
    }
  })

  it('names every field of a policy', () => {
    const source = first.getSourceFile(`${root}src/policy/input.ts`)
    const input = source?.statements.find(
      (node) => ts.isInterfaceDeclaration(node) && node.name.text === 'PolicyInput',
    )
    const fields =
      input !== undefined && ts.isInterfaceDeclaration(input)
        ? input.members.map((member) => member.name?.getText())
        : []
    const readme = textOf('README.md')
    expect(fields.length).toBeGreaterThan(10)
    expect(fields.filter((field) => !readme.includes(`\n| \`${field}\` |`))).toEqual([])
  })
})

describe('documents with code in them', () => {
  it.each(guides)('docs/$of: runs, and what its comments say is so', async ({ code }) => {
    await run(code)
  })

  it('import every name from the entry that has it', () => {
    const wrong = [...guides, { of: 'README.md', code: blocksIn(textOf('README.md')) }].flatMap(
      ({ of, code }) =>
        [...code.matchAll(/^import \{ (.+) \} from '(.+)'$/gm)].flatMap(([, names = '', entry = '']) =>
          names
            .split(', ')
            .flatMap((name) => (entryNames.get(entry)?.includes(name) ? [] : [`${of}: ${name} of ${entry}`])),
        ),
    )
    expect(wrong).toEqual([])
  })
})

describe('docs/glossary.md', () => {
  const rows = [...textOf('docs/glossary.md').matchAll(/^\| (`.+?) \| .+ \| \[.+\]\(\.\.\/(.+)\) \|$/gm)]
  const explained = rows.flatMap(([, names = '', path = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => ({ name, path })),
  )
  const text = ({ name, path }: { readonly name: string; readonly path: string }): string =>
    `${name} (${path})`
  const nouns = [...sources, ...withoutExamples]
    .flatMap((entry) => exportsOf(first, entry))
    .flatMap((found) => (found.kind === 'type' ? [text(found)] : []))

  it('explains every noun that an entry of the package exports, once, and says where it is defined', () => {
    expect(explained.map(text).sort()).toEqual([...new Set(nouns)].sort())
  })

  it('is of all entries of the package', () => {
    const { exports } = JSON.parse(textOf('package.json')) as { readonly exports: object }
    const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'))
    expect([...sources, ...withoutExamples].sort()).toEqual(
      entries.map((entry) => sourceOf(entry.replace('.', 'throughline'))).sort(),
    )
  })
})

describe('the check itself', () => {
  it.each([
    ['1', 2],
    ["{ ok: true, value: 'a' }", { ok: true, value: 'b' }],
    ['{ ok: true }', { ok: true, value: 'b' }],
    ['{ ok: true, topic }', { ok: true }],
    ['[1, 2]', [1]],
    ['refused: seconds', { ok: true }],
    ['refused: seconds', { ok: false, error: { code: 'other' } }],
  ])('does not take %s for %j', (says, value) => {
    expect(mistakeIn(says, value)).not.toBeNull()
  })

  it.each([
    ['1769850000000, or never', 1_769_850_000_000],
    ['{ ok: true, … }', { ok: true, value: 'b' }],
    ['{ ok: true, topic }', { ok: true, topic: { id: 'a' } }],
    ['[1, …]', [1, 2, 3]],
    ['-1', -1],
    ['refused: looks like seconds', { ok: false, error: { message: 'looks like seconds' } }],
  ])('takes %s for %j', (says, value) => {
    expect(mistakeIn(says, value)).toBeNull()
  })

  it('finds claims beside and below a statement, and leaves prose alone', () => {
    const { claims } = instrumented(
      "f(1) // 2\nconst a = f(2)\n// 'b'\nf(3) // this is prose\n{ f(4) // [1]\n}",
    )
    expect(claims.map(({ says }) => says)).toEqual(['2', "'b'", '[1]'])
  })

  it('reads an example out of a comment', () => {
    expect(exampleIn('/**\n * Does it.\n *\n * @example\n * f(1) // 2\n *   .g()\n */')).toBe(
      'f(1) // 2\n  .g()',
    )
    expect(exampleIn('/** Does it. */')).toBeNull()
  })
})
