/** Ids are plain strings: the host's own where it brings them, else the id of the event that made the thing. */
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
 * commandOf('m1.2') // 'm1'
 */
export const commandOf = (event: EventId): CommandId => event.slice(0, event.lastIndexOf('.'))
