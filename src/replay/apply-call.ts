import type { CallLine } from '../schema/log-line.ts'
import type { Answer } from './answer.ts'
import { dialledAs } from './command-ids.ts'
import { callIn } from './line-input.ts'
import { met } from './met.ts'
import type { Session } from './session.ts'

/** Who took a call that names nobody, where nobody has the conversation: a call taken has an owner. */
const unnamed = 'unknown'

const dial = async ({ desk }: Session, line: CallLine): Promise<Answer> => {
  const { customer, agent, channel, id } = line
  const call = { customer, agent, channel, id, imported: true, commandId: dialledAs(id) }
  const answer = await desk.dial(call)
  return !answer.ok && answer.error.code === 'outbound.intent_required'
    ? desk.dial({ ...call, intent: 'continue' })
    : answer
}

/** A call begins, is taken, ends (K-3). Whoever is named at the end hung up; nobody named means the customer did. */
export const applyCall = async (session: Session, line: CallLine): Promise<Answer> => {
  const { customer, agent, direction } = line
  const call = callIn(line)
  switch (line.type) {
    case 'call.started':
      return direction === 'outbound' ? dial(session, line) : session.desk.startCall(call)
    case 'call.answered': {
      const holder = agent ?? (await met(session, customer)).agent ?? unnamed
      return session.desk.answerCall({ ...call, agent: holder })
    }
    case 'call.ended':
      return session.desk.endCall({ ...call, agent, by: agent === undefined ? 'customer' : 'agent' })
  }
}
