import { type AssignInput, assignConversation } from '../conversation/assign.ts'
import type { Situation } from '../intake/situation.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import type { ListFilter } from '../store/ports.ts'
import { type Done, type Swept, sweptOf } from './answers.ts'
import type { By, Command, Runner } from './command.ts'
import type { Desk } from './desk.ts'
import { unsupported } from './reading.ts'
import type { Unsupported } from './readings.ts'

type Bulk = Pick<Desk, 'releaseAgent' | 'moveInbox'>

const pageSize = 100

/** Commands on many conversations, in bounded pages: each conversation is a command of its own (A-6, D-5). */
export const bulk = ({ runtime, run }: Runner): Bulk => {
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
      if (page.next !== null || done.length >= limit) return sweptOf(done, true)
    }
    return sweptOf(done, false)
  }

  return {
    releaseAgent: ({ from, limit = pageSize, ...by }) =>
      reassign(by, { agent: from }, limit, { agent: null, reason: 'deactivated' }),
    moveInbox: ({ from, to, limit = pageSize, ...by }) =>
      reassign(by, { inbox: from }, limit, { inbox: to, reason: 'moved' }),
  }
}
