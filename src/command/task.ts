import type { Customer } from '../customer/customer.ts'
import { applyDueTaskDeadline } from '../deadline/task-deadline.ts'
import { emptySnapshot, type Snapshot } from '../intake/snapshot.ts'
import { systemActor } from '../kernel/actor.ts'
import { commandIdOf, type TaskId } from '../kernel/ids.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { snapshotQuery } from '../store/ports.ts'
import { assignTask } from '../task/assign.ts'
import type { TaskChanged } from '../task/change.ts'
import { closeTask } from '../task/close.ts'
import { commentOnTask } from '../task/comment.ts'
import { createTask } from '../task/create.ts'
import { editTask } from '../task/edit.ts'
import { reopenTask } from '../task/reopen.ts'
import type { Task } from '../task/task.ts'
import { isHeldBy } from './conversation.ts'
import {
  begin,
  contextAt,
  type DecideContext,
  type Decided,
  decideForCustomer,
  firstOf,
  type Handler,
  type Handlers,
  nothingToWrite,
  type ParsedCommand,
} from './handler.ts'
import type { CommandInputs, CommandType, TaskCommand } from './inputs.ts'
import { oneTrip, ownQuery, parsed } from './parts.ts'
import { type CommandResult, commandResult, unknownCustomer, unknownTask } from './results.ts'

/** What an operation on a task may look at beside the task. */
interface Beside {
  readonly customer: Customer
  readonly snapshots: readonly Snapshot[]
  readonly decision: DecideContext
  readonly command: ParsedCommand
}

/**
 * The pipeline of every command on one task: repeats, the due deadline of the task, the operation, its effect (D-2).
 * Conversations and their due deadlines are left alone (TK-1): the next command on one applies them.
 */
const decideForTask = (
  command: ParsedCommand,
  customerId: string,
  snapshots: readonly Snapshot[],
  found: Task | null,
  decision: DecideContext,
  operation: (task: Task | null, context: Context, beside: Beside) => TaskChanged | Refused<Refusal>,
): Decided | Refused<Refusal> => {
  const before = firstOf(snapshots)
  const { customer, head, commandEvents } = before
  if (customer === null) return unknownCustomer(customerId)
  const context = contextAt(before, command, decision)
  const due = found === null ? null : applyDueTaskDeadline(found, context)
  const present = due?.state ?? null
  const unwritten = (events: CommandResult['events'], repeated: boolean): Decided =>
    nothingToWrite({ ...commandResult(customer.id, null, head, [], repeated, present), events })
  if (commandEvents.length > 0) return unwritten(commandEvents, true)
  const was = due?.events ?? []
  const beside = { customer, snapshots, decision, command }
  const decided = operation(present, { ...context, head: head + was.length }, beside)
  if (!decided.ok) return decided
  if (decided.events.length === 0) return unwritten([], false)
  const events = [...was, ...decided.events]
  return {
    ok: true,
    effects: [{ before, customer, conversations: [], events, claims: [], tasks: [decided.state] }],
    result: commandResult(customer.id, null, head, events, false, decided.state),
  }
}

type OfTask = {
  [T in CommandType]: CommandInputs[T] extends TaskCommand ? T : never
}[CommandType]

/** A handler of a command on a task that exists. */
const onTask = <T extends OfTask>(
  type: T,
  operation: (
    task: Task,
    input: CommandInputs[T],
    context: Context,
    beside: Beside,
  ) => TaskChanged | Refused<Refusal>,
): Handler<T, CommandInputs[T]> => ({
  parse: (input, context) => parsed(type, input, input.customer, input, context),
  queries: oneTrip((command) => [ownQuery(command, command.input.customer, { task: command.input.task })]),
  decide: (command, snapshots, decision) => {
    const { customer, task: id } = command.input
    const found = firstOf(snapshots).task
    return decideForTask(command, customer, snapshots, found, decision, (task, context, beside) =>
      task === null ? unknownTask(id) : operation(task, command.input, context, beside),
    )
  },
})

/** The task that an earlier run of a command created is the one to answer with. */
const createdIn = (loaded: readonly Snapshot[]): TaskId | null =>
  firstOf(loaded).commandEvents[0]?.task ?? null

