import { happenings, type Happening, type Result } from './happenings.ts'
import { begin, type Column, columnOf, columns, keyOf, present, statusName, type World } from './world.ts'

export interface Cell {
  /** Statuses that can follow; those of another conversation than before in italics. */
  readonly follow: Set<string>
  readonly refused: Set<string>
}

export interface Explored {
  /** One world for each key. */
  readonly worlds: ReadonlyMap<string, World>
  readonly cells: ReadonlyMap<Happening, ReadonlyMap<Column, Cell>>
  /** What leads from one status to another. */
  readonly edges: ReadonlyMap<string, ReadonlySet<string>>
}

export const isRefusal = (result: Result): result is Exclude<Result, World> => 'code' in result

/** More open contacts than this are not followed further: what a fourth one does, the third has shown. */
const mostContacts = 3

const isFollowed = (world: World): boolean => {
  const contacts = world.active?.contacts ?? []
  return (
    contacts.length <= mostContacts &&
    contacts.filter((contact) => contact.class === 'voice').length <= 1
  )
}

const isNew = (before: World, now: World): boolean => {
  const was = present(before)
  return was !== null && was.id !== present(now)?.id
}

/** Every world that can be reached, one for each key, breadth first; and what each happening does there. */
export const explore = (onAgain: (found: World, again: World) => void = () => {}): Explored => {
  const first = begin()
  const worlds = new Map([[keyOf(first), first]])
  const cells = new Map(happenings.map((row) => [row, new Map<Column, Cell>()]))
  const edges = new Map<string, Set<string>>()
  const queue = [first]
  for (const world of queue) {
    const column = columnOf(world)
    for (const happening of happenings) {
      if ((happening.blocked ?? false) !== world.customer.blocked && happening.short !== 'reopen') continue
      const row = cells.get(happening) ?? new Map<Column, Cell>()
      for (const result of happening.run(world)) {
        const cell = row.get(column) ?? { follow: new Set(), refused: new Set() }
        row.set(column, cell)
        if (isRefusal(result)) {
          cell.refused.add(`${result.rule}: \`${result.code}\``)
          continue
        }
        const status = statusName(result)
        const another = isNew(world, result)
        cell.follow.add(another ? `*${status}*` : status)
        const from = another || statusName(world) === 'None' ? '[*]' : statusName(world)
        if (from !== status && status !== 'None') {
          const edge = `${from} --> ${status}`
          edges.set(edge, (edges.get(edge) ?? new Set()).add(happening.short))
        }
        const key = keyOf(result)
        const known = worlds.get(key)
        if (known !== undefined) onAgain(known, result)
        else if (isFollowed(result)) {
          worlds.set(key, result)
          queue.push(result)
        }
      }
    }
  }
  return { worlds, cells, edges }
}
