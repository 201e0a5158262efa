/** usage: tsx rename.mts <root> <check|apply> <json…> */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const ts: typeof import('typescript') = require('typescript')

const [root = '', mode = 'check', ...lists] = process.argv.slice(2)
type Rename = { file?: string; name?: string; to: string; string?: string; move?: string; in?: string }
const entries: Rename[] = lists.flatMap((l) => (JSON.parse(readFileSync(l, 'utf8')) as Rename[]).map((e) => ({ ...e, list: l })))

const walk = (dir: string): string[] =>
  readdirSync(dir).flatMap((n) => {
    if (n === 'node_modules' || n === 'dist' || n === '.git' || n === 'coverage') return []
    const p = join(dir, n)
    return statSync(p).isDirectory() ? walk(p) : [p]
  })
const all = ['src', 'test', 'docs'].flatMap((d) => walk(join(root, d)))
const sources = all.filter((p) => /\.(ts|mts)$/.test(p) && !p.endsWith('.d.ts'))
const config = ts.getParsedCommandLineOfConfigFile(join(root, 'test/tsconfig.json'), {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} } as never)!
const options = { ...config.options, noEmit: true }
const files = new Map<string, { text: string }>()
const textOf = (p: string) => { let f = files.get(p); if (!f) { f = { text: readFileSync(p, 'utf8') }; files.set(p, f) } return f.text }
const host: import('typescript').LanguageServiceHost = {
  getCompilationSettings: () => options,
  getScriptFileNames: () => sources,
  getScriptVersion: () => '1',
  getScriptSnapshot: (p) => (existsSync(p) ? ts.ScriptSnapshot.fromString(readFileSync(p, 'utf8')) : undefined),
  getCurrentDirectory: () => root,
  getDefaultLibFileName: (o) => ts.getDefaultLibFilePath(o),
  fileExists: ts.sys.fileExists, readFile: ts.sys.readFile, readDirectory: ts.sys.readDirectory, directoryExists: ts.sys.directoryExists, getDirectories: ts.sys.getDirectories,
}
const service = ts.createLanguageService(host, ts.createDocumentRegistry())
const program = service.getProgram()!

const nameNode = (n: any): import('typescript').Node | undefined => n.name
/** find declaration by dotted path: top.member.member ; `fn>local` */
const locate = (file: string, path: string): number | null => {
  const sf = program.getSourceFile(join(root, file))
  if (!sf) return null
  const parts = path.split(/([.>])/)
  let scope: import('typescript').Node = sf
  let found: import('typescript').Node | null = null
  for (let i = 0; i < parts.length; i += 2) {
    const want = parts[i]!
    let hit: import('typescript').Node | null = null
    const visit = (n: import('typescript').Node): void => {
      if (hit) return
      const nn = nameNode(n)
      if (n !== scope && nn && (ts.isIdentifier(nn) || ts.isStringLiteral(nn) || ts.isPrivateIdentifier(nn)) && nn.text === want && !ts.isPropertyAccessExpression(n) && !ts.isImportSpecifier(n) && !(ts.isExportSpecifier(n))) { hit = n; return }
      ts.forEachChild(n, visit)
    }
    // top level first
    if (scope === sf) for (const s of sf.statements) {
      if (ts.isVariableStatement(s)) for (const d of s.declarationList.declarations) { if (ts.isIdentifier(d.name) && d.name.text === want) hit = d }
      else if (nameNode(s) && (nameNode(s) as any).text === want) hit = s
      if (hit) break
    }
    if (!hit) ts.forEachChild(scope, visit)
    if (!hit) return null
    scope = hit; found = hit
  }
  return (nameNode(found!) as any).getStart()
}

