import type { LogLine } from '../schema/log-line.ts'
import type { LineResult } from './line-result.ts'
import { laneKeys, locateMessage, type MessageLocation } from './message-location.ts'

/** The log's own idea of what belongs together, held against where its messages went. */
export interface ThreadComparison {
  readonly record: (line: LogLine, answer: LineResult) => void
  readonly errors: () => ThreadErrors
}

/** Both kinds of mistake, and what lanes mend of the first. */
export interface ThreadErrors {
  readonly falseMerge: FalseMerge
  /** Of `falseMerge.active`, those that lanes part: no other thread in that conversation had their topic (W-9). */
  readonly separatedByLanes: number
  readonly falseSplit: FalseSplit
}

/** Matters that began in a conversation which held another one already. */
export interface FalseMerge {
  /** Later threads of customers who have several. */
  readonly total: number
  /** Those that began while an earlier conversation was still active: no window can part them, topics can (W-9). */
  readonly active: number
  /** Those for which a closed conversation was reopened. */
  readonly reopened: number
}

/** Matters that were torn apart: a customer came back after an agent's message and landed elsewhere. */
export interface FalseSplit {
  /** Threads in which the customer came back after an agent's message. */
  readonly total: number
  readonly split: number
}

interface ThreadState {
  conversation: string
  answered: boolean
  returned: boolean
  split: boolean
}

/** Scores a rule of separation against the log's threads. Memory grows with the threads of the log. */
export const compareThreads = (): ThreadComparison => {
  const customers = new Map<string, Map<string, ThreadState>>()
  const conversationsWithThread = new Set<string>()
  const lanes = new Set<string>()
  const falseMerge = { total: 0, active: 0, reopened: 0 }
  let separatedByLanes = 0
  const falseSplit = { total: 0, split: 0 }

  const startThread = (
    threads: Map<string, ThreadState>,
    name: string,
    landed: MessageLocation,
  ): ThreadState => {
    const { conversation, isReopened } = landed
    if (threads.size > 0) {
      falseMerge.total += 1
      if (conversationsWithThread.has(conversation)) falseMerge[isReopened ? 'reopened' : 'active'] += 1
      if (
        conversationsWithThread.has(conversation) &&
        !isReopened &&
        !laneKeys(landed).some((lane) => lanes.has(lane))
      )
        separatedByLanes += 1
    }
    const thread = { conversation, answered: false, returned: false, split: false }
    threads.set(name, thread)
    return thread
  }

  const recordCustomerMessage = (thread: ThreadState, conversation: string): void => {
    if (!thread.answered) return
    if (!thread.returned) falseSplit.total += 1
    thread.returned = true
    if (conversation === thread.conversation || thread.split) return
    falseSplit.split += 1
    thread.split = true
  }

  return {
    record: (line, answer) => {
      const landed = locateMessage(line, answer)
      if (landed === null || line.thread === undefined) return
      const threads = customers.get(line.customer) ?? new Map<string, ThreadState>()
      customers.set(line.customer, threads)
      const thread = threads.get(line.thread) ?? startThread(threads, line.thread, landed)
      if (line.type === 'message.in') recordCustomerMessage(thread, landed.conversation)
      else if (line.type === 'message.out' && line.automated !== true) thread.answered = true
      thread.conversation = landed.conversation
      conversationsWithThread.add(landed.conversation)
      for (const lane of laneKeys(landed)) lanes.add(lane)
    },
    errors: () => ({ falseMerge: { ...falseMerge }, separatedByLanes, falseSplit: { ...falseSplit } }),
  }
}
