import ts from 'typescript'

/** A piece of code out of a comment or a document. */
export interface Snippet {
  /** What it shows: an export, or a document. */
  readonly of: string
  readonly code: string
}

/** A comment that says what the statement before it comes to. */
export interface Claim {
  readonly statement: string
  readonly says: string
}

const parse = (code: string): ts.SourceFile =>
  ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS)

/** The code after `@example` in a doc comment; null if it has none. */
export const exampleIn = (comment: string): string | null => {
  const [, after] = comment.replace(/\s*\*\/$/, '').split(/^\s*\* @example[ \t]*\n/m)
  return after === undefined ? null : after.replaceAll(/^\s*\* ?/gm, '').trim()
}

/** The TypeScript blocks of a document, each inside the one before: it sees its names and may use them anew. */
export const blocksIn = (text: string): string => {
  const blocks = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)
  const imports = new Set(blocks.flatMap((code) => code.match(/^import .+$/gm) ?? []))
  const rest = blocks.map((code) => code.replaceAll(/^import .+\n/gm, ''))
  return [...imports, ...rest.map((code) => `{\n${code}`), '}'.repeat(rest.length)].join('\n')
}

/** The comment on a statement's last line, else the one on the line below it. */
const commentAfter = (code: string, end: number): string | null => {
  const [, same, below] = /^[ \t]*(?:\/\/ ?(.*)|\n[ \t]*\/\/ ?(.*))/.exec(code.slice(end)) ?? []
  return same ?? below ?? null
}

const nameOf = (statement: ts.Statement): string | null => {
  if (!ts.isVariableStatement(statement)) return null
  const [only, another] = statement.declarationList.declarations
  return only !== undefined && another === undefined && ts.isIdentifier(only.name) ? only.name.text : null
}

/**
 * The code with a call of `check(n, value)` wherever a comment says what a statement comes to, and those claims in their
 * order. Comments that are no value are prose.
 */
export const instrumented = (code: string): { readonly code: string; readonly claims: readonly Claim[] } => {
  const file = parse(code)
  const claims: Claim[] = []
  const inserts: (readonly [at: number, text: string])[] = []
  const visit = (statement: ts.Statement): void => {
    if (ts.isBlock(statement)) for (const inner of statement.statements) visit(inner)
    const says = commentAfter(code, statement.end)
    if (says === null || !isValue(says)) return
    const check = `check(${claims.length}, `
    const name = nameOf(statement)
    if (name === null && !ts.isExpressionStatement(statement)) return
    claims.push({ statement: statement.getText(file), says })
    if (name !== null) inserts.push([statement.end, `; ${check}${name});`])
    else inserts.push([statement.getStart(file), `${check}await (`], [statement.end, '));'])
  }
  file.statements.forEach(visit)
  const marked = inserts
    .toSorted(([a], [b]) => b - a)
    .reduce((text, [at, insert]) => text.slice(0, at) + insert + text.slice(at), code)
  return { code: marked, claims }
}

/** What a comment says, as an expression: without `, or …` alternatives, `…` for whatever else is there. */
const expressionOf = (says: string): ts.Expression | null => {
  const [first = ''] = says.split(', or ')
  const text = first.trim().replaceAll(/([{[,]\s*)…/g, '$1...rest')
  const file = ts.createSourceFile('value.ts', `(${text})`, ts.ScriptTarget.ES2022, true)
  const [statement, another] = file.statements
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly unknown[] }
  if (statement === undefined || another !== undefined || parseDiagnostics.length > 0) return null
  const found =
    ts.isExpressionStatement(statement) && ts.isParenthesizedExpression(statement.expression)
      ? statement.expression.expression
      : null
  return found !== null && isLiteral(found) ? found : null
}

const words: readonly string[] = ['null', 'true', 'false', 'undefined']

const isLiteral = (node: ts.Expression): boolean => {
  if (ts.isStringLiteral(node) || ts.isNumericLiteral(node)) return true
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand)
  if (ts.isArrayLiteralExpression(node))
    return node.elements.every((element) => ts.isSpreadElement(element) || isLiteral(element))
  if (ts.isObjectLiteralExpression(node))
    return node.properties.every((property) =>
      ts.isPropertyAssignment(property) ? isLiteral(property.initializer) : true,
    )
  return words.includes(node.getText())
}

const isValue = (says: string): boolean => says.startsWith('refused') || expressionOf(says) !== null

const plain = (node: ts.Expression): unknown => {
  const text = node.getText()
  if (ts.isStringLiteral(node)) return node.text
  return text === 'undefined' ? undefined : JSON.parse(text.replaceAll('_', ''))
}

const show = (value: unknown): string => JSON.stringify(value) ?? String(value)

/** Where a value is not what was said; a name alone (`{ topic }`) says that the field is there. */
const differs = (node: ts.Expression, value: unknown, path: string): string | null => {
  if (ts.isArrayLiteralExpression(node)) {
    if (!Array.isArray(value)) return `${path} is no list: ${show(value)}`
    const said = node.elements.filter((element) => !ts.isSpreadElement(element))
    if (said.length === node.elements.length && value.length !== said.length)
      return `${path} has ${value.length} items: ${show(value)}`
    return said.map((item, at) => differs(item, value[at], `${path}[${at}]`)).find((x) => x !== null) ?? null
  }
  if (ts.isObjectLiteralExpression(node)) {
    if (typeof value !== 'object' || value === null) return `${path} is no object: ${show(value)}`
    const fields = value as Readonly<Record<string, unknown>>
    const names = new Set<string>()
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property) || property.name === undefined) continue
      const name = ts.isStringLiteral(property.name) ? property.name.text : property.name.getText()
      names.add(name)
      if (!(name in fields)) return `${path}.${name} is not there: ${show(value)}`
      const wrong = ts.isPropertyAssignment(property)
        ? differs(property.initializer, fields[name], `${path}.${name}`)
        : null
      if (wrong !== null) return wrong
    }
    const isWhole = !node.properties.some(ts.isSpreadAssignment)
    const more = Object.keys(fields).filter((name) => !names.has(name) && fields[name] !== undefined)
    return isWhole && more.length > 0 ? `${path} has more: ${more.join(', ')}` : null
  }
  return Object.is(plain(node), value) ? null : `${path} is ${show(value)}, not ${node.getText()}`
}

/** What is wrong with a claim, or null. `refused: words` says that it is refused, and with which words or code. */
export const mistakeIn = (says: string, value: unknown): string | null => {
  if (says.startsWith('refused')) {
    const words = says.replace(/^refused:?\s*/, '')
    const refused = (value as { readonly ok?: boolean }).ok === false
    return refused && show(value).includes(words) ? null : `not refused with "${words}": ${show(value)}`
  }
  const expression = expressionOf(says)
  return expression === null ? null : differs(expression, value, 'it')
}