type Edit = { start: number; end: number; prop?: string; value?: string; text: string }
const edits = new Map<string, Map<number, { start: number; end: number; new?: string; prefix?: string; suffix?: string; why: string; old: string }>>()
let bad = 0
const warn = (m: string) => { bad++; console.log(m) }
const symbolRenames: { old: string; to: string; member: boolean; file: string }[] = []
for (const e of entries) {
  if (e.file === undefined || e.name === undefined) continue
  const pos = locate(e.file, e.name)
  const last = e.name.split(/[.>]/).at(-1)!
  if (pos === null) { warn(`not found: ${e.file} ${e.name}`); continue }
  symbolRenames.push({ old: last, to: e.to, member: e.name.includes('.'), file: e.file })
  if (last === e.to) continue
  const p = join(root, e.file)
  let locs: readonly import('typescript').RenameLocation[] | undefined
  try { locs = service.findRenameLocations(p, pos, false, false, { providePrefixAndSuffixTextForRename: true }) } catch (err) { warn(`crash: ${e.file} ${e.name} ${err}`); continue }
  if (!locs) { warn(`cannot rename: ${e.file} ${e.name}`); continue }
  for (const l of locs) {
    if (l.fileName.includes('node_modules')) continue
    let m = edits.get(l.fileName); if (!m) edits.set(l.fileName, (m = new Map()))
    const s = l.textSpan.start
    const had = m.get(s)
    const one = { start: s, end: s + l.textSpan.length, new: e.to, prefix: l.prefixText, suffix: l.suffixText, why: `${e.file} ${e.name}`, old: last }
    if (!had) { m.set(s, one); continue }
    if (had.new === one.new && had.prefix === one.prefix && had.suffix === one.suffix) continue
    // shorthand: one renames the property (suffix ': old'), the other the variable (prefix 'old: ')
    const prop = had.suffix ? had : one.suffix ? one : null
    const value = had.prefix ? had : one.prefix ? one : null
    if (prop && value && prop !== value) {
      // property gets prop.new ... careful with bindings: prefix 'old: ' keeps property name
      const merged = prop.new === value.new ? { ...had, new: prop.new, prefix: '', suffix: '' } : { ...had, new: `${prop.new}: ${value.new}`, prefix: '', suffix: '' }
      m.set(s, merged); continue
    }
    warn(`conflict: ${relative(root, l.fileName)}:${s} "${last}" → ${had.new} (${had.why}) / ${one.new} (${one.why})`)
  }
}
console.log(`${entries.length} entries, ${[...edits.values()].reduce((n, m) => n + m.size, 0)} places, ${bad} problems`)
if (mode !== 'apply') process.exit(bad ? 1 : 0)

// 1 symbol edits
const out = new Map<string, string>()
for (const p of all) if (/\.(ts|mts|mjs|md|json|lua|jsonl)$/.test(p)) out.set(p, readFileSync(p, 'utf8'))
for (const [p, m] of edits) {
  let t = out.get(p) ?? readFileSync(p, 'utf8')
  for (const e of [...m.values()].sort((a, b) => b.start - a.start)) {
    let text = `${e.prefix ?? ''}${e.new}${e.suffix ?? ''}`
    const before = t.slice(0, e.start), after = t.slice(e.end)
    // drop `x as x` and `x: x`
    const both = /^([A-Za-z_$][\w$]*)(: | as )([A-Za-z_$][\w$]*)$/.exec(text)
    if (both && both[1] === both[3]) text = both[1]!
    t = before + text + after
  }
  out.set(p, t)
}
// `{ a: a }` left over by two edits
// 2 strings (exact quoted literals), in all text files
const strings = entries.filter((e) => e.string !== undefined)
const esc = (s: string) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
for (const [p, t] of out) {
  let next = t
  for (const e of strings) {
    if (e.in !== undefined && !new RegExp(e.in).test(relative(root, p))) continue
    next = next.replace(new RegExp(`(['"\`])${esc(e.string!)}\\1`, 'g'), (_, q) => `${q}${e.to}${q}`)
  }
  if (next !== t) out.set(p, next)
}
// 3 words in doc comments' code, backticks and markdown code
const byOld = new Map<string, Set<string>>()
for (const { old, to, file } of symbolRenames) if (file.startsWith('src/')) { const s = byOld.get(old) ?? new Set(); s.add(to); byOld.set(old, s) }
const sure = [...byOld].filter(([old, to]) => to.size === 1 && (old !== [...to][0]))
const plainWords = new Set(['by', 'at', 'since', 'before', 'more', 'how', 'other', 'same', 'to', 'from', 'on', 'is'])
const inCode = (code: string, file: string): string => {
  let c = code
  for (const [old, to] of sure) if (!plainWords.has(old)) c = c.replace(new RegExp(`(?<![\\w$'"-])${esc(old)}(?![\\w$'"-])`, 'g'), [...to][0]!)
  return c
}
for (const [p, t] of out) {
  let next = t
  if (/\.md$/.test(p)) next = next.replace(/```(?:ts|js|typescript|javascript)\n[\s\S]*?```|`[^`\n]+`/g, (c) => inCode(c, p))
  else if (/\.(ts|mts)$/.test(p) && p.includes('/src/')) next = next.replace(/\/\*\*[\s\S]*?\*\//g, (c) => {
    const i = c.indexOf('@example')
    const head = (i < 0 ? c : c.slice(0, i)).replace(/`[^`\n]+`/g, (x) => inCode(x, p))
    return head + (i < 0 ? '' : inCode(c.slice(i), p))
  })
  if (next !== t) out.set(p, next)
}
for (const [p, t] of out) if (t !== readFileSync(p, 'utf8')) writeFileSync(p, t)
console.log('applied')
