import type { Actor, Context, Customer, Instant, StoredEvent } from '../../src/index.ts'
import { emptyTopicCatalogue, registerCustomer } from '../../src/index.ts'
import { type CreateTaskInput, createTask } from '../../src/task/create.ts'
import type { Task } from '../../src/task/task.ts'
import { day, monday, policyOf } from '../support/world.ts'

export const sam: Actor = { kind: 'agent', id: 'sam' }
export const host: Actor = { kind: 'api', id: null }
const policy = policyOf()

/** The context of a command that comes after so many events, all of one stream. */
export const contextAt = (now: Instant, head: number, more: Partial<Context> = {}): Context => ({
  now,
  actor: sam,
  commandId: `c${head}`,
  head,
  emitted: 0,
  policy,
  topics: emptyTopicCatalogue,
  ...more,
})

const registered = registerCustomer(null, { id: 'ada', addresses: [] }, contextAt(monday, 0))
if (!registered.ok) throw new Error('Ada could not be registered')
export const ada: Customer = registered.state

export const taskInput = (more: Partial<CreateTaskInput> = {}): CreateTaskInput => ({
  text: 'Call Ada back',
  dueAt: monday + day,
  conversation: null,
  ...more,
})

/** A task made on Monday, due a day later. */
export const createdTask = (
  more: Partial<CreateTaskInput> = {},
): { readonly state: Task; readonly events: readonly StoredEvent[] } => {
  const created = createTask(ada, taskInput(more), contextAt(monday, 1))
  if (!created.ok) throw new Error(JSON.stringify(created))
  return created
}
