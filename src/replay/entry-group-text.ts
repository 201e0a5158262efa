import type { ConversationEvents } from '../conversation/events.ts'
import type { StoredEvent } from '../intake/snapshot.ts'
import type { TimelineEntry } from '../timeline/entry.ts'
import { movedText } from '../timeline/labels.ts'
import type { EntryGroup } from './entry-groups.ts'
import { eventTexts } from './event-texts.ts'
import { stripControlCharacters } from './terminal.ts'
import type { TextContext } from './why-texts.ts'

/** What was said or done, in a few words. */
export interface EntryGroupText {
  readonly text: string
  /** Words of a person; everything else is told by the library. */
  readonly spoken: boolean
}

const actionTexts: { readonly [type: string]: string } = {
  'call.started': 'calls',
  'call.answered': 'takes the call',
  'call.ended': 'hangs up',
  'conversation.closed': 'closes the conversation',
  'conversation.reopened': 'reopens the conversation',
  'conversation.no_reply_needed': 'leaves it at that: no reply needed',
}

const messageTypes: readonly string[] = ['message.received', 'message.sent', 'note.added']

/** Who did it: the customer, an agent or a machine by name; nobody for what the library or the host does by itself. */
export const actorNameOf = ({ actor, customer, type, data }: StoredEvent): string => {
  if (type === 'call.answered' && (data as ConversationEvents['call.answered']).direction === 'outbound')
    return customer
  // What a conversation takes over it takes over by itself, whoever gave the command.
  if (type === 'conversation.joined' || type === 'conversation.adopted') return ''
  return actor.kind === 'customer' ? customer : (actor.id ?? '')
}

const messageText = ({ event }: TimelineEntry): EntryGroupText => {
  const text = stripControlCharacters(event.content?.text ?? '').trim()
  if (text === '') return { text: '(no text in the log)', spoken: false }
  return { text: event.type === 'note.added' ? `Note: ${text}` : text, spoken: true }
}

const handoverText = (event: StoredEvent): string | undefined => {
  if (event.type !== 'conversation.assigned') return undefined
  const { agent, inbox } = event.data as ConversationEvents['conversation.assigned']
  return agent === null || agent === event.assignee?.agent
    ? undefined
    : `${agent} gets the conversation${movedText(inbox, event.assignee)}`
}

/** The chief event of a moment as a person would tell it. */
export const entryGroupText = ({ mainEntry }: EntryGroup, context: TextContext): EntryGroupText => {
  const { event, phrase } = mainEntry
  if (messageTypes.includes(event.type)) return messageText(mainEntry)
  const actionText = actorNameOf(event) === '' ? undefined : actionTexts[event.type]
  const text = handoverText(event) ?? eventTexts[event.type]?.(event, context) ?? actionText ?? phrase
  return { text: stripControlCharacters(text), spoken: false }
}
