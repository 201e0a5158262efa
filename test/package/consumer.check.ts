import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Check, type Finding, root } from './check.ts'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>
  dependencies: Record<string, string>
  peerDependencies: Record<string, string>
}
const entries = Object.keys(manifest.exports)
  .filter((key) => key !== './package.json')
  .map((key) => `throughline${key.slice(1)}`)
const portable = entries.filter((entry) => entry !== 'throughline/replay')

const command = (cwd: string, program: string, ...args: readonly string[]): Finding => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' })
  return { ok: status === 0, text: `${stdout}\n${stderr}`.trim() }
}

/** A host with the packed tarball installed, the dependencies linked from the checkout. */
const install = (host: string): Finding => {
  const packed = command(root, 'npm', 'pack', '--silent', '--pack-destination', host)
  if (!packed.ok) return packed
  const modules = join(host, 'node_modules')
  const linked = [manifest.dependencies, manifest.peerDependencies, { '@types/node': '' }]
  for (const name of linked.flatMap((names) => Object.keys(names))) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  mkdirSync(join(modules, 'throughline'), { recursive: true })
  writeFileSync(join(host, 'package.json'), '{ "type": "module" }')
  const name = packed.text.split('\n')[0] ?? ''
  return command(host, 'tar', '-xzf', name, '-C', join(modules, 'throughline'), '--strip-components=1')
}

const declarations = { declaration: true, emitDeclarationOnly: true, outDir: 'types' }

const program = (names: readonly string[]): string =>
  names
    .map((name, n) => `import * as n${n} from '${name}'\nexport const k${n} = Object.keys(n${n}).length\n`)
    .join('')

/** What the entries export at run time, and the methods of a desk: of each a host may export its own name for it. */
const valuesOf = (host: string): Finding => {
  const listing = `
    const found = {}
    for (const name of ${JSON.stringify(entries)}) found[name] = Object.keys(await import(name))
    const { createDesk, definePolicy } = await import('throughline')
    const { memoryStore } = await import('throughline/memory')
    const desk = createDesk({ store: memoryStore(), policy: definePolicy({ inbox: 'support' }) })
    console.log(JSON.stringify({ found, methods: Object.keys(desk) }))`
  return command(host, process.execPath, '--input-type=module', '-e', listing)
}

/** A host that exports every function under a name of its own: its declarations have to name all types of them (TS2742). */
const reexporting = (listed: string): string => {
  const { found, methods } = JSON.parse(listed) as {
    readonly found: Readonly<Record<string, readonly string[]>>
    readonly methods: readonly string[]
  }
  const own = Object.entries(found).map(
    ([entry, names], n) =>
      `import * as n${n} from '${entry}'\n${names.map((name) => `export const e${n}_${name} = n${n}.${name}\n`).join('')}`,
  )
  const desk = methods.map(
    (method) => `export const ${method} = desk.${method}
export const answer_${method} = async (...given: Parameters<typeof desk.${method}>) => {
  const answer = await desk.${method}(...given)
  return answer.ok ? answer : answer.error
}
`,
  )
  return `${own.join('')}import type { Desk } from 'throughline'\ndeclare const desk: Desk\n${desk.join('')}`
}

const compiles = (
  host: string,
  resolution: string,
  text: string,
  types: readonly string[],
  more: object = { noEmit: true },
): Finding => {
  const module = resolution === 'bundler' ? 'esnext' : resolution
  const lib = ['es2023', 'dom']
  const options = { strict: true, ...more, exactOptionalPropertyTypes: true, lib, types, module }
  const config = { files: ['host.ts'], compilerOptions: { ...options, moduleResolution: resolution } }
  writeFileSync(join(host, 'tsconfig.json'), JSON.stringify(config))
  writeFileSync(join(host, 'host.ts'), text)
  return command(host, process.execPath, join(root, 'node_modules/typescript/bin/tsc'))
}

const named = (name: string, { ok, text }: Finding): Finding => ({ ok, text: ok ? name : `${name}: ${text}` })

const inspect = (host: string): readonly Finding[] => {
  const installed = install(host)
  if (!installed.ok) return [named('the tarball installs', installed)]
  const imported = entries.map((entry) => `await import('${entry}');`).join('')
  const required = entries.map((entry) => `require('${entry}');`).join('')
  const node = process.execPath
  const values = valuesOf(host)
  const declared = values.ok
    ? compiles(host, 'nodenext', reexporting(values.text), ['node'], declarations)
    : values
  return [
    named('types compile under nodenext without Node', compiles(host, 'nodenext', program(portable), [])),
    named('types compile under bundler', compiles(host, 'bundler', program(entries), ['node'])),
    named('a host that exports every function emits its declarations', declared),
    named('every entry imports', command(host, node, '--input-type=module', '-e', imported)),
    named('every entry can be required', command(host, node, '--input-type=commonjs', '-e', required)),
    named(
      'the command says how to use it',
      command(host, node, 'node_modules/throughline/dist/replay/cli.js', '--help'),
    ),
  ]
}

export const consumer: Check = {
  name: 'consumer',
  of: 'built',
  run: async () => {
    const host = mkdtempSync(join(tmpdir(), 'throughline-'))
    try {
      return inspect(host)
    } finally {
      rmSync(host, { recursive: true })
    }
  },
}
