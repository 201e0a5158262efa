import type { SendInput } from '../command/inputs.ts'
import type { MessageInLine, MessageOutLine } from '../schema/log-line.ts'
import { sendCommandId } from './command-ids.ts'
import { customerScopedId, lengthFingerprint, messageInput } from './line-input.ts'
import type { LineResult } from './line-result.ts'
import type { Session } from './session.ts'

/** A customer's message, or the echo of one of ours (I-4). */
export const applyMessageIn = async (session: Session, line: MessageInLine): Promise<LineResult> => {
  const message = messageInput(line, session.declared)
  return message.ok ? session.desk.receive(message.value) : message
}

/**
 * A message of ours. That it was sent is a fact: where R-1 would ask what the agent means it was to go on, and where
 * the platform's window was over it was an approved template (K-10). An agent nobody knows by name is no machine: the
 * host itself speaks then.
 */
export const applyMessageOut = async (session: Session, line: MessageOutLine): Promise<LineResult> => {
  const { customer, channel, text, intent, agent } = line
  const machine = line.automated === true
  session.declared.channel(channel)
  const message: SendInput = {
    customer,
    agent: machine ? undefined : agent,
    automation: machine ? (agent ?? 'automation') : undefined,
    channel,
    imported: true,
    id: customerScopedId(customer, line.id),
    text,
    intent,
    commandId: sendCommandId(line) ?? session.command(),
    fingerprint: lengthFingerprint(line),
  }
  const answer = await session.desk.send(message)
  if (answer.ok) return answer
  if (answer.error.code === 'outbound.intent_required')
    return session.desk.send({ ...message, intent: 'continue' })
  if (answer.error.code === 'message.reply_window_over') return applyTemplate(session, message)
  return answer
}

const applyTemplate = async (session: Session, message: SendInput): Promise<LineResult> => {
  const answer = await session.desk.send({ ...message, template: true })
  return !answer.ok && answer.error.code === 'outbound.intent_required'
    ? session.desk.send({ ...message, template: true, intent: 'continue' })
    : answer
}
