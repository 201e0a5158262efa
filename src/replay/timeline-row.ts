import type { Status } from '../conversation/conversation.ts'
import type { LocalTime } from './calendar-text.ts'
import { actorNameOf, entryGroupText } from './entry-group-text.ts'
import type { EntryGroup } from './entry-groups.ts'
import { type Paint, padText, stripControlCharacters } from './terminal.ts'
import { whyTextsOf } from './why.ts'
import type { TextContext } from './why-texts.ts'
import { wrapText } from './wrap.ts'

/** How wide everything is, and in which colours. */
export interface TimelineLayout {
  readonly paint: Paint
  readonly time: LocalTime
  readonly width: number
  readonly channel: number
  readonly who: number
}

const statusWidth = 9
const linesShown = 8

const statusText = (status: Status, { bold, yellow, green, blue, dim }: Paint): string => {
  if (status === 'new') return bold(yellow('● New'))
  if (status === 'open') return bold(green('● Open'))
  return status === 'waiting' ? blue('○ Waiting') : dim('✓ Closed')
}

const channelPaint = (channel: string, paint: Paint): ((text: string) => string) => {
  if (channel === 'email') return paint.cyan
  if (channel === 'voice' || channel === 'voicemail') return paint.magenta
  return channel === 'chat' ? paint.blue : paint.green
}

/** The rule and what it says, in the background: there for whoever asks. */
const reasonLines = (why: string, room: number, { dim }: Paint): readonly string[] =>
  wrapText(stripControlCharacters(why), room - 2).map((line, at) => dim(`${at === 0 ? '↳' : ' '} ${line}`))

/** One moment: when, where, who, what; at the right what it made of the conversation, below it why. */
export const timelineRow = (
  group: EntryGroup,
  bar: string,
  channel: string,
  context: TextContext,
  { paint, time, width, ...columns }: TimelineLayout,
): readonly string[] => {
  const { mainEntry, status } = group
  const { text, spoken } = entryGroupText(group, context)
  const isEmphasised =
    spoken && mainEntry.event.actor.kind !== 'automation' && !mainEntry.key.endsWith('.quiet')
  const indent = `  ${bar}  ${' '.repeat(5 + 2 + columns.channel + 2 + columns.who + 2)}`
  const room = width - 5 - 5 - 2 - columns.channel - 2 - columns.who - 2 - statusWidth - 2
  const [first = '', ...rest] = wrapText(text, room, linesShown)
  const shown = isEmphasised ? (line: string): string => line : paint.dim
  const lead = [
    `  ${bar}  ${paint.dim(time.time(group.at))}`,
    channelPaint(channel, paint)(padText(channel, columns.channel)),
    (isEmphasised ? paint.bold : paint.dim)(
      padText(stripControlCharacters(actorNameOf(mainEntry.event)), columns.who),
    ),
    status === null ? shown(first) : `${shown(padText(first, room))}  ${statusText(status, paint)}`,
  ]
  return [
    lead.join('  '),
    ...rest.map((line) => indent + shown(line)),
    ...whyTextsOf(group, context).flatMap((why) =>
      reasonLines(why, room + 2 + statusWidth, paint).map((line) => indent + line),
    ),
  ]
}
