import type { Status } from '../conversation/conversation.ts'
import type { ConversationEvents } from '../conversation/events.ts'
import type { Instant } from '../kernel/instant.ts'
import type { EntryGroup } from './entry-groups.ts'
import { type Paint, stripControlCharacters, widthOf } from './terminal.ts'

/** What runs along while a timeline is told. */
export interface TimelineTextState {
  /** The conversation whose block is open. */
  conversation: string | null
  day: string
  readonly names: Map<string, string>
  readonly statuses: Map<string, Status>
  /** Where each conversation lies at the end. */
  readonly inboxes: ReadonlyMap<string, string>
  /** By contact. */
  readonly channels: Map<string, string>
  readonly answers: Map<string, Instant>
  /** What each task is, in its own words. */
  readonly tasks: Map<string, string>
}

export const newTimelineTextState = (): TimelineTextState => ({
  conversation: null,
  day: '',
  names: new Map(),
  statuses: new Map(),
  inboxes: new Map(),
  channels: new Map(),
  answers: new Map(),
  tasks: new Map(),
})

const inboxEventTypes: readonly string[] = [
  'conversation.started',
  'conversation.assigned',
  'conversation.reopened',
]

/** The inbox in which each conversation lies at the end. */
export const finalInboxesOf = (groups: readonly EntryGroup[]): ReadonlyMap<string, string> =>
  new Map(
    groups
      .flatMap(({ entries }) => entries)
      .filter(({ event }) => inboxEventTypes.includes(event.type))
      .map(({ conversation, event }) => [
        conversation ?? '',
        (event.data as { readonly inbox: string }).inbox,
      ]),
  )

/** Takes up what later moments refer to. */
export const recordGroup = (group: EntryGroup, state: TimelineTextState): void => {
  for (const { event } of group.entries) {
    const contact = event.contact ?? ''
    if (event.type === 'contact.started')
      state.channels.set(contact, (event.data as ConversationEvents['contact.started']).channel)
    if (event.type === 'message.sent' || event.type === 'call.answered')
      state.answers.set(contact, event.occurredAt)
    const text =
      event.type.startsWith('task.') && event.type !== 'task.commented' ? event.content?.text : null
    if (text != null && event.task !== null) state.tasks.set(event.task, stripControlCharacters(text).trim())
  }
  const { conversation, status } = group
  if (conversation === null) return
  if (!state.names.has(conversation)) state.names.set(conversation, `conversation ${state.names.size + 1}`)
  if (status !== null) state.statuses.set(conversation, status)
}

/** The channel of a moment: a contact that ends says only which one it is. */
export const channelOfGroup = ({ mainEntry }: EntryGroup, { channels }: TimelineTextState): string => {
  const { channel } = mainEntry.event.data as { readonly channel?: string }
  return stripControlCharacters(channel ?? channels.get(mainEntry.event.contact ?? '') ?? '')
}

/** Solid while the conversation is active, dotted once it is closed; none beside what stands in the timeline alone. */
export const barOf = (status: Status | undefined, { green, yellow, blue, dim }: Paint): string => {
  if (status === undefined) return ' '
  if (status === 'closed') return dim('┊')
  return status === 'new' ? yellow('┃') : status === 'open' ? green('┃') : blue('┃')
}

/** A conversation that began because another matter was separated says from which one (W-10). */
const originText = ({ entries }: EntryGroup, { names }: TimelineTextState): string => {
  const joined = entries.find(({ event }) => event.type === 'conversation.joined')
  if (joined === undefined) return ''
  const { from, how } = joined.event.data as ConversationEvents['conversation.joined']
  return how === 'separated' ? `, separated from ${names.get(from) ?? 'an earlier one'}` : ''
}

/** The rule above a conversation: which one it is, what it is about and where it lies. */
export const conversationHeading = (
  group: EntryGroup,
  state: TimelineTextState,
  width: number,
  paint: Paint,
): string => {
  const name = state.names.get(group.conversation ?? '') ?? ''
  const started = group.entries.find(({ event }) => event.type === 'conversation.started')
  const data = started?.event.data as ConversationEvents['conversation.started'] | undefined
  const title = name.charAt(0).toUpperCase() + name.slice(1)
  const left = data === undefined ? `${title}, continued` : `${title}${originText(group, state)}`
  const facts =
    data === undefined
      ? []
      : [[...data.topics, state.inboxes.get(group.conversation ?? '') ?? data.inbox], data.topics]
  const restOf = (right: string): number =>
    width - 7 - widthOf(left) - widthOf(right) - (right === '' ? 0 : 4)
  // Where there is no room for all of it the inbox goes first.
  const right =
    facts.map((words) => stripControlCharacters(words.join(' · '))).find((words) => restOf(words) >= 2) ?? ''
  const end = right === '' ? '' : ` ${right} ${paint.dim('━━')}`
  const rest = restOf(right)
  return `  ${paint.dim('┏━━')} ${paint.bold(left)} ${paint.dim('━'.repeat(Math.max(2, rest)))}${end}`
}
