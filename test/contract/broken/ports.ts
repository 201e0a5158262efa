import type { ConversationRow, DueItem, Page, Store, StoredEvent } from '../../../src/index.ts'
import { type Broken, broken, gap, paged, pagedBy, remembering } from './broken.ts'

const all = 100_000
const survivorOf = async (store: Store, customer: string) =>
  (
    await store.load([
      { customer, address: null, commands: [], refs: [], topics: [], conversation: null, task: null },
    ])
  )[0]?.customer?.id

type TimelineQuery = Parameters<Store['timeline']>[0]
const wholeTimeline = async (store: Store, query: TimelineQuery) =>
  (await store.timeline({ ...query, after: null, limit: all })).items
const wholeList = async (store: Store, query: Parameters<Store['conversations']>[0]) =>
  (await store.conversations({ ...query, after: null, limit: all })).items
const wholeDue = async (store: Store, query: Parameters<Store['due']>[0]): Promise<readonly DueItem[]> =>
  (await store.due({ ...query, after: null, limit: all })).items
const wholeTasks = async (store: Store, query: Parameters<Store['tasks']>[0]) =>
  (await store.tasks({ ...query, after: null, limit: all })).items

const sign = ({ order }: TimelineQuery): number => (order === 'oldest_first' ? 1 : -1)

const throwing =
  (port: 'timeline' | 'conversations' | 'tasks' | 'due' | 'events') =>
  (store: Store): Partial<Store> => ({
    [port]: async (query: never) => {
      const page = (await (store[port] as (query: never) => Promise<Page<unknown>>)(query)) as Page<unknown>
      if (page.invalid) throw new Error('invalid input syntax')
      return page
    },
  })

/** Gives the first page again and again: whoever goes on from its cursor never gets further. */
const standing =
  (port: 'timeline' | 'conversations' | 'tasks' | 'due' | 'events') =>
  (store: Store): Partial<Store> => ({
    [port]: async (query: { readonly after: string | null }) => {
      const ask = store[port] as (query: unknown) => Promise<Page<unknown>>
      const page = await ask(query)
      return page.invalid ? page : ask({ ...query, after: null })
    },
  })

/** Has no end: behind the last page there is always another one, whose cursor is new. */
const endless = (store: Store): Partial<Store> => {
  let pages = 0
  return {
    timeline: async (query) => {
      const isOwn = query.after?.startsWith('page ') === true
      const page = await store.timeline(isOwn ? { ...query, after: null } : query)
      return page.invalid || page.items.length === 0 ? page : { ...page, next: `page ${pages++}` }
    },
  }
}

