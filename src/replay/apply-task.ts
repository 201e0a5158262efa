import { commandResult } from '../command/results.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { TaskLine } from '../schema/log-line.ts'
import type { LineResult } from './line-result.ts'
import { registerIfUnknown } from './register-if-unknown.ts'
import type { Session } from './session.ts'

/** What stands for a text that the log leaves out. */
const missingTextPlaceholder = '(no text in the log)'

const noDueTime: Refused<Refusal> = refuse({
  code: 'task.due_missing',
  rule: 'TK-2',
  message: 'a task needs the time at which it is due',
  remedy: 'add dueAt to the line',
})

const applyTaskCreate = async (session: Session, line: TaskLine): Promise<LineResult> => {
  const { at, customer, id, agent, inbox, dueAt, text = '' } = line
  if (dueAt === undefined) return noDueTime
  // The store may have forgotten the command that made it: the ids are kept.
  if ((await session.tasks.find(customer, id)) !== undefined)
    return commandResult(customer, null, 0, [], true)
  // Of a line that is refused nothing is applied, not even that the customer was heard of.
  const refused = dueAt > at ? await registerIfUnknown(session, customer) : null
  if (refused !== null) return refused
  const taskText = text.trim() === '' ? missingTextPlaceholder : text
  const commandId = session.command()
  const created = await session.desk.createTask({
    customer,
    text: taskText,
    dueAt,
    inbox,
    to: agent,
    agent,
    commandId,
  })
  if (created.ok && created.task !== null)
    session.tasks.add([customer, created.customer], id, created.task.id)
  return created
}

/** A task of the log: made, done, or taken up again (TK-2, TK-3). Its agent shall do it and is taken to have made it. */
export const applyTask = async (session: Session, line: TaskLine): Promise<LineResult> => {
  if (line.type === 'task.create') return applyTaskCreate(session, line)
  const { customer, agent, dueAt } = line
  const task = (await session.tasks.find(customer, line.id)) ?? line.id
  const commandId = session.command()
  return line.type === 'task.close'
    ? session.desk.closeTask({ customer, task, agent, commandId })
    : session.desk.reopenTask({ customer, task, agent, dueAt, commandId })
}
