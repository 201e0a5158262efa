/** usage: tsx move.mts <root> <json…>: moves files and mends every import, link and path text. */
import { execSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
const [root = '', ...lists] = process.argv.slice(2)
const moves = new Map<string, string>()
for (const l of lists) for (const e of JSON.parse(readFileSync(l, 'utf8'))) if (e.move) moves.set(e.move.replace(/^\.\//, ''), e.to.replace(/^\.\//, ''))
const walk = (dir: string): string[] => readdirSync(dir).flatMap((n) => { if (['node_modules', 'dist', '.git', 'coverage'].includes(n)) return []; const p = join(dir, n); return statSync(p).isDirectory() ? walk(p) : [p] })
const texts = walk(root).filter((p) => /\.(ts|mts|mjs|md|json|jsonc|lua)$/.test(p) && !/package-lock/.test(p))
const to = (p: string) => moves.get(p) ?? p
for (const [a, b] of moves) { if (!existsSync(join(root, a))) { console.log('missing', a); moves.delete(a) } else if (existsSync(join(root, b))) { console.log('exists', b); moves.delete(a) } }
for (const abs of texts) {
  const here = relative(root, abs)
  let t = readFileSync(abs, 'utf8'); const o = t
  t = t.replace(/(['"(])(\.{1,2}\/[^'"()\s#]+?)(['")#])/g, (whole, a, spec, z) => {
    const target = posix.normalize(posix.join(posix.dirname(here), spec))
    if (!moves.has(target) && !moves.has(here)) return whole
    if (!existsSync(join(root, target))) return whole
    let rel = posix.relative(posix.dirname(to(here)), to(target)); if (!rel.startsWith('.')) rel = `./${rel}`
    return `${a}${rel}${z}`
  })
  // plain paths such as `src/x/y.ts`, and [x/y.ts] labels of links
  for (const [a, b] of moves) { t = t.split(a).join(b); if (a.startsWith('src/')) t = t.split(`[${a.slice(4)}]`).join(`[${b.slice(4)}]`) }
  if (t !== o) writeFileSync(abs, t)
}
for (const [a, b] of moves) { mkdirSync(join(root, dirname(b)), { recursive: true }); execSync(`git mv ${a} ${b}`, { cwd: root }) }
console.log(moves.size, 'moved')
