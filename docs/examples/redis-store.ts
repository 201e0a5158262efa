/** A whole store in Redis: a find is one script, a commit is one script. docs/stores.md, "Writing a store", tells more. */
import type {
  ChangeSet,
  CommitConflict,
  ConversationRow,
  DueItem,
  Page,
  Snapshot,
  SnapshotQuery,
  Store,
  StoredEvent,
  Task,
  TaskRow,
} from 'throughline'
import { candidates } from './candidates.ts'
import {
  code,
  codeOr,
  decode,
  type Paging,
  type Part,
  pageOf,
  type Redis,
  scriptRunner,
  sortable,
} from './redis.ts'
import {
  fieldOf,
  type Put,
  prefixOf,
  putClaim,
  putConversation,
  putCustomer,
  putEvent,
  putHead,
  putTask,
} from './redis-puts.ts'

/** What must be so, and what stood against the commit if it is not. */
interface Check {
  readonly field: string
  /** An empty text: there is none. */
  readonly is: string
  readonly conflict: CommitConflict
}

const statuses = ['new', 'open', 'waiting', 'closed'] as const
const jsonOf = <T>(value: string): T => JSON.parse(value.slice(value.indexOf('\n') + 1)) as T
const orNull = <T>(value: string): T | null => (value === '' ? null : jsonOf<T>(value))
/** A part of a filter: left out it narrows nothing, null is nobody. */
const facet = (value: string | null | undefined): string => (value === undefined ? '*' : codeOr(value, '!'))

/** Whatever must hold for a change set to be written, in the order in which it is told. */
const checksOf = ({
  events,
  expected,
  claims,
}: Pick<ChangeSet, 'events' | 'expected' | 'claims'>): readonly Check[] => [
  ...events.map(({ customer, id }) => ({
    field: fieldOf('event', customer, id),
    is: '',
    conflict: { kind: 'repeated', key: id } as const,
  })),
  ...expected.map(({ customer, head }) => ({
    field: fieldOf('head', customer),
    is: head === 0 ? '' : `${head}`,
    conflict: { kind: 'stale', key: customer } as const,
  })),
  ...claims.map(({ address, from }) => ({
    field: fieldOf('address', address),
    is: codeOr(from, ''),
    conflict: { kind: 'claimed', key: address } as const,
  })),
]

const putsOf = ({ customers, conversations, tasks, claims, events, redacted }: ChangeSet): readonly Put[] => [
  ...events.map(putEvent),
  ...events.map(({ customer, seq }) => putHead(customer, seq)),
  ...redacted.map((event) => ({ ...putEvent(event), known: true })),
  ...customers.map(putCustomer),
  ...claims.map(putClaim),
  // What a merge adopts gets a row by its new customer: the one by the old goes.
  ...customers
    .filter(({ mergedInto }) => mergedInto !== null)
    .flatMap(({ id }) =>
      conversations.map((row) => ({
        field: fieldOf('conversation', id, row.conversation.id),
        value: '',
        members: [],
      })),
    ),
  ...conversations.map(putConversation),
  ...tasks.map(putTask),
]

