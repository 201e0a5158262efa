import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

// Bundled as an application would be: what runs TypeScript as it stands gives every function its name anew each time it is
// made. The bundle lies where packages are found, for they stay outside.
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const cache = here('../../../node_modules/.cache')
mkdirSync(cache, { recursive: true })
const folder = mkdtempSync(join(cache, 'bench-stores-'))
try {
  buildSync({
    entryPoints: [here('./main.ts'), here('./contender.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  })
  const run = spawnSync(process.execPath, [join(folder, 'main.mjs'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  process.exitCode = run.status ?? 1
} finally {
  rmSync(folder, { recursive: true })
}
