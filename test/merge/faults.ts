import {
  type Conversation,
  commandIdOf,
  foldConversation,
  foldCustomer,
  nextDeadline,
  type Policy,
  type Store,
  type StoredEvent,
  status,
} from '../../src/index.ts'
import { conversationIn } from '../../src/intake/snapshot.ts'
import { snapshotQuery } from '../../src/store/ports.ts'
import { foldTask } from '../../src/task/evolve.ts'
import { readAllPages } from '../support/world.ts'

type ReadableStore = Pick<Store, 'load' | 'conversations' | 'tasks' | 'timeline' | 'events'>

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === null) continue
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [item])
    else known.push(item)
  }
  return groups
}

/** Names an event: the key that a store promises to keep once. */
export const nameOf = ({ customer, id }: StoredEvent): string => `${customer} ${id}`

/** Why a contact ends that goes on elsewhere. */
const transferReasons: readonly unknown[] = ['merged', 'separated']

/**
 * What is wrong with a store whose customers were merged, whatever else was done with them: empty if nothing is lost,
 * doubled, in a circle, or not the fold of its events (O-1, O-7, E-1, CU-1, CU-3, CU-4, CU-5, CU-8).
 */
export const findMergeFaults = async (
  store: ReadableStore,
  policy: Policy,
  page = 100,
): Promise<readonly string[]> => {
  const faults: string[] = []
  const same = (what: string, stored: unknown, wanted: unknown): void => {
    const [a, b] = [JSON.stringify(stored), JSON.stringify(wanted)]
    if (a !== b) faults.push(`${what}: stored ${a}, wanted ${b}`)
  }
  const all = await readAllPages((after) => store.events({ after, limit: 1_000 }))
  const streams = groupBy(all, ({ customer }) => customer)
  const customers = new Map([...streams].map(([id, stream]) => [id, foldCustomer(stream)]))

  /** From a customer to the one who stands for him, himself first: the way that every reference goes (CU-3). */
  const pathToSurvivor = (id: string): readonly string[] => {
    const way: string[] = []
    for (let next: string | null = id; next !== null; next = customers.get(next)?.mergedInto ?? null) {
      if (way.includes(next)) {
        faults.push(`a circle: ${[...way, next].join(' ')}`)
        return way
      }
      way.push(next)
    }
    return way
  }
  const paths = new Map([...streams.keys()].map((id) => [id, pathToSurvivor(id)]))
  const rootOf = (id: string): string => paths.get(id)?.at(-1) ?? id
  const roots = [...new Set([...streams.keys()].map(rootOf))]

  for (const [id, stream] of streams) {
    for (const [at, event] of stream.entries())
      if (event.seq !== at + 1) faults.push(`${nameOf(event)} has place ${event.seq}, not ${at + 1}`)
    for (const [command, made] of groupBy(stream, (event) => commandIdOf(event.id)))
      for (const [n, event] of made.entries())
        if (event.id !== `${command}.${n}`) faults.push(`${nameOf(event)} is event ${n} of its command`)
    const [found] = await store.load([snapshotQuery({ customer: id })])
    same(`the customer of ${id}`, found?.customer, customers.get(rootOf(id)))
    same(`the head of ${id}`, found?.head, streams.get(rootOf(id))?.length)
    if (rootOf(id) !== id) same(`addresses of ${id}`, customers.get(id)?.addresses, [])
  }
  for (const root of roots) {
    const led = [...streams.keys()].filter((id) => id !== root && rootOf(id) === root)
    same(`absorbed by ${root}`, [...(customers.get(root)?.absorbed ?? [])].sort(), led.sort())
    for (const { key, shared } of customers.get(root)?.addresses ?? []) {
      const [found] = await store.load([snapshotQuery({ address: key })])
      if (!shared) same(`the owner of ${key}`, found?.addressOwner, root)
    }
  }

  /** A conversation's events lie in the streams of one way, and leave each for good: the earlier streams come first. */
  const inOrder = (events: readonly StoredEvent[]): readonly StoredEvent[] =>
    events.toSorted((a, b) => (paths.get(b.customer)?.length ?? 0) - (paths.get(a.customer)?.length ?? 0))
  const rows = await readAllPages((after) => store.conversations({ after, limit: page }))
  const byId = new Map(rows.map(({ conversation: c }) => [c.id, c]))
  const eventsByConversation = groupBy(all, (event) => event.conversation)
  same(
    'conversations',
    rows.map(({ conversation }) => conversation.id).sort(),
    [...eventsByConversation.keys()].sort(),
  )
  const survivorOf = (c: Conversation): string => rootOf(c.customer)
  for (const [root, active] of groupBy(rows, (row) =>
    row.status === 'closed' ? null : survivorOf(row.conversation),
  )) {
    if (active.length > 1) faults.push(`${root} has ${active.length} active conversations`)
    const [found] = await store.load([snapshotQuery({ customer: root })])
    same(`the active one of ${root}`, found?.active, active[0]?.conversation)
  }
  for (const { conversation: c, status: column, dueAt } of rows) {
    const events = inOrder(eventsByConversation.get(c.id) ?? [])
    const folded = foldConversation(events)
    same(`conversation ${c.id}`, c, folded)
    if (folded === null) continue
    same(`status of ${c.id}`, column, status(folded))
    same(`due time of ${c.id}`, dueAt, nextDeadline(folded, policy))
    if (c.closed?.cause === 'merged' && c.mergedInto === null) faults.push(`${c.id} leads nowhere`)
    if (c.mergedInto === null) continue
    const [asked] = await store.load([snapshotQuery({ customer: c.customer, conversation: c.id })])
    if (asked === undefined || conversationIn(asked, c.id)?.mergedInto !== null)
      faults.push(`nothing stands for ${c.id}`)
    const after = events.slice(events.findLastIndex(({ type }) => type === 'conversation.merged') + 1)
    if (c.closed === null || after.some(({ type }) => type === 'conversation.reopened'))
      faults.push(`${c.id} was merged and goes on`)
    const seen = new Set<string>()
    for (let next: Conversation | undefined = c; next !== undefined; next = byId.get(next.mergedInto ?? '')) {
      if (seen.has(next.id)) faults.push(`${c.id} leads in a circle`)
      if (seen.has(next.id)) break
      seen.add(next.id)
      if (next.mergedInto === null && survivorOf(next) !== survivorOf(c))
        faults.push(`${c.id} leads to somebody else`)
    }
  }

  const open = groupBy(
    rows.flatMap(({ conversation: c }) => c.contacts),
    ({ id }) => id,
  )
  const ended = groupBy(all, ({ type, contact }) => (type === 'contact.ended' ? contact : null))
  for (const { contact: id, type } of all) {
    if (type !== 'contact.started' || id === null) continue
    const ends = (ended.get(id) ?? []).filter(
      ({ data }) => !transferReasons.includes((data as { reason: string }).reason),
    )
    if ((open.get(id)?.length ?? 0) + ends.length !== 1)
      faults.push(`contact ${id} is open ${open.get(id)?.length ?? 0} times and ended ${ends.length} times`)
  }

  const shown: StoredEvent[] = []
  const tasks: string[] = []
  for (const root of roots) {
    shown.push(
      ...(await readAllPages((after) =>
        store.timeline({ customer: root, order: 'oldest_first', after, limit: page }),
      )),
    )
    for (const { task } of await readAllPages((after) =>
      store.tasks({ customer: root, after, limit: page }),
    )) {
      tasks.push(task.id)
      same(`task ${task.id}`, task, foldTask(inOrder(all.filter((event) => event.task === task.id))))
    }
  }
  same('timelines', shown.map(nameOf).sort(), all.map(nameOf).sort())
  const created = all.filter(({ type }) => type === 'task.created').map(({ task }) => task ?? '')
  same('tasks', tasks.sort(), created.sort())
  return faults
}
