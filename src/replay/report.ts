import type { ConversationCounts } from '../store/ports.ts'

/** A line that was not applied, and why. */
export interface Rejection {
  /** Its number in the log, from 1. */
  readonly number: number
  /** Its type and customer; null where the line could not be read. */
  readonly type: string | null
  readonly customer: string | null
  /** The code of the refusal, or `line.invalid` where the line could not be read. */
  readonly code: string
  readonly message: string
  /** What would have made the line legal. */
  readonly remedy: string
}

/** What a replay came to: figures are of what was written now. `lines` = `applied` + `rejected` + `ignored`. */
export interface ReplayReport {
  readonly lines: number
  /** Accepted by the desk, repeats of what was there already included. */
  readonly applied: number
  readonly rejected: number
  /** Those who were merged into another are not among them. */
  readonly customers: number
  /** Customers who were merged into another (CU-3). */
  readonly merged: number
  readonly conversations: number
  /** How many times a closed conversation was continued (O-3). */
  readonly reopened: number
  /** Conversations that began because the window of an earlier one was over (I-11). */
  readonly followUps: number
  /** Conversations that began because another matter was separated (W-10). */
  readonly separated: number
  readonly tasks: number
  /** At the instant of the last line, what was due by then applied; in a store that lasts, with what it had before. */
  readonly byStatus: ConversationCounts
  /** Messages in the timelines. */
  readonly messages: { readonly in: number; readonly out: number }
  /** Broken promises, found by an observer of the commits; anything but 0 is a defect of this library. */
  readonly violations: number
  /** The first few of them in words. */
  readonly firstViolations: readonly string[]
  /** How many lines were refused, by the code of the refusal. */
  readonly rejectedBy: { readonly [code: string]: number }
  /** The first 20 refusals of each code. */
  readonly rejections: readonly Rejection[]
  /** Lines that repeated what was stored already (I-1). */
  readonly duplicates: number
  /**
   * Closes and reopenings of the log that `close: 'after-reply'` leaves out; with a store that lasts, lines older than
   * what it has of their customer that left nothing there: they changed nothing before, or come out of another log.
   */
  readonly ignored: number
  /** Channels and topics that nobody had declared, made at first sight. */
  readonly declared: { readonly channels: readonly string[]; readonly topics: readonly string[] }
}

/** Refusals of one code that are told one by one; beyond it they are counted. */
export const maxRejectionsPerCode = 20
