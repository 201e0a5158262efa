import type { ConversationEvents } from '../conversation/events.ts'
import type { Recorded } from '../intake/situation.ts'
import type { Entry } from '../timeline/entry.ts'
import { moved } from '../timeline/words.ts'
import type { Moment } from './moments.ts'
import { tellings } from './tellings.ts'
import { harmless } from './terminal.ts'
import type { Known } from './why-texts.ts'

/** What was said or done, in a few words. */
export interface Told {
  readonly text: string
  /** Words of a person; everything else is told by the library. */
  readonly spoken: boolean
}

const doings: { readonly [type: string]: string } = {
  'call.started': 'calls',
  'call.answered': 'takes the call',
  'call.ended': 'hangs up',
  'conversation.closed': 'closes the conversation',
  'conversation.reopened': 'reopens the conversation',
  'conversation.no_reply_needed': 'leaves it at that: no reply needed',
}

const spoken: readonly string[] = ['message.received', 'message.sent', 'note.added']

/** Who did it: the customer, an agent or a machine by name; nobody for what the library or the host does by itself. */
export const whoOf = ({ actor, customer, type, data }: Recorded): string => {
  if (type === 'call.answered' && (data as ConversationEvents['call.answered']).direction === 'outbound')
    return customer
  // What a conversation takes over it takes over by itself, whoever gave the command.
  if (type === 'conversation.joined' || type === 'conversation.adopted') return ''
  return actor.kind === 'customer' ? customer : (actor.id ?? '')
}

const saidIn = ({ event }: Entry): Told => {
  const text = harmless(event.content?.text ?? '').trim()
  if (text === '') return { text: '(no text in the log)', spoken: false }
  return { text: event.type === 'note.added' ? `Note: ${text}` : text, spoken: true }
}

const handedOver = (event: Recorded): string | undefined => {
  if (event.type !== 'conversation.assigned') return undefined
  const { agent, inbox } = event.data as ConversationEvents['conversation.assigned']
  return agent === null || agent === event.assignee?.agent
    ? undefined
    : `${agent} gets the conversation${moved(inbox, event.assignee)}`
}

/** The chief event of a moment as a person would tell it. */
export const told = ({ chief }: Moment, known: Known): Told => {
  const { event, phrase } = chief
  if (spoken.includes(event.type)) return saidIn(chief)
  const doing = whoOf(event) === '' ? undefined : doings[event.type]
  const text = handedOver(event) ?? tellings[event.type]?.(event, known) ?? doing ?? phrase
  return { text: harmless(text), spoken: false }
}
