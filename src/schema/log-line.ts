import type { Instant } from '../kernel/instant.ts'

interface LogLineBase<Type extends string> {
  readonly type: Type
  readonly at: Instant
  readonly customer: string
  /** The log's own idea of what belongs together: for comparison only. */
  readonly thread?: string
}

export interface MessageInLine extends LogLineBase<'message.in'> {
  readonly channel: string
  readonly id?: string
  readonly topic?: string
  readonly address?: string
  readonly automated?: boolean
  readonly echo?: boolean
  readonly text?: string
  /** Stands for the content where the text was removed (I-1). */
  readonly length?: number
}

export interface MessageOutLine extends LogLineBase<'message.out'> {
  readonly channel: string
  readonly agent?: string
  readonly id?: string
  readonly automated?: boolean
  readonly text?: string
  readonly length?: number
  /** What the agent meant where it is not clear. */
  readonly intent?: 'continue' | 'new'
}

export interface CallLine extends LogLineBase<'call.started' | 'call.answered' | 'call.ended'> {
  readonly channel: 'voice'
  readonly direction: 'inbound' | 'outbound'
  readonly agent?: string
  readonly id: string
}

export interface ContactEndLine extends LogLineBase<'contact.end'> {
  readonly channel: string
  readonly reason?: string
}

export interface RemarkLine extends LogLineBase<'no_reply_needed' | 'note'> {
  readonly agent: string
  readonly text?: string
}

export interface AssignLine extends LogLineBase<'assign' | 'unassign'> {
  readonly agent?: string
  readonly inbox?: string
}

export interface TopicLine extends LogLineBase<'topic.add' | 'topic.remove'> {
  readonly topic: string
}

/** Without an agent it is imported, of the system (C-3). */
export interface StateLine extends LogLineBase<'close' | 'reopen' | 'snooze'> {
  readonly agent?: string
  readonly force?: boolean
  readonly until?: Instant
}

export interface TaskLine extends LogLineBase<'task.create' | 'task.close' | 'task.reopen'> {
  readonly id: string
  readonly text?: string
  readonly dueAt?: Instant
  readonly agent?: string
  readonly inbox?: string
}

/** The customer is the one named by `into` from here on (CU-2). */
export interface CustomerMergeLine extends LogLineBase<'customer.merge'> {
  readonly agent?: string
  readonly into: string
}

/** The open contacts of a channel are another matter, and get a conversation of their own (W-10). */
export interface SeparateLine extends LogLineBase<'separate'> {
  readonly agent?: string
  readonly channel: string
  readonly topic?: string
  readonly force?: boolean
}

/** A separation was a mistake and is taken back (W-10). */
export interface RejoinLine extends LogLineBase<'rejoin'> {
  readonly agent?: string
}

/** One line of an interaction log, parsed: what happened to one customer at one instant. Unknown fields are kept. */
export type LogLine =
  | MessageInLine
  | MessageOutLine
  | CallLine
  | ContactEndLine
  | RemarkLine
  | AssignLine
  | TopicLine
  | StateLine
  | TaskLine
  | CustomerMergeLine
  | SeparateLine
  | RejoinLine
