import type { StoredEvent } from '../intake/snapshot.ts'
import { commandIdOf } from '../kernel/ids.ts'
import type { TimelineEntry } from '../timeline/entry.ts'

/** What one command or deadline did to one conversation. */
interface CommandGroup {
  readonly command: string
  readonly customer: string
  conversation: string | null
  readonly entries: TimelineEntry[]
}

/** What concerns no conversation belongs to whatever else its command did. */
const belongsToGroup = (group: CommandGroup, { id, customer, conversation }: StoredEvent): boolean =>
  group.command === commandIdOf(id) &&
  group.customer === customer &&
  (conversation === null || group.conversation === null || group.conversation === conversation)

/** A merge writes in two streams at one instant (O-7): whoever is merged away is told of first. */
const inOrder = (groups: readonly CommandGroup[]): readonly CommandGroup[] => {
  const sourceIndexOf = ({ command }: CommandGroup): number =>
    groups.findIndex((other) => other.command === `${command}~from`)
  const early = groups.filter((stroke, at) => sourceIndexOf(stroke) > at)
  if (early.length === 0) return groups
  return groups
    .filter((stroke) => !early.includes(stroke))
    .flatMap((stroke) => [stroke, ...early.filter(({ command }) => `${command}~from` === stroke.command)])
}

/** The entries of a timeline by what happened at one stroke: streams that a merge brought together are mixed in it. */
export const groupByCommand = (entries: readonly TimelineEntry[]): readonly (readonly TimelineEntry[])[] => {
  const groups: CommandGroup[] = []
  let current: CommandGroup[] = []
  for (const entry of entries) {
    const { event } = entry
    const last = current.at(-1)
    const known = current.find((group) => belongsToGroup(group, event))
    // A word has its own time (I-14), what it led to has ours: one command may reach over two instants.
    if (last !== undefined && known !== last && last.entries.at(-1)?.at !== entry.at) {
      groups.push(...inOrder(current))
      current = []
    }
    const stroke = current.find((one) => belongsToGroup(one, event))
    if (stroke === undefined) {
      const { id, customer, conversation } = event
      current.push({ command: commandIdOf(id), customer, conversation, entries: [entry] })
    } else {
      stroke.entries.push(entry)
      stroke.conversation ??= event.conversation
    }
  }
  return [...groups, ...inOrder(current)].map((stroke) => stroke.entries)
}
