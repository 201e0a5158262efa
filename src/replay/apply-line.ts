import type { LogLine } from '../schema/log-line.ts'
import type { Applied } from './answer.ts'
import { applyCall } from './apply-call.ts'
import { applyContactEnd, applyRemark } from './apply-contact.ts'
import { applyMessageIn, applyMessageOut } from './apply-message.ts'
import { applyAssign, applyState, applyTopic } from './apply-state.ts'
import type { Session } from './session.ts'

/** One line of a log as commands of the desk, at its own time. Nothing of a refused line is applied (B-2). */
export const applyLine = async (session: Session, line: LogLine): Promise<Applied> => {
  session.setClock(line.at)
  switch (line.type) {
    case 'message.in':
      return applyMessageIn(session, line)
    case 'message.out':
      return applyMessageOut(session, line)
    case 'call.started':
    case 'call.answered':
    case 'call.ended':
      return applyCall(session, line)
    case 'contact.end':
      return applyContactEnd(session, line)
    case 'no_reply_needed':
    case 'note':
      return applyRemark(session, line)
    case 'assign':
    case 'unassign':
      return applyAssign(session, line)
    case 'topic.add':
    case 'topic.remove':
      return applyTopic(session, line)
    case 'close':
    case 'reopen':
    case 'snooze':
      return applyState(session, line)
    case 'task.create':
    case 'task.close':
    case 'task.reopen':
    case 'customer.merge':
      return 'unsupported'
  }
}
