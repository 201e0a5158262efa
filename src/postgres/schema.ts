import { quoted } from './text.ts'

/** One step from one version of the tables to the next. Every statement may be run again. */
export interface Migration {
  readonly version: number
  readonly statements: readonly string[]
}

/** Where the tables are if nothing else is said. */
export const defaultSchema = 'throughline'

/** Ids are compared byte by byte, whatever the database's own language. */
const id = 'text collate "C" not null'

const tables = (schema: string): readonly string[] => [
  `create schema if not exists ${schema}`,
  `create table if not exists ${schema}.migrations (version integer primary key)`,
  `create table if not exists ${schema}.customers (
  tenant ${id}, id ${id}, merged_into text collate "C", absorbed text[] not null, state text not null,
  primary key (tenant, id))`,
  `create table if not exists ${schema}.addresses (
  tenant ${id}, address ${id}, holder ${id}, previous text collate "C",
  primary key (tenant, address))`,
  // Its key on (command, n) is made before any other: where both fail, a repeat is called a repeat and not stale.
  `create table if not exists ${schema}.events (
  tenant ${id}, customer ${id}, seq bigint not null, command ${id}, n integer not null,
  conversation text collate "C", occurred_at bigint not null, recorded_at bigint not null, position bigint,
  body text not null,
  constraint events_once unique (tenant, customer, command, n),
  constraint events_place primary key (tenant, customer, seq))`,
  `create index if not exists events_timeline on ${schema}.events (tenant, customer, occurred_at, seq)`,
  `create index if not exists events_feed on ${schema}.events (tenant, position) where position is not null`,
  `create index if not exists events_unplaced on ${schema}.events (tenant, customer, seq) where position is null`,
  `create table if not exists ${schema}.refs (
  tenant ${id}, ref ${id}, customer ${id}, seq bigint not null,
  primary key (tenant, ref, customer, seq))`,
  `create table if not exists ${schema}.conversations (
  tenant ${id}, owner ${id}, id ${id}, status text not null, inbox ${id}, agent text collate "C",
  due_at bigint, status_at bigint not null, closed_at bigint, closed_seq double precision, topics text[] not null,
  merged_into text collate "C", state text not null,
  primary key (tenant, owner, id))`,
  `create unique index if not exists conversations_one_active on ${schema}.conversations (tenant, owner)
  where status <> 'closed'`,
  `create index if not exists conversations_closed on ${schema}.conversations
  (tenant, owner, closed_at desc, closed_seq desc) where status = 'closed'`,
  `create index if not exists conversations_listed on ${schema}.conversations (tenant, status, status_at, id)`,
  `create index if not exists conversations_by_inbox on ${schema}.conversations (tenant, inbox, status, status_at, id)`,
  `create index if not exists conversations_by_agent on ${schema}.conversations (tenant, agent, status, status_at, id)`,
  `create index if not exists conversations_due on ${schema}.conversations (tenant, due_at, id)
  where due_at is not null`,
  `create table if not exists ${schema}.tasks (
  tenant ${id}, owner ${id}, id ${id}, inbox ${id}, agent text collate "C", closed boolean not null,
  due bigint not null, due_at bigint, text_command ${id}, text_n integer not null, state text not null,
  primary key (tenant, owner, id))`,
  `create index if not exists tasks_listed on ${schema}.tasks (tenant, closed, due, id)`,
  `create index if not exists tasks_of_owner on ${schema}.tasks (tenant, owner, closed, due, id)`,
  `create index if not exists tasks_due on ${schema}.tasks (tenant, due_at, id) where due_at is not null`,
  `create table if not exists ${schema}.feeds (tenant ${id}, position bigint not null, primary key (tenant))`,
]

/** The version of the tables that this release reads and writes. */
export const version = 1

/**
 * The SQL that `migrate` runs, for those who run their own migrations: each step in order, each statement by itself.
 *
 * @example
 * migrations()[0]?.statements[0] // 'create schema if not exists "throughline"'
 */
export const migrations = (schema: string = defaultSchema): readonly Migration[] => {
  const name = quoted(schema)
  const mark = (step: number): string =>
    `insert into ${name}.migrations (version) values (${step}) on conflict do nothing`
  return [{ version: 1, statements: [...tables(name), mark(1)] }]
}
