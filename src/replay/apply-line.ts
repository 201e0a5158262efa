import type { LogLine } from '../schema/log-line.ts'
import { applyCall } from './apply-call.ts'
import { applyContactEnd, applyRemark } from './apply-contact.ts'
import { applyMerge } from './apply-merge.ts'
import { applyMessageIn, applyMessageOut } from './apply-message.ts'
import { applyRejoin, applySeparate } from './apply-separate.ts'
import { applyAssign, applyState, applyTopic } from './apply-state.ts'
import { applyTask } from './apply-task.ts'
import type { LineResult } from './line-result.ts'
import type { Session } from './session.ts'

/** One line of a log as commands of the desk, at its own time. Nothing of a refused line is applied (B-2). */
export const applyLine = async (session: Session, line: LogLine): Promise<LineResult> => {
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
      return applyTask(session, line)
    case 'customer.merge':
      return applyMerge(session, line)
    case 'separate':
      return applySeparate(session, line)
    case 'rejoin':
      return applyRejoin(session, line)
  }
}
