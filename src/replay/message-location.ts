import type { CommonMessageData } from '../conversation/message-data.ts'
import type { StoredEvent } from '../intake/snapshot.ts'
import type { LogLine } from '../schema/log-line.ts'
import type { LineResult } from './line-result.ts'

/** Where a message of the log went. */
export interface MessageLocation {
  readonly conversation: string
  /** It was reopened for this message. */
  readonly isReopened: boolean
  /** The topics of its lanes; none where nobody knows what it is about (W-9). */
  readonly topics: readonly string[]
}

const messageTopics = (events: readonly StoredEvent[]): readonly string[] => {
  const said = events.find(({ type }) => type === 'message.received' || type === 'message.sent')
  return said === undefined ? [] : (said.data as CommonMessageData).topics
}

/** Where a message went; null if it stands in the timeline alone or nowhere. */
export const locateMessage = (line: LogLine, answer: LineResult): MessageLocation | null => {
  if (line.type !== 'message.in' && line.type !== 'message.out') return null
  if (!answer.ok || answer.repeated || answer.conversation === null) return null
  const { id, topics } = answer.conversation
  const topicsOfMessage = messageTopics(answer.events)
  return {
    conversation: id,
    isReopened: answer.events.some((event) => event.type === 'conversation.reopened'),
    topics: topicsOfMessage.length === 0 && topics.length === 1 ? topics : topicsOfMessage,
  }
}

/** A conversation's lanes that a message stands in, as keys; that of no topic has one too. */
export const laneKeys = ({ conversation, topics }: MessageLocation): readonly string[] =>
  topics.length === 0 ? [`${conversation} none`] : topics.map((topic) => `${conversation} topic ${topic}`)
