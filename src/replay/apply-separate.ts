import { refuse } from '../kernel/result.ts'
import type { RejoinLine, SeparateLine } from '../schema/log-line.ts'
import { readActiveConversation } from './active-conversation.ts'
import type { LineResult } from './line-result.ts'
import type { Session } from './session.ts'

/** The open contacts of a channel are another matter (W-10). A log names the channel; which contacts that is we know. */
export const applySeparate = async (session: Session, line: SeparateLine): Promise<LineResult> => {
  const { customer, agent, channel, force } = line
  const topic = line.topic === undefined ? null : session.declared.topic(line.topic)
  if (topic?.ok === false) return topic
  const { contacts } = await readActiveConversation(session, customer)
  const answer = await session.desk.separate({
    customer,
    agent,
    contacts: contacts.filter((contact) => contact.channel === channel).map(({ id }) => id),
    topics: topic === null ? [] : [topic.value],
    force,
    commandId: session.command(),
  })
  if (answer.ok || answer.error.code !== 'separate.no_contact') return answer
  return refuse({
    code: 'separate.no_contact',
    rule: 'W-10',
    message: `no contact on ${channel} is open`,
    remedy: 'separate while it is open, or leave the line out',
  })
}

/** A separation is taken back (W-10). */
export const applyRejoin = ({ desk, command }: Session, line: RejoinLine): Promise<LineResult> =>
  desk.rejoin({ customer: line.customer, agent: line.agent, commandId: command() })
