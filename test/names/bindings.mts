/**
 * Optional step after `rename.mts apply`: where a member was renamed, a destructuring is left as `{ newName: oldName }`.
 * Renames that local too, to `{ newName }`, unless `newName` is already visible there.
 * usage: tsx bindings.mts <root> <check|apply> <json…>
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const ts: typeof import('typescript') = require('typescript')
const [root = '', mode = 'check', ...lists] = process.argv.slice(2)
const pairs = new Set<string>()
for (const l of lists) for (const e of JSON.parse(readFileSync(l, 'utf8')) as { name?: string; to: string }[])
  if (e.name !== undefined && /[.>]/.test(e.name)) pairs.add(`${e.to}: ${e.name.split(/[.>]/).at(-1)}`)
const walk = (dir: string): string[] => readdirSync(dir).flatMap((n) => {
  if (['node_modules', 'dist', '.git', 'coverage'].includes(n)) return []
  const p = join(dir, n)
  return statSync(p).isDirectory() ? walk(p) : [p]
})
const sources = ['src', 'test', 'docs'].flatMap((d) => walk(join(root, d))).filter((p) => /\.m?ts$/.test(p) && !p.endsWith('.d.ts'))
const config = ts.getParsedCommandLineOfConfigFile(join(root, 'test/tsconfig.json'), {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} } as never)!
const service = ts.createLanguageService({
  getCompilationSettings: () => ({ ...config.options, noEmit: true }), getScriptFileNames: () => sources, getScriptVersion: () => '1',
  getScriptSnapshot: (p) => (existsSync(p) ? ts.ScriptSnapshot.fromString(readFileSync(p, 'utf8')) : undefined),
  getCurrentDirectory: () => root, getDefaultLibFileName: (o) => ts.getDefaultLibFilePath(o),
  fileExists: ts.sys.fileExists, readFile: ts.sys.readFile, readDirectory: ts.sys.readDirectory, directoryExists: ts.sys.directoryExists, getDirectories: ts.sys.getDirectories,
}, ts.createDocumentRegistry())
const program = service.getProgram()!
const checker = program.getTypeChecker()
let done = 0
const skipped: string[] = []
for (const p of sources) {
  const sf = program.getSourceFile(p)!
  const edits = new Map<number, { start: number; end: number; text: string }>()
  const visit = (n: import('typescript').Node): void => {
    if (ts.isBindingElement(n) && n.propertyName && ts.isIdentifier(n.propertyName) && ts.isIdentifier(n.name) && pairs.has(`${n.propertyName.text}: ${n.name.text}`)) {
      const to = n.propertyName.text
      const locs = service.findRenameLocations(p, n.name.getStart(), false, false, { providePrefixAndSuffixTextForRename: true }) ?? []
      const taken = locs.some((l) => {
        let at: import('typescript').Node = sf
        const down = (x: import('typescript').Node): void => { if (x.getStart() <= l.textSpan.start && l.textSpan.start < x.getEnd()) { at = x; ts.forEachChild(x, down) } }
        ts.forEachChild(sf, down)
        return l.fileName !== p || checker.resolveName(to, at, ts.SymbolFlags.Value, true) !== undefined
      })
      if (taken) skipped.push(`${relative(root, p)}:${sf.getLineAndCharacterOfPosition(n.getStart()).line + 1} ${to}: ${n.name.text}`)
      else {
        done++
        edits.set(n.propertyName.getStart(), { start: n.propertyName.getStart(), end: n.name.getEnd(), text: to })
        for (const l of locs) if (l.textSpan.start !== n.name.getStart()) edits.set(l.textSpan.start, { start: l.textSpan.start, end: l.textSpan.start + l.textSpan.length, text: `${l.prefixText ?? ''}${to}${l.suffixText ?? ''}` })
      }
    }
    ts.forEachChild(n, visit)
  }
  visit(sf)
  if (mode !== 'apply' || edits.size === 0) continue
  let t = readFileSync(p, 'utf8')
  for (const e of [...edits.values()].sort((a, b) => b.start - a.start)) t = t.slice(0, e.start) + e.text + t.slice(e.end)
  for (const pair of pairs) { const [to] = pair.split(': '); t = t.replace(new RegExp(`([{,]\\s*)${to}: ${to}(?=\\s*[,}])`, 'g'), `$1${to}`) }
  writeFileSync(p, t)
}
console.log(`${done} locals renamed, ${skipped.length} skipped because the name is taken`)
for (const s of skipped.slice(0, 60)) console.log(`  ${s}`)
