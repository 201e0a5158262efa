import { nextDeadline } from '../deadline/deadlines.ts'
import { nobody } from '../intake/situation.ts'
import { system } from '../kernel/actor.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Refused } from '../kernel/result.ts'
import { findOf } from '../store/ports.ts'
import { answerOf, type Done, sweptOf } from './answers.ts'
import { attempt, type Contended, changedFrom } from './attempt.ts'
import type { Runner } from './command.ts'
import type { Desk } from './desk.ts'
import { unsupported } from './reading.ts'
import { settled } from './settled.ts'

const pageSize = 100

/**
 * Applies what is due by now, in one bounded page (D-2, D-5): a command that does nothing else. Several may run at once;
 * the one that comes second finds nothing to do. A place in the index at which nothing is due any more is corrected.
 */
export const tick = ({ runtime, lanes }: Runner): Desk['tick'] => {
  const { store } = runtime
  const settleCustomer = (customer: string, now: Instant): Promise<Done | Refused<Contended>> =>
    lanes(customer, async () => {
      const done = await attempt<Done, never>(runtime, [findOf({ customer })], async ([before = nobody]) => {
        const begun = { ...runtime.begin(system, '', before.head), now }
        const { situation, events } = settled(before, begun)
        const { active } = before
        const answer = answerOf(customer, situation.active, before.head, events)
        if (before.customer === null || active === null || events.length > 0) {
          const conversations = changedFrom(before, [situation.active, ...situation.closed])
          const changed = before.customer
          const effects =
            changed === null ? [] : [{ before, customer: changed, conversations, events, claims: [] }]
          return { ok: true, effects, answer }
        }
        const dueAt = nextDeadline(active, begun.policy)
        await store.reindex?.([{ customer, conversation: active.id, head: before.head, dueAt }])
        return { ok: true, effects: [], answer }
      })
      return done.ok ? done.answer : done
    })
  return async ({ now = runtime.clock(), limit = pageSize } = {}) => {
    if (store.due === undefined) return unsupported('due')
    const page = await store.due({ by: now, after: null, limit })
    const done: (Done | Refused<Contended>)[] = []
    for (const customer of new Set(page.items.map((due) => due.customer)))
      done.push(await settleCustomer(customer, now))
    return sweptOf(done, page.next !== null)
  }
}
