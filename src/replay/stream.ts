import type { Status } from '../conversation/conversation.ts'
import type { ConversationEvents } from '../conversation/events.ts'
import type { Recorded } from '../intake/situation.ts'

/** An active conversation as its events tell of it: the three facts of S-1. */
interface Active {
  readonly id: string
  agent: string | null
  contacts: number
}

/** What is kept of one customer's stream: bounded, so that watching costs memory by customers and not by lines. */
export interface Stream {
  head: number
  active: Active[]
}

/** S-1, written apart from the library: what a status must be by the events alone. */
export const statusIn = (stream: Stream, conversation: string): Status => {
  const found = stream.active.find(({ id }) => id === conversation)
  if (found === undefined) return 'closed'
  if (found.contacts === 0) return 'waiting'
  return found.agent === null ? 'new' : 'open'
}

type Data<T extends keyof ConversationEvents> = ConversationEvents[T]

/** Follows one event. A second fold on purpose: it shares nothing with the recipes that it checks. */
export const follow = (stream: Stream, event: Recorded): void => {
  const active = stream.active.find(({ id }) => id === event.conversation)
  switch (event.type) {
    case 'conversation.started':
    case 'conversation.reopened':
      stream.active.push({
        id: event.conversation ?? '',
        agent: event.assignee?.agent ?? null,
        contacts: 0,
      })
      break
    case 'conversation.closed':
      stream.active = stream.active.filter(({ id }) => id !== event.conversation)
      break
    case 'conversation.assigned':
      if (active !== undefined) active.agent = (event.data as Data<'conversation.assigned'>).agent
      break
    case 'contact.started':
      if (active !== undefined) active.contacts += 1
      break
    case 'contact.ended':
      if (active !== undefined) active.contacts -= 1
  }
}
