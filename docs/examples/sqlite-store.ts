/** A whole store in SQLite, over the tables of sqlite-store.sql. "Writing a store" in docs/stores.md says why it is right. */
import type { ChangeSet, Claim, Conflict, Conversation, ConversationRow, Customer, Find } from 'throughline'
import { nobody, type Recorded, type Situation, type Store, type Task, type TaskRow } from 'throughline'
import { candidates } from './candidates.ts'
import { connect, type Sqlite } from './sqlite.ts'

export const sqliteStore = (db: Sqlite, tenant = ''): Store => {
  db.exec('pragma busy_timeout = 5000; pragma synchronous = full')
  const { rows, all, within, matching, page } = connect(db, tenant)

  const holderOf = (address: string | null): string | null =>
    all<Claim>('select json from claim where tenant = ? and address = ?', address)[0]?.to ?? null
  const headOf = (customer: string): number =>
    all<number>('select max(seq) as json from event where tenant = ? and customer = ?', customer)[0] ?? 0
  /** Who was merged away leads to who took him in. */
  const survivorOf = (who: string | null | undefined): Customer | undefined =>
    all<Customer>('select json from survivor where tenant = ? and who = ?', who ?? null)[0]

  const look = (query: Find): Situation => {
    const citing = `select json from ref join event using (tenant, n) where tenant = ? and ref = ? ->> '$' order by n`
    const quoted = query.quoted.flatMap((ref) => all<Recorded>(citing, ref))
    const holder = holderOf(query.address)
    const thread = query.address === null ? quoted[0]?.customer : null
    const customer = survivorOf(query.customer ?? holder ?? thread)
    if (customer === undefined) return { ...nobody, holder, quoted }
    const { id } = customer
    const written = `select json from history where tenant = ? and who = ? and command = rtrim(?, '0123456789"')
      order by own desc, customer, seq`
    const seen = query.commands.flatMap((command) => {
      const events = all<Recorded>(written, id, `${command}.0`)
      return events.filter((event) => event.customer === events[0]?.customer)
    })
    const theirs = 'select thing as json from belonging where tenant = ? and who = ? and task is'
    const past = all<Conversation>(`${theirs} null and ended order by closed desc, turn desc`, id)
    const [active = null] = all<Conversation>(`${theirs} null and not ended`, id)
    const [task = null] = all<Task>(`${theirs} not null and id = ?`, id, query.task)
    const closed = candidates(past, query, [...seen, ...quoted])
    return { customer, holder, head: headOf(id), active, closed, task, seen, quoted }
  }

  const conflictIn = ({ events, expected, claims }: ChangeSet): Conflict | null => {
    const once = 'select n from event where tenant = ? and customer = ? and id = ?'
    const repeated = events.find(({ customer, id }) => rows(once, customer, id).length > 0)
    if (repeated !== undefined) return { kind: 'repeated', key: repeated.id }
    const stale = expected.find(({ customer, head }) => headOf(customer) !== head)
    if (stale !== undefined) return { kind: 'stale', key: stale.customer }
    const claimed = claims.find(({ address, from }) => holderOf(address) !== from)
    return claimed === undefined ? null : { kind: 'claimed', key: claimed.address }
  }

  /** One that was closed before keeps its turn among those closed in the same millisecond. */
  const put = (items: readonly (ConversationRow | TaskRow)[]) =>
    rows(
      `insert into item (tenant, json, turn) select ?, value, (select max(n) from event) from json_each(?)
        where true on conflict (tenant, customer, id, task is null) do update set json = excluded.json,
        turn = iif(ended and excluded.ended, turn, excluded.turn) returning n`,
      items,
    )

  const write = ({ customers, conversations, tasks, claims, events, redacted }: ChangeSet): void => {
    const given = 'select ?, value from json_each(?)'
    rows(`insert into event (tenant, json) ${given} returning n`, events)
    rows(`replace into customer (tenant, json) ${given} returning id`, customers)
    rows(`replace into claim (tenant, json) ${given} returning address`, claims)
    const redact = `with given (tenant, it) as (${given}) update event set json = it from given
      where event.tenant = given.tenant and customer = it -> '$.customer' and id = it -> '$.id' returning n`
    rows(redact, redacted)
    // What a merge adopts gets a row by its new customer: the one by the old goes.
    const leave = 'delete from item where tenant = ? and customer = ? and id = ? and task is null returning n'
    for (const { id } of customers.filter(({ mergedInto }) => mergedInto !== null))
      for (const { conversation } of conversations) rows(leave, id, conversation.id)
    put([...conversations, ...tasks])
  }

  return {
    find: async (queries) => within('deferred', () => queries.map(look)),
    commit: async (changes) =>
      within('immediate', () => {
        const conflict = conflictIn(changes)
        if (conflict === null) write(changes)
        return conflict === null ? { ok: true } : { ok: false, conflict }
      }),
    timeline: async ({ customer, recordedBy, ...paging }) =>
      page('history', ['at', 'seq', 'n'], { 'who = ?': customer, 'recorded <= ?': recordedBy }, paging),
    list: async ({ status, inbox, agent, ...paging }) =>
      page(
        'conversations',
        ['at', 'n'],
        { 'status = ?': status, 'inbox = ?': inbox, 'agent = ?': agent },
        paging,
      ),
    counts: async ({ inbox, agent }) => {
      const { where, values } = matching({ 'inbox = ?': inbox, 'agent = ?': agent })
      const counting = `select status ->> '$' as status, count(*) as many from conversations where tenant = ?${where}`
      const found = rows<{ status: string; many: number }>(`${counting} group by status`, ...values)
      const counts = Object.fromEntries(found.map(({ status, many }) => [status, many]))
      return { new: 0, open: 0, waiting: 0, closed: 0, ...counts }
    },
    tasks: async ({ customer, inbox, agent, closed, dueBy, ...paging }) => {
      const ended = closed === undefined ? undefined : Number(closed)
      const whose = 'customer in (select customer from kin where kin.tenant = tasks.tenant and who = ?)'
      const rest = { 'inbox = ?': inbox, 'agent = ?': agent, 'ended = ?': ended, 'at <= ?': dueBy }
      return page('tasks', ['at', 'n'], { [whose]: customer, ...rest }, paging)
    },
    due: async ({ by, ...paging }) => page('deadlines', ['due', 'n'], { 'due <= ?': by }, paging),
    reindex: async (places) =>
      within('immediate', () => {
        const known =
          'select json from belonging where tenant = ? and who = ? and id = ? and (task is null) = ?'
        for (const { customer, conversation, task, head, dueAt } of places) {
          const found = all<TaskRow>(known, customer, conversation ?? task, Number(task === null))
          if (headOf(survivorOf(customer)?.id ?? '') === head) put(found.map((row) => ({ ...row, dueAt })))
        }
      }),
    events: async (paging) => page('event', ['n'], {}, { ...paging, endless: true }),
  }
}
