import type { CallLine } from '../schema/log-line.ts'
import { readActiveConversation } from './active-conversation.ts'
import { dialCommandId } from './command-ids.ts'
import { callInput } from './line-input.ts'
import type { LineResult } from './line-result.ts'
import type { Session } from './session.ts'

/** Who took a call that names nobody, where nobody has the conversation: a call taken has an owner. */
const unknownAgent = 'unknown'

const applyDial = async ({ desk }: Session, line: CallLine): Promise<LineResult> => {
  const { customer, agent, channel, id } = line
  const call = { customer, agent, channel, id, imported: true, commandId: dialCommandId(id) }
  const answer = await desk.dial(call)
  return !answer.ok && answer.error.code === 'outbound.intent_required'
    ? desk.dial({ ...call, intent: 'continue' })
    : answer
}

/** A call begins, is taken, ends (K-3). Whoever is named at the end hung up; nobody named means the customer did. */
export const applyCall = async (session: Session, line: CallLine): Promise<LineResult> => {
  const { customer, agent, direction } = line
  const call = callInput(line)
  switch (line.type) {
    case 'call.started':
      return direction === 'outbound' ? applyDial(session, line) : session.desk.startCall(call)
    case 'call.answered': {
      const answeringAgent = agent ?? (await readActiveConversation(session, customer)).agent ?? unknownAgent
      return session.desk.answerCall({ ...call, agent: answeringAgent })
    }
    case 'call.ended':
      return session.desk.endCall({ ...call, agent, by: agent === undefined ? 'customer' : 'agent' })
  }
}
