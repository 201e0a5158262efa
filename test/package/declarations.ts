/** The last step of `npm run build`. The compiler leaves `./x.ts` in declarations; what ships says `./x.js`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './check.ts'

const dist = join(root, 'dist')
const specifier = /((?:from |import\(|import )['"]\.{1,2}\/[^'"]+)\.ts(['"])/g

for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.d.ts')) continue
  const path = join(dist, name)
  writeFileSync(path, readFileSync(path, 'utf8').replace(specifier, '$1.js$2'))
}