const create = (): Handler<'create_task', CommandInputs['create_task']> => ({
  parse: (input, context) => parsed('create_task', input, input.customer, input, context),
  queries: (command, loaded) => {
    const { customer } = command.input
    const task = createdIn(loaded)
    if (loaded.length === 0) return [ownQuery(command, customer)]
    return loaded.length > 1 || task === null ? [] : [snapshotQuery({ customer, task })]
  },
  decide: (command, snapshots, decision) => {
    const { to: agent, ...input } = command.input
    const [before = emptySnapshot, again] = snapshots
    const found = again?.task ?? null
    return decideForTask(command, input.customer, snapshots, found, decision, (_, context, { customer }) => {
      // One that a deadline has closed by now is not active, whether or not that is stored.
      const { active } = begin(before, command, decision).snapshot
      return createTask(customer, { ...input, agent, conversation: active }, context)
    })
  },
})

/** The text of a task is content of an event, which no state holds (E-7). */
const textIn = (
  { id, textEventId: event }: Task,
  [, found = emptySnapshot]: readonly Snapshot[],
): string | null =>
  found.commandEvents.find((said) => said.id === event && said.task === id)?.content?.text ?? null

const edit = (): Handler<'edit_task', CommandInputs['edit_task']> => ({
  ...onTask('edit_task', (task, { text, dueAt }, context, { snapshots }) => {
    const present = text === undefined ? undefined : textIn(task, snapshots)
    return editTask(task, { text, dueAt, currentText: present }, context)
  }),
  queries: (command, loaded) => {
    const { customer, task, text } = command.input
    if (loaded.length === 0) return [ownQuery(command, customer, { task })]
    const found = firstOf(loaded).task
    if (loaded.length > 1 || found === null || text === undefined) return []
    return [snapshotQuery({ customer, commands: [commandIdOf(found.textEventId)] })]
  },
})

type ApplyDeadlines = CommandInputs['apply_due_deadlines']

/** Applies what is due and does nothing else (D-2). */
const applyDeadlines = (): Handler<'apply_due_deadlines', ApplyDeadlines> => ({
  // The deadlines name their own events: the command has no name.
  parse: (input) => ({
    type: 'apply_due_deadlines',
    commandId: '',
    actor: systemActor,
    key: input.customer,
    input,
  }),
  queries: oneTrip(({ input: { customer, task = null } }) => [snapshotQuery({ customer, task })]),
  decide: (command, snapshots, decision) => {
    const { customer: id, task } = command.input
    const before = firstOf(snapshots)
    if (task === undefined)
      return decideForCustomer(command, id, before, decision, (snapshot) => ({
        ok: true,
        conversation: snapshot.active,
        events: [],
        writesDue: true,
      }))
    const { customer, head } = before
    if (customer === null || before.task === null) return nothingToWrite(commandResult(id, null, head, []))
    const { state, events } = applyDueTaskDeadline(before.task, contextAt(before, command, decision))
    const result = commandResult(customer.id, null, head, events, false, state)
    if (events.length === 0) return nothingToWrite(result)
    const effect = { before, customer, conversations: [], events, claims: [], tasks: [state] }
    return { ok: true, effects: [effect], result }
  },
})

/** The commands on tasks, and the one that applies deadlines. */
export const taskHandlers = (): Handlers<
  | 'create_task'
  | 'edit_task'
  | 'assign_task'
  | 'reassign_task'
  | 'comment_on_task'
  | 'close_task'
  | 'reopen_task'
  | 'apply_due_deadlines'
> => ({
  create_task: create(),
  edit_task: edit(),
  assign_task: onTask('assign_task', (task, { to: agent, inbox, expected, reason }, context) =>
    assignTask(task, { agent, inbox, expected, reason }, context),
  ),
  reassign_task: onTask('reassign_task', (task, { from, to, reason }, context) =>
    task.closed !== null || !isHeldBy(task, from)
      ? { ok: true, state: task, events: [] }
      : assignTask(task, { ...to, expected: task.agent, reason }, context),
  ),
  comment_on_task: onTask('comment_on_task', commentOnTask),
  close_task: onTask('close_task', (task, _, context) => closeTask(task, context)),
  reopen_task: onTask('reopen_task', (task, input, context) => reopenTask(task, input, context)),
  apply_due_deadlines: applyDeadlines(),
})
