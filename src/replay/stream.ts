import type { Conversation, Status } from '../conversation/conversation.ts'
import type { ConversationEvents } from '../conversation/events.ts'
import type { StoredEvent } from '../intake/snapshot.ts'

/** An active conversation as its events tell of it: the three facts of S-1. */
interface TrackedConversation {
  readonly id: string
  agent: string | null
  readonly contacts: Set<string>
}

/** What is kept of one customer's stream: bounded, so that watching costs memory by customers and not by lines. */
export interface TrackedStream {
  head: number
  active: TrackedConversation[]
}

/** A stream of which only the end is seen: the present conversation as it is stored. */
export const streamAt = (head: number, active: Conversation | null): TrackedStream => ({
  head,
  active:
    active === null
      ? []
      : [{ id: active.id, agent: active.agent, contacts: new Set(active.contacts.map(({ id }) => id)) }],
})

/** S-1, written apart from the library: what a status must be by the events alone. */
export const statusIn = (stream: TrackedStream, conversation: string): Status => {
  const found = stream.active.find(({ id }) => id === conversation)
  if (found === undefined) return 'closed'
  if (found.contacts.size === 0) return 'waiting'
  return found.agent === null ? 'new' : 'open'
}

type Data<T extends keyof ConversationEvents> = ConversationEvents[T]

/** A merge hands the active conversation to the survivor's stream (CU-4). */
export const moveConversation = (
  from: TrackedStream,
  to: TrackedStream,
  conversation: string | null,
): void => {
  to.active.push(...from.active.filter(({ id }) => id === conversation))
  from.active = from.active.filter(({ id }) => id !== conversation)
}

/** One write of a merge holds two streams in any order; what is adopted was given before it was taken (CU-4). */
export const sourceStreamFirst = (events: readonly StoredEvent[]): readonly StoredEvent[] => {
  const target = events.find(({ type }) => type === 'conversation.adopted')?.customer
  if (target === undefined) return events
  const given = events.filter(({ customer }) => customer !== target)
  return [...given, ...events.filter(({ customer }) => customer === target)]
}

/** Follows one event. A second fold on purpose: it shares nothing with the recipes that it checks. */
export const trackEvent = (stream: TrackedStream, event: StoredEvent): void => {
  const active = stream.active.find(({ id }) => id === event.conversation)
  switch (event.type) {
    case 'conversation.started':
    case 'conversation.reopened':
      stream.active.push({
        id: event.conversation ?? '',
        agent: event.assignee?.agent ?? null,
        contacts: new Set(),
      })
      break
    case 'conversation.closed':
      stream.active = stream.active.filter(({ id }) => id !== event.conversation)
      break
    case 'conversation.assigned':
      if (active !== undefined) active.agent = (event.data as Data<'conversation.assigned'>).agent
      break
    case 'contact.started':
      active?.contacts.add(event.contact ?? '')
      break
    case 'contact.ended':
      active?.contacts.delete(event.contact ?? '')
      break
    case 'conversation.joined':
      for (const { id } of (event.data as Data<'conversation.joined'>).contacts) active?.contacts.add(id)
  }
}
