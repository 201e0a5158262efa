/** Ids are plain strings: the host's own where it brings them, else made from the event that made the thing (`entityId`). */
export type CustomerId = string
export type ConversationId = string
export type ContactId = string
export type MessageId = string
export type EventId = string
export type TopicId = string
export type TaskId = string
/** The host's: the library keeps no directory of inboxes and agents. */
export type InboxId = string
export type AgentId = string
/** Names one command for ever. The same id again is the same command (`repeated`), never a second effect. */
export type CommandId = string
/** An event's place in its customer's stream, from 1; also the version that a caller saw (C-8, O-7). */
export type Seq = number

/** Event ids are `${commandId}.${n}`: a retry of a command makes the same ids, so it cannot act twice. */
export const eventId = (command: CommandId, n: number): EventId => `${command}.${n}`

/**
 * The command that made an event.
 *
 * @example
 * commandIdOf('m1.2') // 'm1'
 */
export const commandIdOf = (event: EventId): CommandId => event.slice(0, event.lastIndexOf('.'))

const hashText = (text: string, prime: number): string => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), prime)
  return (hash >>> 0).toString(36)
}

/**
 * The id of what an event makes: a conversation, a contact, a task. It tells whose stream it was made in, for two customers
 * may have been given one command; what they made stays apart when they are merged (CU-5).
 *
 * @example
 * entityId('c1.0', 'ada') === entityId('c1.0', 'bob') // false
 */
export const entityId = (event: EventId, customer: CustomerId): string =>
  `${event}~${hashText(customer, 0x01000193)}${hashText(customer, 0x85ebca6b)}`
