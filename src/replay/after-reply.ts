import type { Instant } from '../kernel/instant.ts'
import type { LogLine } from '../schema/log-line.ts'
import type { Applied } from './answer.ts'
import type { Session } from './session.ts'

/**
 * Closes each conversation at each agent's last message before the customer's next word. Which message was the last is
 * known only when that word comes, so the close waits for it and is then dated back; nothing of this customer lies
 * between, and other customers are other streams (O-7).
 */
export interface AfterReply {
  /** Whether the line is one of the log's own closes, which do not count here. */
  readonly leavesOut: (line: LogLine) => boolean
  readonly before: (line: LogLine) => Promise<void>
  readonly after: (line: LogLine, answer: Applied) => void
  readonly finish: () => Promise<void>
}

const isCustomers = (line: LogLine): boolean =>
  (line.type === 'message.in' && line.echo !== true) ||
  (line.type === 'call.started' && line.direction === 'inbound')

const isAgents = (line: LogLine): boolean => line.type === 'message.out' && line.automated !== true

export const afterReply = (session: Session): AfterReply => {
  const waiting = new Map<string, Instant>()
  const close = async (customer: string, at: Instant): Promise<void> => {
    waiting.delete(customer)
    session.setClock(at)
    await session.desk.close({ customer, version: 0, imported: true })
  }
  return {
    leavesOut: ({ type }) => type === 'close' || type === 'reopen',
    before: async (line) => {
      const at = waiting.get(line.customer)
      if (at !== undefined && isCustomers(line)) await close(line.customer, at)
    },
    after: (line, answer) => {
      if (isAgents(line) && answer !== 'unsupported' && answer.ok) waiting.set(line.customer, line.at)
    },
    finish: async () => {
      for (const [customer, at] of [...waiting]) await close(customer, at)
    },
  }
}