/** All keys of a tenant have the hash tag `{name:tenant}`: they are in one slot of a cluster, where scripts can reach them. */
export const redisStore = (redis: Redis, tenant = '', name = 'throughline'): Store => {
  const [values, members, turns, index, feed] = ['values', 'members', 'turns', 'index', 'feed'].map(
    (part) => `{${name}|${code(tenant)}}:${part}`,
  ) as [string, string, string, string, string]
  const runFind = scriptRunner(redis, 'redis-find.lua', [values, turns, index])
  const runCommit = scriptRunner(redis, 'redis-commit.lua', [values, members, turns, index, feed])

  const valuesOf = async (fields: readonly string[]): Promise<readonly (string | null)[]> =>
    fields.length === 0 ? [] : ((await redis.sendCommand(['HMGET', values, ...fields])) as (string | null)[])
  const known = async (fields: readonly string[]): Promise<readonly string[]> =>
    (await valuesOf(fields)).filter((value) => value !== null)
  /** The survivor's stream and those he absorbed. */
  const streamsOf = async (customer: string): Promise<readonly string[]> => {
    const [value] = await known([fieldOf('customer', customer)])
    const [into = '!', ...absorbed] = value?.slice(0, value.indexOf('\n')).split(' ') ?? []
    if (value === undefined) return []
    return into === '!' ? [customer, ...absorbed.map(decode)] : streamsOf(decode(into))
  }

  const look = async (query: SnapshotQuery): Promise<Snapshot> => {
    const asked = {
      customer: query.customer === null ? undefined : code(query.customer),
      address: query.address === null ? undefined : code(query.address),
      conversation: query.conversation === null ? undefined : code(query.conversation),
      task: query.task === null ? undefined : code(query.task),
      commands: query.commands.map(code),
      refs: query.refs.map(code),
      topics: query.topics.map(code),
    }
    type Found = [string, string, string, string, string, string[], string[], string[], string[]]
    const found = (await runFind(JSON.stringify(asked))) as Found
    const [customer, holder, head, active, task, past, order] = found
    const seen = found[7].map(jsonOf<StoredEvent>)
    const quoted = found[8].map(jsonOf<StoredEvent>)
    const closed = past
      .map((value, at) => ({ ...jsonOf<ConversationRow>(value), turn: order[at] ?? '' }))
      .flatMap(({ conversation: c, turn }) =>
        c.closed === null ? [] : [{ c, at: `${sortable(c.closed.at)}${turn}` }],
      )
      .sort((a, b) => (a.at < b.at ? 1 : -1))
      .map(({ c }) => c)
    return {
      customer: orNull(customer),
      addressOwner: holder === '' ? null : decode(holder),
      head: Number(head),
      active: orNull<ConversationRow>(active)?.conversation ?? null,
      closed: candidates(closed, query, [...seen, ...quoted]),
      task: orNull<TaskRow>(task)?.task ?? null,
      commandEvents: seen,
      referencedEvents: quoted,
    }
  }

  const write = async (checks: readonly Check[], puts: readonly Put[], events: readonly string[]) => {
    const what = {
      checks: checks.map(({ field, is }) => ({ field, is })),
      feed: events,
      puts: puts.map(({ value, ...put }) => put),
    }
    const failed = Number(await runCommit(JSON.stringify(what), ...puts.map(({ value }) => value)))
    return checks[failed - 1]?.conflict ?? null
  }

  const page = async <T>(part: Part, paging: Paging): Promise<Page<T>> => {
    const { items, ...rest } = await pageOf(redis, index, part, paging)
    return { ...rest, items: (await known(items)).map(jsonOf<T>) }
  }

  return {
    load: (queries) => Promise.all(queries.map(look)),
    commit: async (changes) => {
      const events = changes.events.map(({ customer, id }) => fieldOf('event', customer, id))
      const conflict = await write(checksOf(changes), putsOf(changes), events)
      return conflict === null ? { ok: true } : { ok: false, conflict }
    },
    timeline: async ({ customer, recordedBy, ...paging }) => {
      const under = (await streamsOf(customer)).map((id) => prefixOf('timeline', code(id)))
      const by = recordedBy === undefined ? '~' : sortable(recordedBy)
      return page({ under, fits: (place) => (place.split('|')[2] ?? '') <= by }, paging)
    },
    conversations: ({ status, inbox, agent, ...paging }) =>
      page({ under: [prefixOf('list', facet(status), facet(inbox), facet(agent))] }, paging),
    counts: async ({ inbox, agent }) => {
      const count = async (status: string): Promise<number> => {
        const prefix = prefixOf('list', status, facet(inbox), facet(agent))
        return Number(await redis.sendCommand(['ZLEXCOUNT', index, `[${prefix}|`, `(${prefix}}`]))
      }
      const [fresh = 0, open = 0, waiting = 0, closed = 0] = await Promise.all(statuses.map(count))
      return { new: fresh, open, waiting, closed }
    },
    tasks: async ({ customer, inbox, agent, closed, dueBy, ...paging }) => {
      const state = closed === undefined ? '*' : closed ? 'closed' : 'open'
      const whose = customer === undefined ? ['*'] : (await streamsOf(customer)).map(code)
      const under = whose.map((id) => prefixOf('tasks', id, state, facet(inbox), facet(agent)))
      const until = dueBy === undefined ? undefined : sortable(dueBy + 1)
      const { items, ...rest } = await page<TaskRow>({ under, until }, paging)
      // Where streams were merged two events may have the id, and one is about the task.
      const textOf = async ({ id, customer: own, textEventId }: Task): Promise<string | null> => {
        const streams = [own, ...(await streamsOf(own))]
        const found = await known(streams.map((stream) => fieldOf('event', stream, textEventId)))
        const events = found.map(jsonOf<StoredEvent>)
        const said = events.find(({ task }) => task === id) ?? events[0]
        return said?.content?.text ?? null
      }
      return {
        ...rest,
        items: await Promise.all(items.map(async ({ task }) => ({ task, text: await textOf(task) }))),
      }
    },
    due: async ({ by, ...paging }) => {
      const { items, ...rest } = await page<Partial<ConversationRow & TaskRow>>(
        { under: ['due'], until: sortable(by + 1) },
        paging,
      )
      const dueOf = ({
        conversation,
        task,
        dueAt,
      }: Partial<ConversationRow & TaskRow>): readonly DueItem[] => {
        const customer = conversation?.customer ?? task?.customer
        if (customer === undefined || dueAt == null) return []
        return [{ customer, conversation: conversation?.id ?? null, task: task?.id ?? null, dueAt }]
      }
      return { ...rest, items: items.flatMap(dueOf) }
    },
    updateDeadlines: async (places) => {
      for (const { customer, conversation, task, head, dueAt } of places) {
        const streams = await streamsOf(customer)
        const isHead = checksOf({ events: [], claims: [], expected: [{ customer: streams[0] ?? '', head }] })
        const rows = await known(
          streams.map((id) =>
            fieldOf(task === null ? 'conversation' : 'task', id, conversation ?? task ?? ''),
          ),
        )
        const puts = rows.map((value) =>
          task === null
            ? putConversation({ ...jsonOf<ConversationRow>(value), dueAt })
            : putTask({ ...jsonOf<TaskRow>(value), dueAt }),
        )
        await write(isHead, puts, [])
      }
    },
    events: async ({ after, limit }) => {
      if (after !== null && !/^\d{1,15}$/.test(after)) return { items: [], next: null, invalid: true }
      const from = Number(after ?? 0)
      const fields = (await redis.sendCommand(['LRANGE', feed, `${from}`, `${from + limit - 1}`])) as string[]
      const items = (await known(fields)).map(jsonOf<StoredEvent>)
      return { items, next: fields.length === 0 ? after : `${from + fields.length}` }
    },
  }
}
