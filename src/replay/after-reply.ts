import type { Instant } from '../kernel/instant.ts'
import type { LogLine } from '../schema/log-line.ts'
import type { LineResult } from './line-result.ts'
import type { Session } from './session.ts'

/**
 * Closes each conversation at each agent's last message. Which message was the last is known only when the customer's
 * next word comes, so the close waits for that and is then dated back; nothing of this customer lies between, and other
 * customers are other streams (O-7).
 */
export interface CloseAfterReply {
  /** Whether the line is one of the log's own closes, which do not count here. */
  readonly ignores: (line: LogLine) => boolean
  readonly beforeLine: (line: LogLine) => Promise<void>
  readonly afterLine: (line: LogLine, answer: LineResult) => void
  readonly finish: () => Promise<void>
}

/** An agent's last message. */
interface Reply {
  readonly customer: string
  readonly conversation: string
  readonly at: Instant
  /** No word of the customer has come since. */
  isLatest: boolean
}

const isFromCustomer = (line: LogLine): boolean =>
  (line.type === 'message.in' && line.echo !== true) ||
  (line.type === 'call.started' && line.direction === 'inbound')

export const closeAfterReply = (session: Session): CloseAfterReply => {
  const replies = new Map<string, Reply>()
  const close = async ({ customer, conversation, at }: Reply): Promise<void> => {
    session.setClock(at)
    await session.desk.close({ customer, conversation, version: 0, imported: true })
  }
  return {
    ignores: ({ type }) => type === 'close' || type === 'reopen',
    // What the customer adds before the agent writes again is measured from the agent's last message too: the first
    // word reopens the conversation, but it does not keep it open for the second.
    beforeLine: async (line) => {
      const reply = replies.get(line.customer)
      if (reply === undefined || !isFromCustomer(line)) return
      await close(reply)
      reply.isLatest = false
    },
    afterLine: ({ type, customer, at, ...line }, answer) => {
      if (type !== 'message.out' || ('automated' in line && line.automated === true)) return
      if (!answer.ok || answer.conversation === null) return
      replies.set(customer, { customer, conversation: answer.conversation.id, at, isLatest: true })
    },
    finish: async () => {
      for (const reply of replies.values()) if (reply.isLatest) await close(reply)
    },
  }
}