export const timelines: readonly Broken[] = [
  broken(
    'never advances its cursor in a timeline',
    [
      'timeline.order',
      'timeline.concurrent_writes',
      'timeline.merged',
      'timeline.recorded_by',
      'timeline.redacted',
      'story.deadlines',
    ],
    standing('timeline'),
  ),
  broken(
    'has no end to a timeline',
    [
      'restart.durable',
      'tenants.isolated',
      'timeline.order',
      'timeline.concurrent_writes',
      'timeline.merged',
      'timeline.recorded_by',
      'timeline.redacted',
      'story.deadlines',
    ],
    endless,
  ),
  broken(
    'orders a timeline by what was recorded first',
    [
      'timeline.order',
      'timeline.concurrent_writes',
      'timeline.merged',
      'timeline.recorded_by',
      'timeline.redacted',
    ],
    (store) => ({
      timeline: async (query) => {
        const events = await wholeTimeline(store, query)
        return paged(
          [...events].sort((a, b) => sign(query) * (a.recordedAt - b.recordedAt || a.seq - b.seq)),
          query.after,
          query.limit,
        )
      },
    }),
  ),
  broken(
    'orders places as texts',
    ['timeline.order', 'timeline.concurrent_writes', 'timeline.redacted'],
    (store) => ({
      timeline: async (query) => {
        const events = await wholeTimeline(store, query)
        const compare = (a: StoredEvent, b: StoredEvent): number =>
          a.occurredAt - b.occurredAt || (String(a.seq) < String(b.seq) ? -1 : a.seq === b.seq ? 0 : 1)
        return paged(
          [...events].sort((a, b) => sign(query) * compare(a, b)),
          query.after,
          query.limit,
        )
      },
    }),
  ),
  broken('counts how many events were shown', ['timeline.concurrent_writes'], (store) => ({
    timeline: async (query) => {
      const { after, limit } = query
      if (after !== null && !/^\d+$/.test(after)) return { items: [], next: null, invalid: true }
      const events = await wholeTimeline(store, query)
      const end = Number(after ?? 0) + limit
      return { items: events.slice(end - limit, end), next: end < events.length ? String(end) : null }
    },
  })),
  broken('shows one stream alone', ['timeline.merged'], (store) => ({
    timeline: async (query) => {
      const survivor = await survivorOf(store, query.customer)
      const events = await wholeTimeline(store, query)
      return paged(
        events.filter(({ customer }) => customer === survivor),
        query.after,
        query.limit,
      )
    },
  })),
  broken('goes on behind a time and a place', ['timeline.merged'], (store) => ({
    timeline: async (query) => {
      const { after, limit } = query
      const placeOf = ({ occurredAt, seq }: StoredEvent): string => `${occurredAt}:${seq}`
      const events = await wholeTimeline(store, query)
      const from = after === null ? 0 : events.findLastIndex((event) => placeOf(event) === after) + 1
      if (after !== null && from === 0) return { items: [], next: null, invalid: true }
      const last = events[from + limit - 1]
      return {
        items: events.slice(from, from + limit),
        next: from + limit < events.length && last !== undefined ? placeOf(last) : null,
      }
    },
  })),
  broken('shows what was recorded later', ['timeline.recorded_by'], (store) => ({
    timeline: ({ recordedBy: _, ...query }) => store.timeline(query),
  })),
  broken('shows what was redacted in the timeline', ['timeline.redacted'], (store) => {
    const { commit, originalOf } = remembering(store)
    return {
      commit,
      timeline: async (query) => {
        const page = await store.timeline(query)
        return { ...page, items: page.items.map(originalOf) }
      },
    }
  }),
  broken('throws at a cursor of the timeline', ['timeline.cursor'], throwing('timeline')),
]

export const lists: readonly Broken[] = [
  broken(
    'never advances its cursor in a list',
    ['list.order', 'list.ties', 'list.filters', 'story.listed'],
    standing('conversations'),
  ),
  broken('lists the latest first', ['list.order', 'list.filters'], (store) => ({
    conversations: async (query) =>
      paged([...(await wholeList(store, query))].reverse(), query.after, query.limit),
  })),
  broken('goes on behind an instant', ['list.ties'], (store) => ({
    conversations: async (query) =>
      pagedBy(
        await wholeList(store, query),
        ({ conversation }) => conversation.statusChangedAt,
        query.after,
        query.limit,
      ),
  })),
  broken('takes nobody for anybody', ['list.filters'], (store) => ({
    conversations: ({ agent, ...query }) => store.conversations(agent === null ? query : { ...query, agent }),
  })),
  broken('looks at one condition alone', ['list.filters'], (store) => ({
    conversations: ({ inbox, ...query }) =>
      store.conversations(query.status === undefined ? { ...query, inbox } : query),
  })),
  broken('counts all that there is', ['list.counts'], (store) => ({ counts: () => store.counts({}) })),
  broken('counts from one', ['list.counts', 'list.moved'], (store) => ({
    counts: async (filter) => {
      const counts = await store.counts(filter)
      return Object.fromEntries(
        Object.entries(counts).map(([status, n]) => [status, Math.max(n, 1)]),
      ) as typeof counts
    },
  })),
  broken('keeps the columns of the first write', ['list.moved'], (store) => {
    const first = new Map<string, ConversationRow>()
    return {
      commit: (changes) => {
        for (const row of changes.conversations)
          if (!first.has(row.conversation.id)) first.set(row.conversation.id, row)
        return store.commit(changes)
      },
      conversations: async ({ agent, ...query }) => {
        const rows = await wholeList(store, query)
        const fits = ({ conversation: c }: ConversationRow): boolean =>
          agent === undefined || first.get(c.id)?.conversation.agent === agent
        return paged(rows.filter(fits), query.after, query.limit)
      },
    }
  }),
  broken('throws at a cursor of a list', ['list.cursor'], throwing('conversations')),
]

