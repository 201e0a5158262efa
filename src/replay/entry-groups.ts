import type { Status } from '../conversation/conversation.ts'
import type { ConversationEvents } from '../conversation/events.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TimelineEntry } from '../timeline/entry.ts'
import { groupByCommand } from './group-by-command.ts'

/** What happened at one stroke to one conversation: its chief event, and what followed from it. */
export interface EntryGroup {
  readonly at: Instant
  readonly conversation: string | null
  readonly mainEntry: TimelineEntry
  readonly entries: readonly TimelineEntry[]
  /** The status that it led to; null if it changed none. */
  readonly status: Status | null
}

/** What a person would tell first of everything that one command wrote. */
const mainEventTypes: readonly string[] = [
  'message.received',
  'message.sent',
  'message.attributed',
  'message.signalled',
  'delivery.failed',
  'delivery_report.received',
  'call.ended',
  'call.answered',
  'call.started',
  'note.added',
  'conversation.no_reply_needed',
  'customer.merged',
  'conversation.snoozed',
  'conversation.separated',
  'conversation.merged',
  'conversation.joined',
  'conversation.adopted',
  'conversation.reopened',
  'contact.ended',
  'conversation.closed',
  'conversation.assigned',
  'conversation.topic_added',
  'conversation.topic_removed',
]

const rank = ({ event }: TimelineEntry): number => {
  const at = mainEventTypes.indexOf(event.type)
  return at === -1 ? mainEventTypes.length : at
}

/** A close ends the contacts that are open; there the close is what happened, unless something else led to it. */
const consequenceCauses: readonly string[] = ['abandoned', 'separated', 'merged']

const mainEntryOf = (entries: readonly TimelineEntry[]): TimelineEntry => {
  const close = entries.find(
    ({ event }) => event.type === 'conversation.closed' && !consequenceCauses.includes(event.cause),
  )
  const [first, ...rest] = entries as readonly [TimelineEntry, ...TimelineEntry[]]
  return close ?? rest.reduce((best, entry) => (rank(entry) < rank(best) ? entry : best), first)
}

const statusOf = (entries: readonly TimelineEntry[]): Status | null => {
  const change = entries.findLast(({ event }) => event.type === 'conversation.status_changed')
  return change === undefined
    ? null
    : (change.event.data as ConversationEvents['conversation.status_changed']).to
}

const entryGroupOf = (entries: readonly TimelineEntry[]): EntryGroup => {
  const mainEntry = mainEntryOf(entries)
  const conversation = entries.find((entry) => entry.conversation !== null)?.conversation ?? null
  return { at: mainEntry.at, conversation, mainEntry, entries, status: statusOf(entries) }
}

/** A timeline told by what happened at one stroke. */
export const entryGroupsOf = (entries: readonly TimelineEntry[]): readonly EntryGroup[] =>
  groupByCommand(entries)
    // Both sides of a merge record it (CU-7); it is told once.
    .filter((group) => group.some(({ event }) => event.type !== 'customer.absorbed'))
    .map(entryGroupOf)
