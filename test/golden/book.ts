import { createHash, type Hash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { type Canon, canonOf, type Names, type Scope } from './canon.ts'

/** What one part came to: of each sub-part how many lines, and their hash. */
export type Hashes = { readonly [sub: string]: string }

/** Takes lines, and hashes them by sub-part. */
export interface Book {
  /** `at` says where the line stands, in words of these scripts. */
  readonly line: (sub: string, at: string, value: unknown, scope: Scope, kind: string) => void
  /** The old name of a value, for sub-parts that are called by it. */
  readonly old: (value: string) => string
  readonly hashes: () => Hashes
}

interface Sink {
  lines: number
  readonly hash: Hash
  readonly file: number | null
  waiting: string
}

/** Sub-parts that may differ: English, and digests, which are made of names. */
export const isSoft = (sub: string): boolean => sub === 'words' || sub === 'digests'

export const bookOf = (part: string, names: Names, folder: string | null): Book => {
  const canon: Canon = canonOf(names)
  const sinks = new Map<string, Sink>()
  const sinkOf = (sub: string): Sink => {
    const known = sinks.get(sub)
    if (known !== undefined) return known
    if (folder !== null) mkdirSync(`${folder}/${part}`, { recursive: true })
    const file = folder === null ? null : openSync(`${folder}/${part}/${sub.replaceAll('/', '-')}.txt`, 'w')
    const sink = { lines: 0, hash: createHash('sha256'), file, waiting: '' }
    sinks.set(sub, sink)
    return sink
  }
  const write = (sub: string, text: string): void => {
    const sink = sinkOf(sub)
    sink.lines += 1
    sink.waiting += `${text}\n`
    if (sink.waiting.length > 60_000) flush(sink)
  }
  const flush = (sink: Sink): void => {
    sink.hash.update(sink.waiting)
    if (sink.file !== null) writeSync(sink.file, sink.waiting)
    sink.waiting = ''
  }
  return {
    line: (sub, at, value, scope, kind) => {
      const { text, words, digests } = canon(value, kind, scope)
      write(sub, `${at} ${text}`)
      if (words.length > 0) write('words', `${at} ${sub} ${words.join(' | ')}`)
      if (digests.length > 0) write('digests', `${at} ${sub} ${digests.join(' ')}`)
    },
    old: (value) => names.values[value] ?? value,
    hashes: () => {
      const all = [...sinks].sort(([a], [b]) => (a < b ? -1 : 1))
      return Object.fromEntries(
        all.map(([sub, sink]) => {
          flush(sink)
          if (sink.file !== null) closeSync(sink.file)
          return [sub, `${sink.lines} ${sink.hash.digest('hex').slice(0, 16)}`]
        }),
      )
    },
  }
}
