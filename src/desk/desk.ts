import type { Command, CommandInputs, CommandType } from '../command/inputs.ts'
import type { CommandInvalid } from '../command/results.ts'
import type { Refused } from '../kernel/result.ts'
import type { BulkCommands } from './bulk.ts'
import type { DeadlineWorker } from './deadlines.ts'
import type { EraseResult } from './erase.ts'
import type { ResultOf } from './execute.ts'
import type { DeskReads } from './reads.ts'

/** A method of the desk that gives one command. */
export type Gives<T extends CommandType> = (input: CommandInputs[T]) => Promise<ResultOf<T>>

/** Every command as a method: `create_task` is `createTask`. */
export interface DeskCommands {
  /** Runs any command, as plain data with a `type`: from a queue, an HTTP body or a log. */
  readonly execute: <C extends Command>(command: C) => Promise<ResultOf<C['type']> | Refused<CommandInvalid>>
  /** Records what a provider delivers and decides which conversation it belongs to (section 4 of the rules). */
  readonly receive: Gives<'receive'>
  /** Records a message of the company; the host app sends it (A-4, R-1, R-2, R-3, K-10). */
  readonly send: Gives<'send'>
  /** Records that the call of a customer begins (K-3). */
  readonly startCall: Gives<'start_call'>
  /** Records that an agent calls a customer; the host app dials. */
  readonly dial: Gives<'dial'>
  /** Records that an agent answers a call: this counts as a reply (K-2, A-4). */
  readonly answerCall: Gives<'answer_call'>
  /** Records that either side ends a call; for a caller who never left the menu this one report is enough (K-3, K-7). */
  readonly endCall: Gives<'end_call'>
  /** Ends a contact, named by its id or by channel and provider session: by the agent or by the customer (K-7, K-8). */
  readonly endContact: Gives<'end_contact'>
  /** Records that the last message needs no reply (K-6). */
  readonly noReplyNeeded: Gives<'no_reply_needed'>
  /** Assigns the conversation to an agent or to another inbox: a compare-and-set. */
  readonly assign: Gives<'assign'>
  /** Takes the agent off the conversation. */
  readonly unassign: Gives<'unassign'>
  /** Adds a note to the active conversation, or to the customer where none is active or `conversation` is null (C-6, N-1). */
  readonly note: Gives<'note'>
  readonly addTopic: Gives<'add_topic'>
  readonly removeTopic: Gives<'remove_topic'>
  /** Closes the active conversation (C-1 to C-8). `imported` records that another system closed it (C-3). */
  readonly close: Gives<'close'>
  /** Reopens the named conversation, else the last closed one (O-3, W-2). `imported` records that another system did (C-3). */
  readonly reopen: Gives<'reopen'>
  /** Snoozes the conversation until a time, until the customer writes (`onReply: 'wake'`, the default), or until the first of the two (Z-1). */
  readonly snooze: Gives<'snooze'>
  /** Ends a snooze (Z-1). */
  readonly wake: Gives<'wake'>
  /** Moves the named contacts to a conversation of their own and closes the present one (W-10). */
  readonly separate: Gives<'separate'>
  /** Takes a separation back (W-10). */
  readonly rejoin: Gives<'rejoin'>
  readonly register: Gives<'register'>
  readonly addAddress: Gives<'add_address'>
  readonly removeAddress: Gives<'remove_address'>
  /** Gives a recycled number to another customer in one write (CU-11). */
  readonly moveAddress: Gives<'move_address'>
  /** Blocks a customer: their messages are kept and change nothing; the active conversation is closed (I-5). */
  readonly block: Gives<'block'>
  readonly unblock: Gives<'unblock'>
  /** Merges a customer into another, in one write; one that is merged already changes nothing (CU-2 to CU-8). */
  readonly merge: Gives<'merge'>
  /**
   * Erases a customer, with the customers merged into them (CU-9): content, addresses and texts are removed, counts and times
   * stay. Refused by the id of a customer who was merged away. Repeatable: an erasure that was interrupted, or that answers
   * `customer.erasure_unfinished`, is finished by calling it again.
   */
  readonly erase: (input: CommandInputs['erase']) => Promise<EraseResult>
  /** Removes the content of one message or note for good, with its edits (E-7). */
  readonly redact: Gives<'redact'>
  /** Creates a task and records which conversation was active (TK-1, TK-2). Its id is `task.id` of the result. */
  readonly createTask: Gives<'create_task'>
  /** Changes the text, the due time or both (TK-2, TK-4). The present text is no change. */
  readonly editTask: Gives<'edit_task'>
  /** Assigns a task to an agent or to another inbox: a compare-and-set (A-1, TK-5). */
  readonly assignTask: Gives<'assign_task'>
  /** Adds a comment; not while the task is closed (TK-4). */
  readonly commentOnTask: Gives<'comment_on_task'>
  readonly closeTask: Gives<'close_task'>
  /** Reopens a task with its due time, which may have passed, or with a new one (TK-3). */
  readonly reopenTask: Gives<'reopen_task'>
}

/** All that a host app does with its customers: every command loads the customer, applies due deadlines, decides, commits, and retries after a conflict. */
export interface Desk extends DeskCommands, DeskReads, BulkCommands, DeadlineWorker {}

type RefusalOf<Answer> = Answer extends { readonly ok: false; readonly error: infer Error } ? Error : never

/** Why a method of a desk refuses: the union over all methods, told apart by `code`. */
export type DeskError = {
  readonly [Method in keyof Desk]: RefusalOf<Awaited<ReturnType<Desk[Method]>>>
}[keyof Desk]

/** Every code that a desk may refuse with: for a `switch`, an HTTP status or a translation. */
export type DeskErrorCode = DeskError['code']
