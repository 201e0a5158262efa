import { nextDeadline } from '../deadline/deadlines.ts'
import { settleTask, taskDeadline } from '../deadline/task-deadline.ts'
import { nobody } from '../intake/situation.ts'
import { system } from '../kernel/actor.ts'
import type { CustomerId, TaskId } from '../kernel/ids.ts'
import { type Instant, parseInstant } from '../kernel/instant.ts'
import type { Refused } from '../kernel/result.ts'
import { type Due, findOf } from '../store/ports.ts'
import { answerOf, type Done, sweptOf } from './answers.ts'
import { type Contended, changedFrom, type Decide } from './attempt.ts'
import type { Runner } from './command.ts'
import type { Desk } from './desk.ts'
import { limitOf } from './pages.ts'
import { unsupported } from './reading.ts'
import { settled } from './settled.ts'

const pageSize = 100

const nameOf = ({ customer, conversation, task }: Due): string =>
  JSON.stringify([customer, conversation, task])

/**
 * Applies what is due by now, to a bounded number of things, the earliest first (D-2, D-5): a command that does nothing
 * else. Several may run at once: whoever finds a thing done already has met another sweeper, asks anew what is left, and
 * goes on anywhere in it, so that they part. A place in the index at which nothing is due any more is corrected.
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

  const handled = ({ customer, task }: Due, now: Instant) =>
    task === null ? settleCustomer(customer, now) : settleOne(customer, task, now)

  return async ({ now: given, limit } = {}) => {
    if (store.due === undefined) return unsupported('due')
    const read = parseInstant(given ?? runtime.clock())
    // What is no instant was refused before; a clock may say anything.
    const now = read.ok ? read.value : runtime.clock()
    const many = limitOf(limit, pageSize)
    const done: (Done | Refused<Contended>)[] = []
    const tried = new Set<string>()
    for (let meets = false; ; ) {
      const page = await store.due({ by: now, after: null, limit: many })
      const left = page.items.filter((due) => !tried.has(nameOf(due)))
      const start = meets ? Math.floor(runtime.random() * left.length) : 0
      meets = false
      for (const due of [...left.slice(start), ...left.slice(0, start)]) {
        if (done.length >= many) return sweptOf(done, true)
        tried.add(nameOf(due))
        const one = await handled(due, now)
        done.push(one)
        meets = !one.ok || one.events.length === 0
        if (meets) break
      }
      if (!meets) return sweptOf(done, page.next !== null)
    }
  }
}
