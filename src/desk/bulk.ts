import { type AssignInput, assignConversation } from '../conversation/assign.ts'
import { isActive } from '../conversation/conversation.ts'
import type { Situation } from '../intake/situation.ts'
import { nobody } from '../intake/situation.ts'
import { system } from '../kernel/actor.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import type { ListFilter } from '../store/ports.ts'
import type { Done, Swept } from './answers.ts'
import { attempt, type Contended } from './attempt.ts'
import type { By, Command, Runner } from './command.ts'
import type { Desk, Unsupported } from './desk.ts'
import { unsupported } from './reading.ts'
import { settled } from './settled.ts'

type Bulk = Pick<Desk, 'releaseAgent' | 'moveInbox' | 'tick'>

const pageSize = 100

const sum = (done: readonly (Done | Refused<Refusal>)[], more: boolean): Swept => ({
  ok: true,
  done: done.filter((one) => one.ok && one.events.length > 0).length,
  refused: done.filter((one) => !one.ok),
  more,
})

/** Commands on many conversations, in bounded pages: each conversation is a command of its own. */
export const bulk = ({ runtime, lanes, run }: Runner): Bulk => {
  /** Reassigns the active conversations that a filter finds, as they are by then; closed ones wait for A-3. */
  const reassign = async (
    by: By,
    filter: ListFilter,
    limit: number,
    to: Omit<AssignInput, 'expected'>,
  ): Promise<Swept | Refused<Unsupported>> => {
    if (runtime.store.list === undefined) return unsupported('list')
    const done: (Done | Refused<Refusal>)[] = []
    for (const status of ['new', 'open', 'waiting'] as const) {
      const page = await runtime.store.list({ ...filter, status, after: null, limit: limit - done.length })
      for (const { conversation } of page.items) {
        const command: Command = { ...by, customer: conversation.customer }
        const still = (c: Situation['active']): c is NonNullable<typeof c> =>
          c !== null &&
          c.id === conversation.id &&
          (filter.inbox === undefined || c.inbox === filter.inbox) &&
          (filter.agent === undefined || c.agent === filter.agent)
        done.push(
          await run<Refusal>(command, ({ active }, context) => {
            if (!still(active)) return { ok: true, events: [] }
            const moved = assignConversation(active, { ...to, expected: active.agent }, context)
            return moved.ok ? { ok: true, conversation: moved.state, events: moved.events } : moved
          }),
        )
      }
      if (page.next !== null || done.length >= limit) return sum(done, true)
    }
    return sum(done, false)
  }

  /** Writes what is due for one customer, and nothing else. */
  const settleCustomer = (customer: CustomerId): Promise<Done | Refused<Contended>> =>
    lanes(customer, async () => {
      const query = { customer, address: null, commands: [], quoted: [], topics: [], conversation: null }
      const done = await attempt<Done, never>(runtime, [query], ([before = nobody]) => {
        const { situation, events } = settled(before, runtime.begin(system, '', before.head))
        const c = situation.active
        const conversations = [c, ...situation.closed].filter(
          (now) => now !== null && now !== before.active && !before.closed.includes(now),
        )
        const answer: Done = {
          ok: true,
          customer,
          conversation: c !== null && isActive(c) ? c : null,
          status: null,
          version: events.at(-1)?.seq ?? before.head,
          events,
          repeated: false,
        }
        const effects =
          before.customer === null
            ? []
            : [
                {
                  before,
                  customer: before.customer,
                  conversations: conversations.filter((x) => x !== null),
                  events,
                  claims: [],
                },
              ]
        return { ok: true, effects, answer }
      })
      return done.ok ? done.answer : done
    })

  return {
    releaseAgent: ({ from, limit = pageSize, ...by }) =>
      reassign(by, { agent: from }, limit, { agent: null, reason: 'deactivated' }),
    moveInbox: ({ from, to, limit = pageSize, ...by }) =>
      reassign(by, { inbox: from }, limit, { inbox: to, reason: 'moved' }),
    tick: async ({ now = runtime.clock(), limit = pageSize } = {}) => {
      if (runtime.store.due === undefined) return unsupported('due')
      const page = await runtime.store.due({ by: now, after: null, limit })
      const customers = new Set(page.items.map((due) => due.customer))
      const done: (Done | Refused<Contended>)[] = []
      for (const customer of customers) done.push(await settleCustomer(customer))
      return sum(done, page.next !== null)
    },
  }
}
