import type { Status } from '../conversation/conversation.ts'
import type { Entry } from '../timeline/entry.ts'
import { localTime } from './calendar-text.ts'
import { whoOf } from './moment-text.ts'
import { type Moment, momentsOf } from './moments.ts'
import { harmless, paintFor, widthOf } from './terminal.ts'
import { type Layout, rowOf } from './timeline-row.ts'
import { barOf, channelIn, heading, inboxesOf, learn, newThread, type Thread } from './timeline-thread.ts'
import type { Known } from './why-texts.ts'

export interface TimelineTextOptions {
  /** Columns of the terminal; default 100. */
  readonly width?: number | undefined
  /** Default: none. */
  readonly colours?: boolean | undefined
  /** An IANA zone, such as `Europe/Berlin`; default `UTC`. */
  readonly timeZone?: string | undefined
}

const widest = (texts: readonly string[], limit: number): number =>
  Math.min(limit, Math.max(0, ...texts.map(widthOf)))

const layoutOf = (moments: readonly Moment[], options: TimelineTextOptions, thread: Thread): Layout => {
  const channels = moments.map((moment) => {
    learn(moment, thread)
    return channelIn(moment, thread)
  })
  return {
    paint: paintFor(options.colours ?? false),
    time: localTime(options.timeZone ?? 'UTC'),
    width: Math.max(60, options.width ?? 100),
    channel: widest(channels, 12),
    who: widest(
      moments.map(({ chief }) => harmless(whoOf(chief.event))),
      16,
    ),
  }
}

/** The lines of one moment, with the rule above a conversation that begins and the day where it changes. */
const linesOf = (moment: Moment, thread: Thread, layout: Layout): readonly string[] => {
  const { paint, time, width } = layout
  const { conversation } = moment
  const statusNow = (id: string | null): Status | undefined => thread.statuses.get(id ?? '')
  const begins = conversation !== null && conversation !== thread.conversation
  const barBefore = barOf(begins ? undefined : statusNow(thread.conversation), paint)
  learn(moment, thread)
  if (begins) thread.conversation = conversation
  const day = time.day(moment.at)
  const changes = begins || day !== thread.day
  thread.day = day
  const bar = barOf(statusNow(conversation), paint)
  const beside = begins ? bar : barBefore
  const known: Known = {
    nameOf: (id) => thread.names.get(id) ?? 'an earlier one',
    answeredAt: (contact) => thread.answers.get(contact ?? ''),
    channelOf: (contact) => thread.channels.get(contact),
    taskText: (task) => thread.tasks.get(task ?? ''),
    when: (at) => time.when(at, moment.at),
  }
  return [
    ...(begins ? ['', heading(moment, thread, width, paint)] : []),
    ...(changes ? [`  ${beside}`.trimEnd(), `  ${beside}  ${paint.dim(day)}`] : []),
    ...rowOf(moment, bar, channelIn(moment, thread), known, layout),
  ]
}

/**
 * A customer's timeline for a terminal: a block for each conversation, what was said and done in it by whom on which
 * channel, what that made of its status, and below each the rules that decided so.
 *
 * @example
 * const { entries } = await replayTimeline(() => readLog('demo.jsonl', { onBadLine: 'stop' }), 'Ada')
 * console.log(timelineText(entries, { colours: process.stdout.isTTY }))
 */
export const timelineText = (entries: readonly Entry[], options: TimelineTextOptions = {}): string => {
  const moments = momentsOf(entries)
  if (moments.length === 0) return ''
  const all = newThread()
  const layout = layoutOf(moments, options, all)
  // A conversation is named in the one it was separated from before its own block begins.
  const thread = { ...newThread(), names: all.names, inboxes: inboxesOf(moments) }
  const head = layout.paint.dim(`Times in ${layout.time.zone}`)
  return [`  ${head}`, ...moments.flatMap((moment) => linesOf(moment, thread, layout))].join('\n')
}
