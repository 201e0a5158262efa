import { gzipSync } from 'node:zlib'
import { type BuildOptions, build } from 'esbuild'
import { root } from './check.ts'

export interface Bundle {
  readonly code: string
  /** Bytes, minified and gzipped. */
  readonly gzipped: number
  /** Files that gave code to the bundle, from the root of the checkout. */
  readonly inputs: readonly string[]
}

/** Bundles a program that imports the built package by its name, as a host's bundler would. */
export const bundle = async (program: string, options: BuildOptions = {}): Promise<Bundle> => {
  const result = await build({
    stdin: { contents: program, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfigRaw: {},
    legalComments: 'none',
    logLevel: 'error',
    metafile: true,
    write: false,
    ...options,
  })
  const code = result.outputFiles?.[0]?.text ?? ''
  const output = Object.values(result.metafile?.outputs ?? {})[0]
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  return {
    code,
    gzipped: code.trim() === '' ? 0 : gzipSync(code, { level: 9 }).length,
    inputs: inputs.map(([path]) => path),
  }
}
