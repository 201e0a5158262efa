import { builtInChannels, type Channel } from 'throughline'
import type { Cell, Explored } from './state-table.ts'
import { columns } from './table-state.ts'

const order = ['[*]', 'None', 'New', 'Open', 'Waiting', 'Closed', '*New*', '*Open*', '*Waiting*']
const inOrder = (names: Iterable<string>): readonly string[] =>
  [...names].sort((a, b) => order.indexOf(a) - order.indexOf(b))

/** `K-6: a` and `K-6: b` as `K-6: a or b`. */
const refusals = (refused: ReadonlySet<string>): string => {
  const byRule = new Map<string, string[]>()
  for (const text of [...refused].sort()) {
    const at = text.indexOf(': ')
    const rule = text.slice(0, at)
    byRule.set(rule, [...(byRule.get(rule) ?? []), text.slice(at + 2)])
  }
  return [...byRule].map(([rule, codes]) => `${rule}: ${codes.join(' or ')}`).join('; ')
}

const textOf = (cell: Cell | undefined): string => {
  if (cell === undefined) return '–'
  const follow = inOrder(cell.follow).join(', ')
  if (cell.refused.size === 0) return follow
  const refused = `refused (${refusals(cell.refused)})`
  return follow === '' ? refused : `${follow}; or ${refused}`
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** The state × event table. */
export const table = ({ cells }: Explored): string =>
  [
    line(['what happens', ...columns]),
    line(['---', ...columns.map(() => '---')]),
    ...[...cells].map(([{ name }, row]) => line([name, ...columns.map((column) => textOf(row.get(column)))])),
  ].join('\n')

/** One edge for each pair of statuses, with all that causes it. */
export const diagram = ({ edges }: Explored): string => {
  const rank = (edge: string): number => {
    const [from = '', to = ''] = edge.split(' --> ')
    return order.indexOf(from) * order.length + order.indexOf(to)
  }
  const lines = [...edges]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([edge, causes]) => `    ${edge} : ${[...causes].join('<br/>')}`)
  return ['```mermaid', 'stateDiagram-v2', ...lines, '```'].join('\n')
}

const hour = 3_600_000

const replies = ({ replyWindow }: Channel): string =>
  replyWindow === null ? 'always' : `${replyWindow.agent / hour} hours after the last message`

/** The channels that are built in, with their traits. */
export const channels = (): string =>
  [
    line(['channel', 'class', 'reached by', 'sessions', 'can be abandoned', 'we may write']),
    line(Array(6).fill('---')),
    ...builtInChannels.map((channel) =>
      line([
        `\`${channel.name}\``,
        channel.class,
        channel.address,
        channel.sessions ? 'yes' : '–',
        channel.abandonable ? 'yes' : '–',
        replies(channel),
      ]),
    ),
  ].join('\n')
