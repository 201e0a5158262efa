import { type Store, snapshotQuery } from '../store/ports.ts'
import { taskCommandId } from './command-ids.ts'
import type { RecallTask } from './task-ids.ts'

/** Finds a task that an earlier replay made: this customer's own, else, if he survived a merge, the other's (CU-3, TK-1). */
export const recallTask =
  (store: Pick<Store, 'load'>): RecallTask =>
  async (customer, id) => {
    const madeFor = async (names: readonly string[]): ReturnType<RecallTask> => {
      const [found] = await store.load([
        snapshotQuery({ customer, commands: names.map((name) => taskCommandId(name, id)) }),
      ])
      const made = found?.commandEvents.find(({ type }) => type === 'task.created')
      return made?.task == null ? null : { task: made.task, customer: made.customer }
    }
    const own = await madeFor([customer])
    if (own !== null) return own
    const [found] = await store.load([snapshotQuery({ customer })])
    const { id: survivor, absorbed = [] } = found?.customer ?? {}
    return survivor === customer && absorbed.length > 0 ? madeFor(absorbed) : null
  }
