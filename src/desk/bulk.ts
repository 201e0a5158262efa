import { type AssignInput, assignConversation } from '../conversation/assign.ts'
import type { Situation } from '../intake/situation.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import type { ListFilter } from '../store/ports.ts'
import { assignTask } from '../task/assign.ts'
import type { Task } from '../task/task.ts'
import { type Done, type Swept, sweptOf } from './answers.ts'
import type { By } from './by.ts'
import type { Command, Runner } from './command.ts'
import type { Desk } from './desk.ts'
import { limitOf } from './pages.ts'
import { unsupported } from './reading.ts'
import type { Unsupported } from './readings.ts'
import { runTask, unknownTask } from './run-task.ts'

type Bulk = Pick<Desk, 'releaseAgent' | 'moveInbox'>
type Each = By & Pick<Command, 'commandId'>
type Holder = Pick<ListFilter, 'inbox' | 'agent'>
type To = Omit<AssignInput, 'expected'>

const pageSize = 100

/** Whether it is still held as it was when the page was read. */
const isHeld = (held: Required<Pick<Task, 'inbox' | 'agent'>>, { inbox, agent }: Holder): boolean =>
  (inbox === undefined || held.inbox === inbox) && (agent === undefined || held.agent === agent)

/** Commands on many conversations and tasks, in bounded pages: each is a command of its own (A-6, D-5). */
export const bulk = (runner: Runner): Bulk => {
  const { store } = runner.runtime

  const moveConversation = (by: Each, filter: Holder, to: To, customer: string, id: string) => {
    const still = (c: Situation['active']): c is NonNullable<typeof c> =>
      c !== null && c.id === id && isHeld(c, filter)
    return runner.run<Refusal>({ ...by, customer }, ({ active }, context) => {
      // One that has closed by itself is written as such, or every page would begin with it again (D-4).
      if (!still(active)) return { ok: true, events: [], settles: true }
      const moved = assignConversation(active, { ...to, expected: active.agent }, context)
      return moved.ok ? { ok: true, conversation: moved.state, events: moved.events } : moved
    })
  }

  /** A customer may have many tasks, so a command that has a name gets one for each. */
  const moveTask = ({ commandId, ...by }: Each, filter: Holder, to: To, { id, customer }: Task) => {
    const named = commandId === undefined ? {} : { commandId: `${commandId}~${id}` }
    return runTask<Refusal>(runner, { ...by, ...named, customer }, id, (task, context) => {
      if (task === null) return unknownTask(id)
      if (task.closed !== null || !isHeld(task, filter)) return { ok: true, state: task, events: [] }
      return assignTask(task, { ...to, expected: task.agent }, context)
    })
  }

  /** Reassigns what a filter finds and is active or open, as it is by then; what is closed waits for A-3. */
  const reassign = async (
    by: Each,
    filter: Holder,
    limit: number,
    to: To,
  ): Promise<Swept | Refused<Unsupported>> => {
    if (store.list === undefined) return unsupported('list')
    if (store.tasks === undefined) return unsupported('tasks')
    const done: (Done | Refused<Refusal>)[] = []
    for (const status of ['new', 'open', 'waiting'] as const) {
      const page = await store.list({ ...filter, status, after: null, limit: limit - done.length })
      for (const { conversation: c } of page.items)
        done.push(await moveConversation(by, filter, to, c.customer, c.id))
      if (page.next !== null || done.length >= limit) return sweptOf(done, true)
    }
    const page = await store.tasks({ ...filter, closed: false, after: null, limit: limit - done.length })
    for (const { task } of page.items) done.push(await moveTask(by, filter, to, task))
    return sweptOf(done, page.next !== null)
  }

  return {
    releaseAgent: ({ from, limit, ...by }) =>
      reassign(by, { agent: from }, limitOf(limit, pageSize), { agent: null, reason: 'deactivated' }),
    moveInbox: async ({ from, to, limit, ...by }) => {
      // To where it lies already: nothing changes, and a full page would say for ever that there may be more.
      if (from === to) return sweptOf([], false)
      return reassign(by, { inbox: from }, limitOf(limit, pageSize), { inbox: to, reason: 'moved' })
    },
  }
}
