import { nextDeadline } from '../deadline/deadlines.ts'
import { settleTask, taskDeadline } from '../deadline/task-deadline.ts'
import { nobody } from '../intake/situation.ts'
import { system } from '../kernel/actor.ts'
import type { CustomerId, TaskId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Refused } from '../kernel/result.ts'
import { findOf } from '../store/ports.ts'
import { answerOf, type Done, sweptOf } from './answers.ts'
import { type Contended, changedFrom, type Decide } from './attempt.ts'
import type { Runner } from './command.ts'
import type { Desk } from './desk.ts'
import { limitOf } from './pages.ts'
import { unsupported } from './reading.ts'
import { settled } from './settled.ts'

const pageSize = 100

/**
 * Applies what is due by now, in one bounded page (D-2, D-5): a command that does nothing else. Several may run at once;
 * the one that comes second finds nothing to do. A place in the index at which nothing is due any more is corrected.
 */
export const tick = ({ runtime, queued }: Runner): Desk['tick'] => {
  const { store } = runtime
  const swept = (
    customer: CustomerId,
    task: TaskId | null,
    decide: Decide<Done, never>,
  ): Promise<Done | Refused<Contended>> => queued(customer, [findOf({ customer, task })], decide)

  const settleCustomer = (customer: CustomerId, now: Instant) =>
    swept(customer, null, async ([before = nobody]) => {
      const begun = { ...runtime.begin(system, '', before), now }
      const { situation, events } = settled(before, begun)
      const { active } = before
      const answer = answerOf(customer, situation.active, before.head, events)
      if (before.customer === null || active === null || events.length > 0) {
        const conversations = changedFrom(before, situation)
        const changed = before.customer
        const effects =
          changed === null ? [] : [{ before, customer: changed, conversations, events, claims: [] }]
        return { ok: true, effects, answer }
      }
      const dueAt = nextDeadline(active, begun.policy)
      await store.reindex?.([{ customer, conversation: active.id, task: null, head: before.head, dueAt }])
      return { ok: true, effects: [], answer }
    })

  const settleOne = (customer: CustomerId, id: TaskId, now: Instant) =>
    swept(customer, id, async ([before = nobody]) => {
      const { customer: owner, task, head } = before
      const begun = { ...runtime.begin(system, '', before), now }
      if (owner === null || task === null)
        return { ok: true, effects: [], answer: answerOf(customer, null, head, []) }
      const { state, events } = settleTask(task, begun)
      const answer = answerOf(owner.id, null, head, events, false, state)
      if (events.length > 0) {
        const effect = { before, customer: owner, conversations: [], events, claims: [], tasks: [state] }
        return { ok: true, effects: [effect], answer }
      }
      const dueAt = taskDeadline(task, begun.policy)?.at ?? null
      await store.reindex?.([{ customer, conversation: null, task: id, head, dueAt }])
      return { ok: true, effects: [], answer }
    })

  return async ({ now = runtime.clock(), limit } = {}) => {
    if (store.due === undefined) return unsupported('due')
    const page = await store.due({ by: now, after: null, limit: limitOf(limit, pageSize) })
    const done: (Done | Refused<Contended>)[] = []
    for (const { customer, task } of page.items)
      done.push(await (task === null ? settleCustomer(customer, now) : settleOne(customer, task, now)))
    return sweptOf(done, page.next !== null)
  }
}
