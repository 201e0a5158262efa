import type { Status } from '../conversation/conversation.ts'
import type { ConversationEvents } from '../conversation/events.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Moment } from './moments.ts'
import { harmless, type Paint, widthOf } from './terminal.ts'

/** What runs along while a timeline is told. */
export interface Thread {
  /** The conversation whose block is open. */
  conversation: string | null
  day: string
  readonly names: Map<string, string>
  readonly statuses: Map<string, Status>
  /** By contact. */
  readonly channels: Map<string, string>
  readonly answers: Map<string, Instant>
}

export const newThread = (): Thread => ({
  conversation: null,
  day: '',
  names: new Map(),
  statuses: new Map(),
  channels: new Map(),
  answers: new Map(),
})

/** Takes up what later moments refer to. */
export const learn = (moment: Moment, thread: Thread): void => {
  for (const { event } of moment.entries) {
    const contact = event.contact ?? ''
    if (event.type === 'contact.started')
      thread.channels.set(contact, (event.data as ConversationEvents['contact.started']).channel)
    if (event.type === 'message.sent' || event.type === 'call.answered')
      thread.answers.set(contact, event.occurredAt)
  }
  const { conversation, status } = moment
  if (conversation === null) return
  if (!thread.names.has(conversation)) thread.names.set(conversation, `conversation ${thread.names.size + 1}`)
  if (status !== null) thread.statuses.set(conversation, status)
}

/** The channel of a moment: a contact that ends says only which one it is. */
export const channelIn = ({ chief }: Moment, { channels }: Thread): string => {
  const { channel } = chief.event.data as { readonly channel?: string }
  return harmless(channel ?? channels.get(chief.event.contact ?? '') ?? '')
}

/** Solid while the conversation is active, dotted once it is closed; none beside what stands in the timeline alone. */
export const barOf = (status: Status | undefined, { green, yellow, blue, dim }: Paint): string => {
  if (status === undefined) return ' '
  if (status === 'closed') return dim('┊')
  return status === 'new' ? yellow('┃') : status === 'open' ? green('┃') : blue('┃')
}

/** The rule above a conversation: which one it is, what it is about and where it lies. */
export const heading = (moment: Moment, thread: Thread, width: number, paint: Paint): string => {
  const name = thread.names.get(moment.conversation ?? '') ?? ''
  const started = moment.entries.find(({ event }) => event.type === 'conversation.started')
  const data = started?.event.data as ConversationEvents['conversation.started'] | undefined
  const title = name.charAt(0).toUpperCase() + name.slice(1)
  const left = data === undefined ? `${title}, continued` : title
  const right = data === undefined ? '' : harmless([...data.topics, data.inbox].join(' · '))
  const rest = width - 7 - widthOf(left) - widthOf(right) - (right === '' ? 0 : 4)
  const end = right === '' ? '' : ` ${right} ${paint.dim('━━')}`
  return `  ${paint.dim('┏━━')} ${paint.bold(left)} ${paint.dim('━'.repeat(Math.max(2, rest)))}${end}`
}
