import type { Check, Finding } from './check.ts'
import { packageOf, type Source, sources, target } from './sources.ts'

/** The house: a folder imports itself and the folders above it, types included. */
const order: readonly string[] = [
  'kernel',
  'calendar',
  'channel',
  'topic',
  'policy',
  'customer',
  'contact',
  'conversation',
  'task',
  'intake',
  'merge',
  'erasure',
  'authority',
  'deadline',
  'timeline',
  'metrics',
  'store',
  'command',
  'desk',
  'migration',
  'outbox',
  'memory',
  'testing',
  'postgres',
  'contract',
  'phone',
  'schema',
  'replay',
]

/** Who may import these, where that is fewer than everything below them. '' is `src/index.ts`. */
const importers: Readonly<Record<string, readonly string[]>> = {
  command: ['', 'desk', 'migration', 'testing', 'replay'],
  desk: ['', 'migration', 'memory', 'contract', 'replay'],
  metrics: [],
  migration: [],
  memory: ['testing', 'replay'],
  outbox: ['postgres'],
  contract: [],
  phone: ['replay'],
  postgres: ['replay'],
  schema: ['replay'],
  testing: [],
  replay: [],
}

/** Packages that only these folders import. The others are anybody's. */
const holders: Readonly<Record<string, readonly string[]>> = {
  'libphonenumber-js': ['phone'],
  pg: ['replay'],
  '@electric-sql/pglite': ['replay'],
  valibot: ['schema', 'replay'],
}

const forbidden = (from: Source, specifier: string): string | null => {
  const path = target(from, specifier)
  if (path === null) {
    const allowed = holders[packageOf(specifier)]
    return allowed?.includes(from.folder) === false ? `only ${allowed.join(' and ')} may` : null
  }
  if (!path.includes('/')) return 'nobody imports the files that lie in src itself'
  const folder = path.slice(0, path.indexOf('/'))
  if (folder === from.folder) return null
  if (!order.includes(folder)) return `${folder} has no place in the order`
  if (from.folder !== '' && order.indexOf(folder) > order.indexOf(from.folder)) return `${folder} is below`
  return importers[folder]?.includes(from.folder) === false ? `${folder} is not for it` : null
}

const trespasses = (source: Source): readonly string[] => {
  if (source.folder === '' && source.path !== 'index.ts') return [`${source.path} belongs into a folder`]
  if (source.folder !== '' && !order.includes(source.folder))
    return [`${source.path}: ${source.folder} has no place in the order`]
  return source.imports.flatMap((specifier) => {
    const reason = forbidden(source, specifier)
    return reason === null ? [] : [`${source.path} imports ${specifier}: ${reason}`]
  })
}

/** Every cycle once, as the files it goes through. */
const cycles = (all: readonly Source[]): readonly string[] => {
  const byPath = new Map(all.map((source) => [source.path, source]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    const source = byPath.get(path)
    if (source === undefined || done.has(path) || trail.includes(path)) return
    for (const specifier of source.imports) {
      const next = target(source, specifier)
      if (next !== null) visit(next, [...trail, path])
    }
    done.add(path)
  }
  for (const { path } of all) visit(path, [])
  return found
}

const verdict = (wrong: readonly string[], right: string): readonly Finding[] =>
  wrong.length === 0 ? [{ ok: true, text: right }] : wrong.map((text) => ({ ok: false, text }))

export const boundaries: Check = {
  name: 'boundaries',
  of: 'source',
  run: async () => {
    const all = sources()
    return [
      ...verdict(all.flatMap(trespasses), `${all.length} files import only what lies above them`),
      ...verdict(
        cycles(all).map((cycle) => `cycle ${cycle}`),
        'no import cycle',
      ),
    ]
  },
}
