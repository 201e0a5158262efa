import type { Status } from '../conversation/conversation.ts'
import type { LocalTime } from './calendar-text.ts'
import { told, whoOf } from './moment-text.ts'
import type { Moment } from './moments.ts'
import { harmless, type Paint, padded } from './terminal.ts'
import { whyOf } from './why.ts'
import type { Known } from './why-texts.ts'
import { wrapped } from './wrap.ts'

/** How wide everything is, and in which colours. */
export interface Layout {
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
  wrapped(harmless(why), room - 2).map((line, at) => dim(`${at === 0 ? '↳' : ' '} ${line}`))

/** One moment: when, where, who, what; at the right what it made of the conversation, below it why. */
export const rowOf = (
  moment: Moment,
  bar: string,
  channel: string,
  known: Known,
  { paint, time, width, ...columns }: Layout,
): readonly string[] => {
  const { chief, status } = moment
  const { text, spoken } = told(moment, known)
  const loud = spoken && chief.event.actor.kind !== 'automation' && !chief.key.endsWith('.quiet')
  const indent = `  ${bar}  ${' '.repeat(5 + 2 + columns.channel + 2 + columns.who + 2)}`
  const room = width - 5 - 5 - 2 - columns.channel - 2 - columns.who - 2 - statusWidth - 2
  const [first = '', ...rest] = wrapped(text, room, linesShown)
  const shown = loud ? (line: string): string => line : paint.dim
  const lead = [
    `  ${bar}  ${paint.dim(time.time(moment.at))}`,
    channelPaint(channel, paint)(padded(channel, columns.channel)),
    (loud ? paint.bold : paint.dim)(padded(harmless(whoOf(chief.event)), columns.who)),
    status === null ? shown(first) : `${shown(padded(first, room))}  ${statusText(status, paint)}`,
  ]
  return [
    lead.join('  '),
    ...rest.map((line) => indent + shown(line)),
    ...whyOf(moment, known).flatMap((why) =>
      reasonLines(why, room + 2 + statusWidth, paint).map((line) => indent + line),
    ),
  ]
}
