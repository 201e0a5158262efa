import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'
import { bundle } from './bundle.ts'
import { type Check, within } from './check.ts'

/** One operation, by way of the root entry. */
const operation = 'closeConversation'

/** Bytes that every importer keeps, wanted or not. Ours are constants; mark calls at the top level as pure. */
const atImport = 200

/** The chunk that holds immer, which the bundler of a host drops whole: only there may anything run at import. */
const immerChunk = (): string => {
  const entry = readFileSync(new URL('../../dist/kernel/immer.js', import.meta.url), 'utf8')
  return /chunk-\w+\.js/.exec(entry)?.[0] ?? 'kernel/immer.js'
}

/** Takes `sideEffects: false` from our own files, so that what must run at import shows. */
const distrust: Plugin = {
  name: 'distrust',
  setup: ({ onResolve, resolve }) => {
    onResolve({ filter: /^(throughline|\.)/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === 'resolving') return undefined
      const found = await resolve(path, { ...from, pluginData: 'resolving' })
      return found.path.includes('node_modules') || found.path.endsWith(immerChunk())
        ? found
        : { ...found, sideEffects: true }
    })
  },
}

export const size: Check = {
  name: 'size',
  of: 'built',
  run: async () => {
    const whole = await bundle(`export * from 'throughline'`)
    const one = await bundle(`export { ${operation} } from 'throughline'`)
    const desk = await bundle(`export { createDesk, definePolicy } from 'throughline'`)
    const decision = await bundle(`export { decideInbound } from 'throughline'`)
    const none = await bundle(`import 'throughline'`)
    const eager = await bundle(`import 'throughline'`, { plugins: [distrust] })
    const legible = await bundle(`import 'throughline'`, { plugins: [distrust], minify: false })
    const reached = one.inputs.some((path) => path.endsWith(immerChunk()))
    return [
      // The whole domain with every sentence it says: docs/decisions/013.
      within('root entry with its dependencies', whole.gzipped, 60_000, 'bytes gzipped'),
      within('desk and policy, what a service ships', desk.gzipped, 52_300, 'bytes gzipped'),
      within('one decision, `decideInbound`', decision.gzipped, 3_300, 'bytes gzipped'),
      within(`${operation} alone`, one.gzipped, 3_950, 'bytes gzipped'),
      { ok: !reached, text: `${operation} ${reached ? 'reaches' : 'does not reach'} immer` },
      within('a bare import', none.gzipped, 0, 'bytes'),
      {
        ok: eager.gzipped <= atImport,
        text: `code that must run at import: ${eager.gzipped} of ${atImport} bytes gzipped\n${legible.code}`.trim(),
      },
    ]
  },
}
