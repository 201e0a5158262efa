import ts from 'typescript'
import type { Check } from './check.ts'
import { type Source, sources } from './sources.ts'

/** The shell, which is handed a clock and a chance by default; all others get `now` from their context. */
const shell: readonly string[] = ['desk', 'memory', 'replay']

/** They answer by the zone or language of the host, so the same events would fold differently elsewhere. */
const local =
  /^(([gs]et(Milliseconds|Seconds|Minutes|Hours|Date|Day|Month|FullYear))|getTimezoneOffset|toLocale\w*)$/

const impure = (node: ts.Node): string | null => {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length)
    return 'new Date() reads the clock'
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return 'Date() reads the clock'
  if (!ts.isPropertyAccessExpression(node)) return null
  const name = node.getText()
  if (name === 'Date.now' || name === 'performance.now') return `${name} reads the clock`
  if (name === 'Math.random') return 'Math.random is chance'
  return local.test(node.name.text) ? `${node.name.text} depends on the host's zone or language` : null
}

const unwanted = (node: ts.Node): string | null => {
  if (!ts.isClassLike(node)) return null
  const parents = node.heritageClauses?.map((clause) => clause.getText()).join(' ') ?? ''
  return /\bextends \w*Error\b/.test(parents) ? null : 'a class; plain data and functions are the style'
}

const faults = (source: Source): readonly string[] => {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ES2022, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const reason = unwanted(node) ?? (shell.includes(source.folder) ? null : impure(node))
    if (reason !== null) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart())
      found.push(`${source.path}:${line + 1}: ${reason}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

export const purity: Check = {
  name: 'purity',
  of: 'source',
  run: async () => {
    const found = sources().flatMap(faults)
    if (found.length === 0) return [{ ok: true, text: 'no clock, chance, host zone or class' }]
    return found.map((text) => ({ ok: false, text }))
  },
}
