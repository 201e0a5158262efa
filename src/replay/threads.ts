import type { LogLine } from '../schema/log-line.ts'
import type { Answer } from './answer.ts'
import { type Landed, landing, laneKeys } from './landing.ts'

/** The log's own idea of what belongs together, held against where its messages went. */
export interface Threads {
  readonly see: (line: LogLine, answer: Answer) => void
  readonly seen: () => Seen
}

/** Both kinds of mistake, and what lanes mend of the first. */
export interface Seen {
  readonly glued: Glued
  /** Of `glued.active`, those that lanes part: no other thread in that conversation had their topic (W-9). */
  readonly parted: number
  readonly cut: Cut
}

/** Matters that began in a conversation which held another one already. */
export interface Glued {
  /** Later threads of customers who have several. */
  readonly of: number
  /** Those that began while an earlier conversation was still active: no window can part them, topics can (W-9). */
  readonly active: number
  /** Those for which a closed conversation was reopened. */
  readonly reopened: number
}

/** Matters that were torn apart: a customer came back after an agent's message and landed elsewhere. */
export interface Cut {
  /** Threads in which the customer came back after an agent's message. */
  readonly of: number
  readonly cut: number
}

interface Thread {
  conversation: string
  answered: boolean
  returned: boolean
  cut: boolean
}

/** Scores a rule of separation against the log's threads. Memory grows with the threads of the log. */
export const threadsSeen = (): Threads => {
  const customers = new Map<string, Map<string, Thread>>()
  const holding = new Set<string>()
  const lanes = new Set<string>()
  const glued = { of: 0, active: 0, reopened: 0 }
  let parted = 0
  const cut = { of: 0, cut: 0 }

  const begin = (threads: Map<string, Thread>, name: string, landed: Landed): Thread => {
    const { conversation, reopened } = landed
    if (threads.size > 0) {
      glued.of += 1
      if (holding.has(conversation)) glued[reopened ? 'reopened' : 'active'] += 1
      if (holding.has(conversation) && !reopened && !laneKeys(landed).some((lane) => lanes.has(lane)))
        parted += 1
    }
    const thread = { conversation, answered: false, returned: false, cut: false }
    threads.set(name, thread)
    return thread
  }

  const hear = (thread: Thread, conversation: string): void => {
    if (!thread.answered) return
    if (!thread.returned) cut.of += 1
    thread.returned = true
    if (conversation === thread.conversation || thread.cut) return
    cut.cut += 1
    thread.cut = true
  }

  return {
    see: (line, answer) => {
      const landed = landing(line, answer)
      if (landed === null || line.thread === undefined) return
      const threads = customers.get(line.customer) ?? new Map<string, Thread>()
      customers.set(line.customer, threads)
      const thread = threads.get(line.thread) ?? begin(threads, line.thread, landed)
      if (line.type === 'message.in') hear(thread, landed.conversation)
      else if (line.type === 'message.out' && line.automated !== true) thread.answered = true
      thread.conversation = landed.conversation
      holding.add(landed.conversation)
      for (const lane of laneKeys(landed)) lanes.add(lane)
    },
    seen: () => ({ glued: { ...glued }, parted, cut: { ...cut } }),
  }
}
