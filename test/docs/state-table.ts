import { type RowResult, type StateTableRow, stateTableRows } from './state-table-rows.ts'
import {
  type Column,
  columnOf,
  currentConversation,
  initialState,
  stateKeyOf,
  statusName,
  type TableState,
} from './table-state.ts'

/** What can come of a happening in one column. */
export interface Cell {
  /** Statuses that can follow; in italics that of another conversation than before. */
  readonly follow: ReadonlySet<string>
  /** Refusals, by rule. */
  readonly refused: ReadonlySet<string>
}

export interface Explored {
  /** One world for each key. */
  readonly worlds: ReadonlyMap<string, TableState>
  readonly cells: ReadonlyMap<StateTableRow, ReadonlyMap<Column, Cell>>
  /** What leads from one status to another: `New --> Open`, and what the diagram calls it. */
  readonly edges: ReadonlyMap<string, ReadonlySet<string>>
}

const isRefusal = (result: RowResult): result is Exclude<RowResult, TableState> => 'code' in result

/** Whether a happening is tried in a world, and whether its row tells of it. */
const isTried = ({ appliesTo }: StateTableRow, { customer }: TableState): boolean =>
  appliesTo === 'anybody' || customer.blocked === (appliesTo === 'blocked')
const isTold = ({ appliesTo }: StateTableRow, { customer }: TableState): boolean =>
  customer.blocked === (appliesTo === 'blocked')

/** Two open contacts show what each does beside another: more are not followed. A second call never lasts. */
const isFollowed = ({ active }: TableState): boolean => {
  const contacts = active?.contacts ?? []
  return contacts.length <= 2 && contacts.filter((contact) => contact.class === 'voice').length <= 1
}

/** Whether the world is about another conversation now. */
const isAnother = (before: TableState, now: TableState): boolean => {
  const was = currentConversation(before)
  return was !== null && was.id !== currentConversation(now)?.id
}

const add = <K>(sets: Map<K, Set<string>>, key: K, value: string): void => {
  sets.set(key, (sets.get(key) ?? new Set()).add(value))
}

/** What can come of a happening in a world, as its cell says it. */
export const cellOf = (world: TableState, results: readonly RowResult[]): Cell => {
  const follow = new Set<string>()
  const refused = new Set<string>()
  for (const result of results)
    if (isRefusal(result)) refused.add(`${result.rule}: \`${result.code}\``)
    else follow.add(isAnother(world, result) ? `*${statusName(result)}*` : statusName(result))
  return { follow, refused }
}

const join = (a: Cell | undefined, b: Cell): Cell =>
  a === undefined
    ? b
    : { follow: new Set([...a.follow, ...b.follow]), refused: new Set([...a.refused, ...b.refused]) }

const edgeOf = (world: TableState, result: TableState): string | null => {
  const to = statusName(result)
  const from = isAnother(world, result) || statusName(world) === 'None' ? '[*]' : statusName(world)
  return from === to || to === 'None' ? null : `${from} --> ${to}`
}

/**
 * Every world that can be reached from a customer without a conversation, one for each key, breadth first, and what each
 * happening does there. `onAgain` hears of worlds that look like one that is known.
 */
export const explore = (onAgain: (known: TableState, again: TableState) => void = () => {}): Explored => {
  const first = initialState()
  const worlds = new Map([[stateKeyOf(first), first]])
  const cells = new Map(stateTableRows.map((row) => [row, new Map<Column, Cell>()]))
  const edges = new Map<string, Set<string>>()
  const queue = [first]
  for (const world of queue)
    for (const happening of stateTableRows) {
      if (!isTried(happening, world)) continue
      const results = happening.run(world)
      const row = isTold(happening, world) ? cells.get(happening) : undefined
      const column = columnOf(world)
      if (results.length > 0) row?.set(column, join(row.get(column), cellOf(world, results)))
      for (const result of results) {
        if (isRefusal(result)) continue
        const edge = edgeOf(world, result)
        if (edge !== null) add(edges, edge, happening.short)
        const key = stateKeyOf(result)
        const known = worlds.get(key)
        if (known !== undefined) onAgain(known, result)
        else if (isFollowed(result)) queue.push(worlds.set(key, result).get(key) ?? result)
      }
    }
  return { worlds, cells, edges }
}
