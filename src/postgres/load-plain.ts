import type { Conversation } from '../conversation/conversation.ts'
import type { Customer } from '../customer/customer.ts'
import { emptySnapshot, type Snapshot, type StoredEvent } from '../intake/snapshot.ts'
import type { SnapshotQuery } from '../store/ports.ts'
import type { Parameter, Row } from './client.ts'
import { decodeKey, encodeKey, encodeKeyOrNull } from './text.ts'

/** It says who it is, and names at most itself: nearly every message is found like that. */
export const isPlainQuery = ({
  customer,
  address,
  commands,
  refs,
  topics,
  conversation,
  task,
}: SnapshotQuery): boolean =>
  (customer !== null || address !== null) &&
  commands.every((command, n) => n === 0 || command.startsWith(`${commands[0]}~`)) &&
  refs.length <= 1 &&
  topics.length === 0 &&
  conversation === null &&
  task === null

/**
 * What a plain message asks for, by whole keys alone: no plan of it reads more than a row of each. An id that was merged
 * away leads to the survivor; the holder of an address is one. Whether something was seen is said and not shown. Whoever
 * has absorbed nobody has one stream to look in. What is found is one JSON text, for every column costs the server and the
 * driver more than a few characters do.
 */
const plainLoadText = (schema: string, isNamed: boolean, isAlone: boolean): string => {
  const named = isNamed ? '$5::text' : 'a.holder'
  const mayBeMerged = isNamed && !isAlone
  const who = mayBeMerged ? `coalesce(c.merged_into, ${named})` : named
  const orNull = (value: string): string => `coalesce(${value}, 'null')`
  const customer = (name: string, id: string): string => `
left join lateral (select p.merged_into, p.absorbed, p.state from ${schema}.customers p
  where p.tenant = $1::text and p.id = ${id} offset 0) ${name} on true`
  const conversation = (which: string): string =>
    orNull(`(select v.state from ${schema}.conversations v
    where v.tenant = $1::text and v.owner = ${who} and ${which})`)
  const commandEvent = (whose: string): string => `(select e.n from ${schema}.events e
    where e.tenant = $1::text and e.customer = ${whose} and e.command = $3::text and e.n = 0 limit 1)`
  const [state, absorbed] = mayBeMerged
    ? [`coalesce(s.state, c.state, 'null')`, 'coalesce(s.absorbed, c.absorbed)']
    : [orNull('c.state'), 'c.absorbed']
  const inAbsorbed = isAlone
    ? ''
    : `, case when ${absorbed} <> '{}' then (select e.n
    from unnest(${absorbed}::text[]) as o(id) cross join lateral ${commandEvent('o.id')} e limit 1) end`
  return `select a.holder, '[' || ${state} || ',' || ${orNull(`(select e.seq::text from ${schema}.events e
    where e.tenant = $1::text and e.customer = ${who} order by e.seq desc limit 1)`)}
  || ',' || ${conversation(`v.status <> 'closed'`)}
  || ',' || ${conversation(`v.status = 'closed' and v.merged_into is null
    order by v.closed_at desc, v.closed_seq desc limit 1`)}
  || ',' || ${orNull(`coalesce(${commandEvent(who)}${inAbsorbed})::text`)}
  || ',[' || coalesce((select string_agg(e.body, ',') from ${schema}.refs r
    cross join lateral (select e.* from ${schema}.events e
      where e.tenant = $1::text and e.customer = r.customer and e.seq = r.seq limit 1) e
    where r.tenant = $1::text and r.ref = $4::text), '') || ']]' as found
from (select 1) as one
left join lateral (select a.holder from ${schema}.addresses a
  where a.tenant = $1::text and a.address = $2::text offset 0) a on true${customer('c', named)}${
    mayBeMerged ? customer('s', 'c.merged_into') : ''
  }`
}

/** One for whoever is named and one for who is found by his address, of each one for those known to have absorbed nobody. */
export const plainLoadTexts = (
  schema: string,
): {
  readonly [by in 'named' | 'addressed']: { readonly [who in 'alone' | 'anybody']: string }
} => ({
  named: { alone: plainLoadText(schema, true, true), anybody: plainLoadText(schema, true, false) },
  addressed: { alone: plainLoadText(schema, false, true), anybody: plainLoadText(schema, false, false) },
})

/** The parameters of `plainFindText`, after the tenant. */
export const plainLoadParameters = ({ customer, address, commands, refs }: SnapshotQuery): Parameter[] => [
  encodeKeyOrNull(address),
  encodeKeyOrNull(commands[0] ?? null),
  encodeKeyOrNull(refs[0] ?? null),
  ...(customer === null ? [] : [encodeKey(customer)]),
]

type PlainResult = readonly [
  customer: Customer | null,
  head: number | null,
  active: Conversation | null,
  closed: Conversation | null,
  seen: number | null,
  quoted: readonly StoredEvent[],
]

/** The row as what was found; null where more has to be asked: of a merged customer, a repeat, an older conversation, an order. */
export const plainSnapshotOf = (row: Row, isAlone: boolean): Snapshot | null => {
  const [customer, head, active, closed, commandEvent, referencedEvents] = JSON.parse(
    row['found'] ?? '',
  ) as PlainResult
  const addressOwner = row['holder'] == null ? null : decodeKey(row['holder'])
  if (referencedEvents.length > 1) return null
  if (customer === null) return { ...emptySnapshot, addressOwner, referencedEvents }
  const isLoaded = (event: StoredEvent): boolean =>
    event.conversation === null || event.conversation === active?.id || event.conversation === closed?.id
  if (isAlone && customer.absorbed.length > 0) return null
  if (customer.mergedInto !== null || commandEvent !== null || !referencedEvents.every(isLoaded)) return null
  return {
    customer,
    addressOwner,
    head: head ?? 0,
    active,
    closed: closed === null ? [] : [closed],
    task: null,
    commandEvents: [],
    referencedEvents,
  }
}
