import type { Customer } from '../customer/customer.ts'
import { settleTask } from '../deadline/task-deadline.ts'
import { nobody, type Situation } from '../intake/situation.ts'
import { bounded } from '../kernel/bounded.ts'
import type { TaskId } from '../kernel/ids.ts'
import { type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { findOf } from '../store/ports.ts'
import type { TaskChanged } from '../task/change.ts'
import type { Task } from '../task/task.ts'
import { answerOf, type Done } from './answers.ts'
import type { Contended, Decide } from './attempt.ts'
import { actorOf } from './by.ts'
import { type Command, type CustomerUnknown, type Runner, unknownCustomer } from './command.ts'
import type { TaskUnknown } from './task-commands.ts'

/** Decides on a task to which what was due has happened (D-2); null where the customer has none of that id. */
type TaskDecider<E> = (
  task: Task | null,
  context: Context,
  /** As it was found, of a customer who is known. */
  found: Situation & { readonly customer: Customer },
) => TaskChanged | Refused<E> | Promise<TaskChanged | Refused<E>>

export const unknownTask = (task: TaskId): Refused<TaskUnknown> =>
  refuse({
    code: 'task.unknown',
    rule: 'TK-1',
    message: 'this customer has no task of that id',
    remedy: 'name the customer whose task it is, and check the id',
    task,
  })

/**
 * Runs a command on one task: what was due to the task happens first (D-2). Conversations are left alone, and so is what
 * is due to them (TK-1): whoever looks at one next applies it.
 */
export const runTask = <E>(
  { runtime, queued }: Runner,
  command: Omit<Command, 'conversation'>,
  task: TaskId | null,
  decide: TaskDecider<E>,
): Promise<Done | Refused<E | CustomerUnknown | Contended>> => {
  const commandId = bounded(command.commandId ?? runtime.newId())
  const query = findOf({ customer: command.customer, commands: [commandId], task })
  const once: Decide<Done, E | CustomerUnknown> = async ([before = nobody]) => {
    const { customer, head, seen } = before
    if (customer === null) return unknownCustomer(command.customer)
    const context = runtime.begin(actorOf(command), commandId, before)
    // What an earlier run of a command that creates made is the task to answer with.
    const made = task === null ? (seen[0]?.task ?? null) : null
    const [again] =
      made === null ? [before] : await runtime.find([findOf({ customer: customer.id, task: made })])
    const found = again?.task ?? null
    const due = found === null ? null : settleTask(found, context)
    const present = due?.state ?? null
    const unwritten = (events: Done['events'], repeated: boolean): Done => ({
      ...answerOf(customer.id, null, head, [], repeated, present),
      events,
    })
    if (seen.length > 0) return { ok: true, effects: [], answer: unwritten(seen, true) }
    const was = due?.events ?? []
    const decided = await decide(present, { ...context, head: head + was.length }, { ...before, customer })
    if (!decided.ok) return decided
    if (decided.events.length === 0) return { ok: true, effects: [], answer: unwritten([], false) }
    const events = [...was, ...decided.events]
    const tasks = [decided.state]
    return {
      ok: true,
      effects: [{ before, customer, conversations: [], events, claims: [], tasks }],
      answer: answerOf(customer.id, null, head, events, false, decided.state),
    }
  }
  return queued(command.customer, [query], once)
}
