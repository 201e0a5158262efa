import type { TaskId } from '../kernel/ids.ts'

/** Which task a log means: its ids are one customer's own, and after a merge those of both are the survivor's. */
export interface TaskIds {
  readonly find: (customer: string, id: string) => Promise<TaskId | undefined>
  readonly add: (customers: readonly string[], id: string, task: TaskId) => void
  /** Whoever survives a merge may name the other's tasks; where both use one id his own is meant. */
  readonly copy: (from: string, to: readonly string[]) => void
}

/** Looks for a task of which this replay has not heard, and says for whom it was made. */
export type RecallTask = (
  customer: string,
  id: string,
) => Promise<{ readonly task: TaskId; readonly customer: string } | null>

export const taskIds = (recall: RecallTask = async () => null): TaskIds => {
  const customers = new Map<string, Map<string, TaskId>>()
  const add = (names: readonly string[], id: string, task: TaskId): void => {
    for (const name of names) {
      const theirs = customers.get(name) ?? new Map<string, TaskId>()
      customers.set(name, theirs)
      if (!theirs.has(id)) theirs.set(id, task)
    }
  }
  return {
    find: async (customer, id) => {
      const known = customers.get(customer)?.get(id)
      if (known !== undefined) return known
      const recalled = await recall(customer, id)
      if (recalled === null) return undefined
      add([customer, recalled.customer], id, recalled.task)
      return recalled.task
    },
    add,
    copy: (from, to) => {
      for (const [id, task] of customers.get(from) ?? []) add(to, id, task)
    },
  }
}
