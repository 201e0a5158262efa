import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import ts from 'typescript'
import { root } from './check.ts'

export interface Source {
  /** From `src`, with slashes: `kernel/result.ts`. */
  readonly path: string
  /** The first folder; '' for a file that lies in `src` itself. */
  readonly folder: string
  readonly text: string
  /** What it imports or re-exports, types too, as written. */
  readonly imports: readonly string[]
}

const read = (path: string): Source => {
  const text = readFileSync(join(root, 'src', path), 'utf8')
  return {
    path,
    folder: path.includes('/') ? path.slice(0, path.indexOf('/')) : '',
    text,
    imports: ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName),
  }
}

export const sources = (): readonly Source[] =>
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll(sep, '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map(read)

/** The file that a relative import means, from `src`; null for a package. */
export const target = (from: Source, specifier: string): string | null =>
  specifier.startsWith('.') ? posix.join(posix.dirname(from.path), specifier) : null

/** `immer` of `immer/x`, `@noble/hashes` of `@noble/hashes/sha2.js`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
