import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** Where the interfaces and types are declared whose members `docs/events.md` lists. */
const files = [
  'conversation/events.ts',
  'conversation/message-data.ts',
  'conversation/conversation.ts',
  'customer/events.ts',
  'task/events.ts',
  'kernel/event.ts',
].map((path) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url)))

const sources = files.map((path) =>
  ts.createSourceFile(path, ts.sys.readFile(path) ?? '', ts.ScriptTarget.ES2022, true),
)

const interfaceOf = (name: string): ts.InterfaceDeclaration => {
  for (const source of sources)
    for (const statement of source.statements)
      if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) return statement
  throw new Error(`no interface ${name} in ${files.join(', ')}`)
}

const commentOf = (node: ts.Node): string =>
  ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '')
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** A type as code, without `readonly`, on one line, safe in a table. */
const typeText = (node: ts.TypeNode | undefined): string =>
  (node?.getText() ?? 'unknown')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\breadonly /g, '')
    .replaceAll(/Readonly<Record<string, never>>/g, '{}')
    .replaceAll(/;?\s+/g, ' ')
    .replaceAll(/([^{ ]) (?=\w+: )/g, '$1, ')
    .replaceAll('&,', '&')
    .trim()

const cell = (text: string): string => text.replaceAll('|', '\\|')
const code = (text: string): string => `\`${cell(text)}\``

const members = (name: string): readonly ts.PropertySignature[] =>
  interfaceOf(name).members.filter(ts.isPropertySignature)

/** One row for each event type of a map of types: every one must say when it happens. */
const eventRows = (name: string): string => {
  const rows = members(name).map((member) => {
    const type = ts.isStringLiteral(member.name) ? member.name.text : member.name.getText()
    const [when = '', content = ''] = commentOf(member).split(/ ?Content: /)
    if (when === '') throw new Error(`${name}: ${type} has no comment that says when it happens`)
    return `| \`${type}\` | ${cell(when)} | ${code(typeText(member.type))} | ${cell(content.replace(/\.$/, '')) || '–'} |`
  })
  return ['| type | when it happens | `data` | `content` |', '|---|---|---|---|', ...rows].join('\n')
}

/** The fields of a shape, with what their comments say. */
const fieldRows = (name: string): string => {
  const bases = (interfaceOf(name).heritageClauses ?? []).flatMap(({ types }) =>
    types.map((base) => base.expression.getText()),
  )
  const extending = bases.length === 0 ? '' : `All fields of ${bases.map(code).join(', ')}, and:\n\n`
  const rows = members(name).map((member) => {
    const says = commentOf(member)
    if (says === '') throw new Error(`${name}.${member.name.getText()} has no comment`)
    return `| \`${member.name.getText()}\` | ${code(typeText(member.type))} | ${cell(says)} |`
  })
  return `${extending}${['| field | type | what it says |', '|---|---|---|', ...rows].join('\n')}`
}

const shapes = [
  'CommonMessageData',
  'MessageReceivedData',
  'MessageSentData',
  'CallData',
  'ConversationJoinedData',
  'Snooze',
  'Content',
]

export const envelopeTable = (): string => fieldRows('Envelope')
export const conversationEventsTable = (): string => eventRows('ConversationEvents')
export const customerEventsTable = (): string => eventRows('CustomerEvents')
export const taskEventsTable = (): string => eventRows('TaskEvents')
export const eventShapes = (): string =>
  shapes
    .map((name) => `### \`${name}\`\n\n${commentOf(interfaceOf(name))}\n\n${fieldRows(name)}`)
    .join('\n\n')
