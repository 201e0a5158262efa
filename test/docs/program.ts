import ts from 'typescript'
import { root } from './documents.ts'
import { exampleIn, type Snippet } from './snippets.ts'

const configPath = `${root}test/tsconfig.json`
const config = ts.parseJsonConfigFileContent(
  ts.readConfigFile(configPath, ts.sys.readFile).config,
  ts.sys,
  `${root}test`,
)

/** A program as `npm run typecheck` sees the tests, with files that exist in memory only. */
export const programOf = (virtual: ReadonlyMap<string, string>, roots: readonly string[]): ts.Program => {
  const host = ts.createCompilerHost(config.options, true)
  const { getSourceFile, fileExists, readFile } = host
  host.fileExists = (path) => virtual.has(path) || fileExists(path)
  host.readFile = (path) => virtual.get(path) ?? readFile(path)
  host.getSourceFile = (path, language, ...more) => {
    const text = virtual.get(path)
    return text === undefined
      ? getSourceFile(path, language, ...more)
      : ts.createSourceFile(path, text, language, true)
  }
  return ts.createProgram([...virtual.keys(), ...roots], config.options, host)
}

/** What the compiler says against these files, one line each. */
export const complaints = (program: ts.Program, paths: Iterable<string>): readonly string[] =>
  [...paths].flatMap((path) => {
    const file = program.getSourceFile(path)
    if (file === undefined) return [`${path} is not there`]
    return ts.getPreEmitDiagnostics(program, file).map(({ start = 0, messageText }) => {
      const { line } = file.getLineAndCharacterOfPosition(start)
      const source = file.text.split('\n')[line]?.trim()
      return `${path.slice(root.length)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')} — ${source}`
    })
  })

/** One thing that an entry exports. */
export interface Exported {
  readonly name: string
  readonly kind: 'function' | 'value' | 'type'
  readonly path: string
  readonly example: string | null
}

const kindOf = (checker: ts.TypeChecker, symbol: ts.Symbol): Exported['kind'] => {
  if ((symbol.flags & ts.SymbolFlags.Value) === 0) return 'type'
  return checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0 ? 'function' : 'value'
}

/** The doc comment above the statement that declares it. */
const commentOf = (declaration: ts.Node): string => {
  const statement = ts.findAncestor(declaration, ts.isStatement) ?? declaration
  const text = statement.getSourceFile().text
  const ranges = ts.getLeadingCommentRanges(text, statement.pos) ?? []
  const last = ranges.at(-1)
  return last === undefined ? '' : text.slice(last.pos, last.end)
}

/** Everything an entry of the package exports. */
export const exportsOf = (program: ts.Program, entry: string): readonly Exported[] => {
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(`${root}src/${entry}.ts`)
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file)
  if (module === undefined) throw new Error(`src/${entry}.ts exports nothing`)
  return checker.getExportsOfModule(module).map((exported) => {
    const symbol =
      (exported.flags & ts.SymbolFlags.Alias) === 0 ? exported : checker.getAliasedSymbol(exported)
    const [declaration] = symbol.declarations ?? []
    if (declaration === undefined) throw new Error(`${exported.name} is declared nowhere`)
    return {
      name: exported.name,
      kind: kindOf(checker, symbol),
      path: declaration.getSourceFile().fileName.slice(root.length),
      example: exampleIn(commentOf(declaration)),
    }
  })
}

/** Names that a piece of code uses as they are: not fields, not its own. */
const freeNames = (code: string): ReadonlySet<string> => {
  const file = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.ES2022, true)
  const used = new Set<string>()
  const own = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node
      const isField =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node) ||
        (ts.isPropertySignature(parent) && parent.name === node)
      if ((ts.isVariableDeclaration(parent) || ts.isBindingElement(parent)) && parent.name === node)
        own.add(node.text)
      else if (!isField) used.add(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return new Set([...used].filter((name) => !own.has(name)))
}

const listed = (names: readonly string[], free: ReadonlySet<string>): string =>
  names.filter((name) => free.has(name)).join(', ')

/** A module around an example: what it does not make itself comes from the package, then from the samples. */
export const moduleOf = (
  { code }: Snippet,
  entries: ReadonlyMap<string, readonly string[]>,
  samples: readonly string[],
): string => {
  const free = freeNames(code)
  const imports = [...entries].map(([entry, names]) => `import { ${listed(names, free)} } from '${entry}'`)
  const given = `const { ${listed(samples, free)} } = samples()`
  const prelude = "import { samples } from './prelude.ts'"
  return [...imports, prelude, `export const example = async () => {`, given, '{', code, '}}'].join('\n')
}
