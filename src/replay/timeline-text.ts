import type { Status } from '../conversation/conversation.ts'
import type { TimelineEntry } from '../timeline/entry.ts'
import { localTime } from './calendar-text.ts'
import { actorNameOf } from './entry-group-text.ts'
import { type EntryGroup, entryGroupsOf } from './entry-groups.ts'
import { paintFor, stripControlCharacters, widthOf } from './terminal.ts'
import { type TimelineLayout, timelineRow } from './timeline-row.ts'
import {
  barOf,
  channelOfGroup,
  conversationHeading,
  finalInboxesOf,
  newTimelineTextState,
  recordGroup,
  type TimelineTextState,
} from './timeline-text-state.ts'
import type { TextContext } from './why-texts.ts'

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

const layoutOf = (
  groups: readonly EntryGroup[],
  options: TimelineTextOptions,
  state: TimelineTextState,
): TimelineLayout => {
  const channels = groups.map((group) => {
    recordGroup(group, state)
    return channelOfGroup(group, state)
  })
  return {
    paint: paintFor(options.colours ?? false),
    time: localTime(options.timeZone ?? 'UTC'),
    width: Math.max(60, options.width ?? 100),
    channel: widest(channels, 12),
    who: widest(
      groups.map(({ mainEntry }) => stripControlCharacters(actorNameOf(mainEntry.event))),
      16,
    ),
  }
}

/** The lines of one moment, with the rule above a conversation that begins and the day where it changes. */
const linesOf = (group: EntryGroup, state: TimelineTextState, layout: TimelineLayout): readonly string[] => {
  const { paint, time, width } = layout
  const { conversation } = group
  const statusNow = (id: string | null): Status | undefined => state.statuses.get(id ?? '')
  const begins = conversation !== null && conversation !== state.conversation
  const barBefore = barOf(begins ? undefined : statusNow(state.conversation), paint)
  recordGroup(group, state)
  if (begins) state.conversation = conversation
  const day = time.day(group.at)
  const changes = begins || day !== state.day
  state.day = day
  const bar = barOf(statusNow(conversation), paint)
  const dayBar = begins ? bar : barBefore
  const context: TextContext = {
    nameOf: (id) => state.names.get(id) ?? 'an earlier one',
    lastReplyAt: (contact) => state.answers.get(contact ?? ''),
    channelOf: (contact) => state.channels.get(contact),
    taskText: (task) => state.tasks.get(task ?? ''),
    timeText: (at) => time.when(at, group.at),
  }
  return [
    ...(begins ? ['', conversationHeading(group, state, width, paint)] : []),
    ...(changes ? [`  ${dayBar}`.trimEnd(), `  ${dayBar}  ${paint.dim(day)}`] : []),
    ...timelineRow(group, bar, channelOfGroup(group, state), context, layout),
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
export const timelineText = (
  entries: readonly TimelineEntry[],
  options: TimelineTextOptions = {},
): string => {
  const groups = entryGroupsOf(entries)
  if (groups.length === 0) return ''
  const all = newTimelineTextState()
  const layout = layoutOf(groups, options, all)
  // A conversation is named in the one it was separated from before its own block begins.
  const state = { ...newTimelineTextState(), names: all.names, inboxes: finalInboxesOf(groups) }
  const head = layout.paint.dim(`Times in ${layout.time.zone}`)
  return [`  ${head}`, ...groups.flatMap((group) => linesOf(group, state, layout))].join('\n')
}
