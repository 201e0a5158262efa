import type { AssignLine, StateLine, TopicLine } from '../schema/log-line.ts'
import { readActiveConversation } from './active-conversation.ts'
import type { LineResult } from './line-result.ts'
import type { Session } from './session.ts'

/** Handed over, moved or let go of: whoever holds it when the line comes is whom the log expects. */
export const applyAssign = async (session: Session, line: AssignLine): Promise<LineResult> => {
  const { customer, agent, inbox } = line
  const { agent: expected } = await readActiveConversation(session, customer)
  const to = line.type === 'unassign' ? null : agent
  return session.desk.assign({ customer, to, inbox, expected, commandId: session.command() })
}

/** A topic put on the active conversation or taken off it (T-1). */
export const applyTopic = async (session: Session, line: TopicLine): Promise<LineResult> => {
  const topic = session.declared.topic(line.topic)
  if (!topic.ok) return topic
  const command = { customer: line.customer, topic: topic.value, commandId: session.command() }
  return line.type === 'topic.add' ? session.desk.addTopic(command) : session.desk.removeTopic(command)
}

/** Without an agent it is imported and asks nobody (C-3); an agent's close has seen what it meets (C-8). */
const close = async (session: Session, { customer, agent, force }: StateLine): Promise<LineResult> => {
  const commandId = session.command()
  if (agent === undefined) return session.desk.close({ customer, version: 0, imported: true, commandId })
  const { version } = await readActiveConversation(session, customer)
  return session.desk.close({ customer, agent, version, force, commandId })
}

/** Closed, reopened, or put aside until a time or a message (Z-1). */
export const applyState = async (session: Session, line: StateLine): Promise<LineResult> => {
  const { customer, agent } = line
  if (line.type === 'close') return close(session, line)
  const commandId = session.command()
  if (line.type === 'snooze') {
    const { until, force } = line
    return session.desk.snooze({ customer, agent, until, force, commandId })
  }
  return session.desk.reopen({ customer, agent, imported: agent === undefined, commandId })
}
