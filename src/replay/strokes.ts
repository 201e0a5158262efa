import type { Recorded } from '../intake/situation.ts'
import { commandOf } from '../kernel/ids.ts'
import type { Entry } from '../timeline/entry.ts'

/** What one command or deadline did to one conversation. */
interface Stroke {
  readonly command: string
  readonly customer: string
  conversation: string | null
  readonly entries: Entry[]
}

/** What concerns no conversation belongs to whatever else its command did. */
const isPart = (stroke: Stroke, { id, customer, conversation }: Recorded): boolean =>
  stroke.command === commandOf(id) &&
  stroke.customer === customer &&
  (conversation === null || stroke.conversation === null || stroke.conversation === conversation)

/** A merge writes in two streams at one instant (O-7): whoever is merged away is told of first. */
const inOrder = (strokes: readonly Stroke[]): readonly Stroke[] => {
  const giver = ({ command }: Stroke): number =>
    strokes.findIndex((other) => other.command === `${command}~from`)
  const early = strokes.filter((stroke, at) => giver(stroke) > at)
  if (early.length === 0) return strokes
  return strokes
    .filter((stroke) => !early.includes(stroke))
    .flatMap((stroke) => [stroke, ...early.filter(({ command }) => `${command}~from` === stroke.command)])
}

/** The entries of a timeline by what happened at one stroke: streams that a merge brought together are mixed in it. */
export const strokesOf = (entries: readonly Entry[]): readonly (readonly Entry[])[] => {
  const strokes: Stroke[] = []
  let now: Stroke[] = []
  for (const entry of entries) {
    const { event } = entry
    const last = now.at(-1)
    const known = now.find((stroke) => isPart(stroke, event))
    // A word has its own time (I-14), what it led to has ours: one command may reach over two instants.
    if (last !== undefined && known !== last && last.entries.at(-1)?.at !== entry.at) {
      strokes.push(...inOrder(now))
      now = []
    }
    const stroke = now.find((one) => isPart(one, event))
    if (stroke === undefined) {
      const { id, customer, conversation } = event
      now.push({ command: commandOf(id), customer, conversation, entries: [entry] })
    } else {
      stroke.entries.push(entry)
      stroke.conversation ??= event.conversation
    }
  }
  return [...strokes, ...inOrder(now)].map((stroke) => stroke.entries)
}
