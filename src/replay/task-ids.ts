import type { TaskId } from '../kernel/ids.ts'

/** Which task a log means: its ids are one customer's own, and after a merge those of both are the survivor's. */
export interface TaskIds {
  readonly find: (customer: string, id: string) => TaskId | undefined
  readonly add: (customers: readonly string[], id: string, task: TaskId) => void
  /** Whoever survives a merge may name the other's tasks; where both use one id his own is meant. */
  readonly share: (from: string, to: readonly string[]) => void
}

export const taskIds = (): TaskIds => {
  const customers = new Map<string, Map<string, TaskId>>()
  const add = (names: readonly string[], id: string, task: TaskId): void => {
    for (const name of names) {
      const theirs = customers.get(name) ?? new Map<string, TaskId>()
      customers.set(name, theirs)
      if (!theirs.has(id)) theirs.set(id, task)
    }
  }
  return {
    find: (customer, id) => customers.get(customer)?.get(id),
    add,
    share: (from, to) => {
      for (const [id, task] of customers.get(from) ?? []) add(to, id, task)
    },
  }
}