export const tasks: readonly Broken[] = [
  broken('never advances its cursor in tasks', ['tasks.order', 'tasks.filters'], standing('tasks')),
  broken('lists tasks as they were made', ['tasks.order', 'tasks.filters'], (store) => ({
    tasks: async (query) =>
      paged(
        [...(await wholeTasks(store, query))].sort((a, b) => (a.task.id < b.task.id ? -1 : 1)),
        query.after,
        query.limit,
      ),
  })),
  broken('takes due by an instant for due before it', ['tasks.filters'], (store) => ({
    tasks: ({ dueBy, ...query }) => store.tasks(dueBy === undefined ? query : { ...query, dueBy: dueBy - 1 }),
  })),
  broken('lists open tasks where none is asked for', ['tasks.filters'], (store) => ({
    tasks: (query) => store.tasks({ ...query, closed: query.closed === false ? undefined : query.closed }),
  })),
  broken('keeps a copy of the text', ['tasks.text'], (store) => {
    const { commit, sets } = remembering(store)
    return {
      commit,
      tasks: async (query) => {
        const page = await store.tasks(query)
        const textOf = (id: string, customer: string) =>
          sets.flatMap(({ events }) => events).find((event) => event.id === id && event.customer === customer)
            ?.content?.text
        return {
          ...page,
          items: page.items.map(({ task }) => ({
            task,
            text: textOf(task.textEventId, task.customer) ?? null,
          })),
        }
      },
    }
  }),
  broken('lists the tasks of one id alone', ['tasks.merged'], (store) => ({
    tasks: async (query) => {
      const found = await wholeTasks(store, query)
      const theirs = found.filter(
        ({ task }) => query.customer === undefined || task.customer === query.customer,
      )
      return paged(theirs, query.after, query.limit)
    },
  })),
  broken('throws at a cursor of tasks', ['tasks.cursor'], throwing('tasks')),
]

export const dues: readonly Broken[] = [
  broken('never advances its cursor in what is due', ['due.order', 'due.ties'], standing('due')),
  broken('gives what is due in any order', ['due.order', 'due.update'], (store) => ({
    due: async (query) =>
      paged(
        [...(await wholeDue(store, query))].sort((a, b) => (a.customer < b.customer ? -1 : 1)),
        query.after,
        query.limit,
      ),
  })),
  broken('gives what is due before an instant', ['due.order', 'due.ties'], (store) => ({
    due: (query) => store.due({ ...query, by: query.by - 1 }),
  })),
  broken('forgets tasks that are due', ['due.order', 'due.update_stale', 'story.deadlines'], (store) => ({
    due: async (query) =>
      paged(
        (await wholeDue(store, query)).filter(({ task }) => task === null),
        query.after,
        query.limit,
      ),
  })),
  broken('goes on behind a due time', ['due.ties'], (store) => ({
    due: async (query) =>
      pagedBy(await wholeDue(store, query), ({ dueAt }) => dueAt, query.after, query.limit),
  })),
  broken('never takes a place out of the index', ['due.moved', 'story.deadlines'], (store) => {
    const places = new Map<string, number>()
    return {
      commit: (changes) => {
        const kept = (id: string, dueAt: number | null): number | null => {
          if (dueAt !== null) places.set(id, dueAt)
          return dueAt ?? places.get(id) ?? null
        }
        return store.commit({
          ...changes,
          conversations: changes.conversations.map((row) => ({
            ...row,
            dueAt: kept(row.conversation.id, row.dueAt),
          })),
          tasks: changes.tasks.map((row) => ({ ...row, dueAt: kept(row.task.id, row.dueAt) })),
        })
      },
    }
  }),
  broken('rewrites nothing', ['due.update'], () => ({ updateDeadlines: async () => {} })),
  broken('rewrites places whatever was written since', ['due.update_stale'], (store) => ({
    updateDeadlines: async (places) => {
      for (const place of places) {
        const [found] = await store.load([
          {
            customer: place.customer,
            address: null,
            commands: [],
            refs: [],
            topics: [],
            conversation: null,
            task: null,
          },
        ])
        await store.updateDeadlines([{ ...place, head: found?.head ?? 0 }])
      }
    },
  })),
  broken('throws at a cursor of what is due', ['due.cursor'], throwing('due')),
]

