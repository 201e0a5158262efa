import type { StoredEvent } from '../intake/snapshot.ts'
import type { ConversationId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { phraseOf } from './phrase.ts'

/** One line of a timeline: what happened, as data, as a key to translate by, and in plain English. */
export interface TimelineEntry {
  readonly at: Instant
  readonly conversation: ConversationId | null
  /** Stable: the event's type, with the variant that changes the sentence. */
  readonly key: string
  readonly phrase: string
  readonly event: StoredEvent
}

/**
 * The timeline entry of an event.
 *
 * @example
 * timelineEntry(event).phrase // 'Conversation started in support'
 */
export const timelineEntry = (event: StoredEvent): TimelineEntry => {
  const { key, phrase } = phraseOf(event)
  return { at: event.occurredAt, conversation: event.conversation, key, phrase, event }
}
