/** The rest of a store in SQLite: what lists, sweeps and consumers read, over the tables of sqlite-repository.ts. */
import type { Page, Status, Store } from 'throughline'
import { asking, type Sqlite, sqliteRepository, within } from './sqlite-repository.ts'

// What is read: `json` comes back, (at, seq, n) is its place in the order, and the other columns are for conditions.
const views = `
  create index if not exists event_timeline on event (tenant, customer, json ->> 'occurredAt', seq);
  create index if not exists event_feed on event (tenant, n);
  create index if not exists item_listed on item (tenant, json -> 'status', body ->> 'statusChangedAt') where kind = 'conversation';
  create index if not exists item_tasks on item (tenant, closed is not null, body ->> 'dueAt') where kind = 'task';
  create index if not exists item_due on item (tenant, json ->> 'dueAt');
  create view if not exists timeline as select *, json ->> 'occurredAt' as at, json ->> 'recordedAt' as recorded from event;
  create view if not exists listed as select tenant, json, json -> 'status' as status, body -> 'inbox' as inbox, body -> 'agent' as agent,
    body ->> 'statusChangedAt' as at, 0 as seq, n from item where kind = 'conversation';
  create view if not exists tasks as select tenant, customer, body -> 'inbox' as inbox, body -> 'agent' as agent, closed is not null as ended,
    body ->> 'dueAt' as at, 0 as seq, n, json_object('task', json(body), 'text', json((
      select text from (select said.json -> '$.content.text' as text, said.json -> 'task' = item.id as own, said.customer = item.customer as near
        from customer as taker
        cross join customer as taken on taken.tenant = taker.tenant and taken.owner = taker.owner
        cross join event as said on said.tenant = taken.tenant and said.customer = taken.id
        where taker.tenant = item.tenant and taker.id = item.customer and said.id = body -> 'textEventId')
      order by own desc, near desc limit 1))) as json
    from item where kind = 'task';
  create view if not exists deadlines as select tenant, json ->> 'dueAt' as at, 0 as seq, n, json_object('customer', json(customer),
    'conversation', json(iif(kind = 'task', 'null', id)), 'task', json(iif(kind = 'task', id, 'null')), 'dueAt', json ->> 'dueAt') as json
    from item;
  create view if not exists feed as select tenant, json, n as at, 0 as seq, n from event;`

interface Paging {
  readonly after: string | null
  readonly limit: number
  readonly order?: 'oldest_first' | 'newest_first'
  /** The end is only the end so far. */
  readonly endless?: true
}

/** Each has one `?`; one on `undefined` is none. */
type Conditions = Readonly<Record<string, string | number | null | undefined | readonly string[]>>
const theirs = 'customer in (select value from json_each(?))'

export const sqliteStore = (db: Sqlite, tenant = ''): Store => {
  const repository = sqliteRepository(db, tenant)
  within(db, 'immediate', () => db.exec(views))
  const ask = asking(db)

  const matching = (conditions: Conditions) => {
    const given = Object.entries(conditions).filter(([, value]) => value !== undefined)
    const where = ['tenant = ?', ...given.map(([condition]) => condition)].join(' and ')
    return { where, values: [tenant, ...given.map(([, value]) => value)] }
  }

  /** The cursor is the place of the last row, so arrivals shift nothing. */
  const page = <T>(view: string, conditions: Conditions, paging: Paging): Page<T> => {
    const { after, limit, order, endless = false } = paging
    const isPlace = after === null || /^-?\d{1,16}(,\d{1,16}){2}$/.test(after)
    if (!isPlace) return { items: [], next: null, invalid: true }
    const [beyond, way, start] = order === 'newest_first' ? ['<', 'desc', 9e15] : ['>', 'asc', -9e15]
    const place = after?.split(',').map(Number) ?? [start, start, start]
    const { where, values } = matching(conditions)
    const text = `select json_object('item', json(json), 'place', json_array(at, seq, n)) from ${view}
      where ${where} and (at, seq, n) ${beyond} (?, ?, ?) order by at ${way}, seq ${way}, n ${way} limit ?`
    type Found = { readonly item: T; readonly place: readonly number[] }
    const found = ask<Found>([text], ...values, ...place, limit + 1)
    const shown = found.slice(0, limit)
    const next = shown.at(-1)?.place.join() ?? after
    return { items: shown.map(({ item }) => item), next: endless || found.length > limit ? next : null }
  }

  /** All ids of whoever has this one, as the tables have them; his own first. */
  const idsOf = (id: string): readonly string[] =>
    ask<string>`select id from customer where tenant = ${tenant}
      and owner = (select owner from customer where tenant = ${tenant} and id = ${id}) order by id = owner desc`.map(
      (each) => JSON.stringify(each),
    )

  return {
    ...repository,
    timeline: async ({ customer, recordedBy, ...paging }) =>
      page('timeline', { [theirs]: idsOf(customer), 'recorded <= ?': recordedBy }, paging),
    conversations: async ({ status, inbox, agent, ...paging }) =>
      page('listed', { 'status = ?': status, 'inbox = ?': inbox, 'agent = ?': agent }, paging),
    counts: async ({ inbox, agent }) => {
      const { where, values } = matching({ 'inbox = ?': inbox, 'agent = ?': agent })
      const text = `select json_array(status ->> '$', count(*)) from listed where ${where} group by status`
      const counts = ask<readonly [Status, number]>([text], ...values)
      return { new: 0, open: 0, waiting: 0, closed: 0, ...Object.fromEntries(counts) }
    },
    tasks: async ({ customer, inbox, agent, closed, dueBy, ...paging }) => {
      const whose = customer === undefined ? undefined : idsOf(customer)
      const ended = closed === undefined ? undefined : Number(closed)
      const rest = { 'inbox = ?': inbox, 'agent = ?': agent, 'ended = ?': ended, 'at <= ?': dueBy }
      return page('tasks', { [theirs]: whose, ...rest }, paging)
    },
    due: async ({ by, ...paging }) => page('deadlines', { 'at <= ?': by }, paging),
    updateDeadlines: async (places) =>
      within(db, 'immediate', () => {
        for (const { customer, conversation, task, head, dueAt } of places) {
          const ids = idsOf(customer)
          ask`update item set json = json_set(json, '$.dueAt', ${{ dueAt }} -> 'dueAt') where tenant = ${tenant}
            and customer in (select value from json_each(${ids})) and id = ${task ?? conversation} and (kind = 'task') = ${Number(task !== null)}
            and ${head} = (select max(seq) from event where tenant = ${tenant} and customer = ${ids} ->> 0) returning n`
        }
      }),
    events: async (paging) => page('feed', {}, { ...paging, endless: true }),
  }
}