/** A feed of its own, in which every event has a place of its own. */
const feedOf =
  (slots: readonly (StoredEvent | null)[]): Store['events'] =>
  async ({ after, limit }) => {
    if (after !== null && !/^\d+$/.test(after)) return { items: [], next: null, invalid: true }
    const items: StoredEvent[] = []
    let at = after === null ? 0 : Number(after)
    let next = at
    for (; at < slots.length && items.length < limit; at++) {
      const event = slots[at]
      if (event == null) continue
      items.push(event)
      next = at + 1
    }
    return { items, next: items.length === 0 ? after : String(next) }
  }

export const feeds: readonly Broken[] = [
  broken(
    'never advances its cursor in the feed',
    ['events.complete', 'events.end', 'events.refused', 'events.parallel', 'events.redacted'],
    standing('events'),
  ),
  broken(
    'gives the events of a page the latest first',
    ['events.complete', 'events.parallel', 'events.redacted', 'story.listed'],
    (store) => ({
      events: async (query) => {
        const page = await store.events(query)
        return { ...page, items: [...page.items].reverse() }
      },
    }),
  ),
  broken('skips an event between two pages', ['events.complete', 'events.parallel'], (store) => ({
    events: async (query) => {
      const page = await store.events(query)
      return page.items.length < query.limit ? page : { ...page, items: page.items.slice(0, -1) }
    },
  })),
  broken(
    'has no cursor behind the last event',
    ['events.complete', 'events.end', 'events.refused', 'events.parallel', 'events.redacted'],
    (store) => ({
      events: async (query) => {
        const page = await store.events(query)
        return page.items.length === 0 ? { ...page, next: null } : page
      },
    }),
  ),
  broken('writes the outbox before the commit', ['events.refused', 'events.redacted'], (store) => {
    const slots: StoredEvent[] = []
    return {
      commit: (changes) => {
        slots.push(...changes.events)
        return store.commit(changes)
      },
      events: feedOf(slots),
    }
  }),
  broken('numbers events at the insert', ['events.parallel'], (store) => {
    const slots: (StoredEvent | null)[] = []
    let writers = 0
    return {
      commit: async (changes) => {
        const from = slots.length
        slots.push(...changes.events.map(() => null))
        if (writers++ % 2 === 0) await gap()
        const committed = await store.commit(changes)
        if (committed.ok) for (const [n, event] of changes.events.entries()) slots[from + n] = event
        for (const event of changes.redacted) {
          const at = slots.findIndex((known) => known?.id === event.id && known.customer === event.customer)
          if (at >= 0) slots[at] = event
        }
        return committed
      },
      events: feedOf(slots),
    }
  }),
  broken('tells what was redacted again', ['events.redacted'], (store) => {
    const slots: StoredEvent[] = []
    return {
      commit: async (changes) => {
        const committed = await store.commit(changes)
        if (committed.ok) slots.push(...changes.events, ...changes.redacted)
        return committed
      },
      events: feedOf(slots),
    }
  }),
  broken('keeps what was redacted in the feed', ['events.redacted'], (store) => {
    const { commit, originalOf } = remembering(store)
    return {
      commit,
      events: async (query) => {
        const page = await store.events(query)
        return { ...page, items: page.items.map(originalOf) }
      },
    }
  }),
  broken('throws at a cursor of the feed', ['events.cursor'], throwing('events')),
]
