import type { CommandInput, CommandInputs } from '../command/inputs.ts'
import type { CommandInvalid, CommandResult } from '../command/results.ts'
import type { AgentId, InboxId } from '../kernel/ids.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import type { Executor } from './execute.ts'
import { limitOf, type StoreUnsupported, unsupported } from './pages.ts'

/** How far a bulk command got. Call it again until `more` is false. */
export interface BatchResult {
  readonly ok: true
  /** Conversations and tasks that were changed. */
  readonly done: number
  /** Those that could not be changed: the refusal says why. */
  readonly refused: readonly Refused<Refusal>[]
  /** Whether there may be more. */
  readonly more: boolean
}

type BatchAnswer = Promise<BatchResult | Refused<StoreUnsupported | CommandInvalid>>

/** Commands on many conversations and tasks. */
export interface BulkCommands {
  /** Takes an agent off all their active conversations and open tasks, page by page. */
  readonly releaseAgent: (
    input: CommandInput & { readonly from: AgentId; readonly limit?: number | undefined },
  ) => BatchAnswer
  /** Moves all active conversations and open tasks of an inbox to another, page by page. */
  readonly moveInbox: (
    input: CommandInput & {
      readonly from: InboxId
      readonly to: InboxId
      readonly limit?: number | undefined
    },
  ) => BatchAnswer
}

/** The result of a batch: how many were changed, this time and not before, and which could not be. */
export const batchResult = (
  done: readonly (CommandResult | Refused<Refusal>)[],
  more: boolean,
): BatchResult => ({
  ok: true,
  done: done.filter((one) => one.ok && !one.repeated && one.events.length > 0).length,
  refused: done.filter((one) => !one.ok),
  more,
})

const pageSize = 100

type Reassign = Pick<CommandInputs['reassign'], 'from' | 'to' | 'reason'>

/** Commands on many conversations and tasks, in bounded pages: each is a command of its own (A-6, D-5). */
export const bulkCommands = ({ runtime: { store }, run }: Executor): BulkCommands => {
  /** Reassigns what a filter finds and is active or open; what is closed waits for A-3. */
  const reassign = async (by: CommandInput, limit: number, change: Reassign): BatchAnswer => {
    if (store.conversations === undefined) return unsupported('conversations')
    if (store.tasks === undefined) return unsupported('tasks')
    const done: (CommandResult | Refused<Refusal>)[] = []
    for (const status of ['new', 'open', 'waiting'] as const) {
      const page = await store.conversations({
        ...change.from,
        status,
        after: null,
        limit: limit - done.length,
      })
      for (const { conversation: c } of page.items)
        done.push(await run('reassign', { ...by, ...change, customer: c.customer, conversation: c.id }))
      if (page.next !== null || done.length >= limit) return batchResult(done, true)
    }
    const filter = { ...change.from, closed: false, after: null, limit: limit - done.length }
    const page = await store.tasks(filter)
    for (const { task } of page.items) {
      // A customer may have many tasks, so a command that has a name gets one for each.
      const named = by.commandId === undefined ? {} : { commandId: `${by.commandId}~${task.id}` }
      done.push(
        await run('reassign_task', { ...by, ...named, ...change, customer: task.customer, task: task.id }),
      )
    }
    return batchResult(done, page.next !== null)
  }

  return {
    releaseAgent: ({ from, limit, ...by }) =>
      reassign(by, limitOf(limit, pageSize), {
        from: { agent: from },
        to: { agent: null },
        reason: 'deactivated',
      }),
    moveInbox: async ({ from, to, limit, ...by }) => {
      // From an inbox to itself: nothing changes, and a full page would say for ever that there may be more.
      if (from === to) return batchResult([], false)
      return reassign(by, limitOf(limit, pageSize), {
        from: { inbox: from },
        to: { inbox: to },
        reason: 'moved',
      })
    },
  }
}
