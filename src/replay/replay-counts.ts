import type { ConversationEvents } from '../conversation/events.ts'
import type { StoredEvent } from '../intake/snapshot.ts'

/** What the commits came to, counted by an observer who sees only them. */
export interface ReplayCounts {
  conversations: number
  reopened: number
  followUps: number
  merged: number
  separated: number
  tasks: number
  readonly messages: { in: number; out: number }
}

export const emptyReplayCounts = (): ReplayCounts => ({
  conversations: 0,
  reopened: 0,
  followUps: 0,
  merged: 0,
  separated: 0,
  tasks: 0,
  messages: { in: 0, out: 0 },
})

/** Counts one event, if it is one of those that are counted. */
export const countEvent = (figures: ReplayCounts, event: StoredEvent): void => {
  if (event.type === 'conversation.started') {
    figures.conversations += 1
    const { follows } = event.data as ConversationEvents['conversation.started']
    if (follows !== null) figures.followUps += 1
  } else if (event.type === 'conversation.reopened') figures.reopened += 1
  else if (event.type === 'customer.merged') figures.merged += 1
  else if (event.type === 'conversation.separated') figures.separated += 1
  else if (event.type === 'task.created') figures.tasks += 1
  else if (event.type === 'message.received') figures.messages.in += 1
  else if (event.type === 'message.sent') figures.messages.out += 1
}
