import { dialects, type SchemaLayout, statementsOf, type TableLayout } from './layout.ts'
import { schemaName } from './names.ts'

/** One step from one version of the tables to the next. Every statement may be run again. */
export interface Migration {
  readonly version: number
  readonly statements: readonly string[]
}

/** How the tables are laid out. What is chosen when they are made stays. */
export interface MigrationOptions {
  /** Into how many parts each table is cut by hash, of one customer's rows always the same: 1 to 1024; none if left out. */
  readonly partitions?: number | undefined
  /** Which SQL the tables are made with; YugabyteDB and Citus take PostgreSQL’s. `postgres` if left out. */
  readonly engine?: 'postgres' | 'cockroachdb' | 'dsql' | undefined
}

/** Where the tables are if nothing else is said. */
export const defaultSchema = 'throughline'

const tables = ({ dialect: { collate } }: SchemaLayout): readonly TableLayout[] => {
  const text = `text${collate}`
  const id = `${text} not null`
  return [
    {
      name: 'customers',
      columns: `tenant ${id}, id ${id}, merged_into ${text}, absorbed text not null, state text not null`,
      partitionBy: 'tenant, id',
      keys: { primary: 'tenant, id' },
    },
    {
      name: 'addresses',
      columns: `tenant ${id}, address ${id}, holder ${id}, previous ${text}`,
      partitionBy: 'tenant, address',
      keys: { primary: 'tenant, address' },
    },
    {
      name: 'events',
      columns: `tenant ${id}, customer ${id}, seq bigint not null, command ${id}, n integer not null,
  conversation ${text}, occurred_at bigint not null, recorded_at bigint not null, position bigint,
  body text not null`,
      partitionBy: 'tenant, customer',
      // The first is the primary key, which is asked first: where both fail, a repeat is called a repeat and not stale.
      keys: { events_once: 'tenant, customer, command, n', events_place: 'tenant, customer, seq' },
      indexes: [
        { name: 'events_timeline', on: 'tenant, customer, occurred_at, seq' },
        { name: 'events_feed', on: 'tenant, position', where: 'position is not null' },
        {
          name: 'events_unplaced',
          on: 'tenant, customer, seq',
          where: 'position is null',
          partialOnly: true,
        },
      ],
    },
    {
      name: 'refs',
      columns: `tenant ${id}, ref ${id}, customer ${id}, seq bigint not null`,
      partitionBy: 'tenant, ref',
      keys: { primary: 'tenant, ref, customer, seq' },
    },
    {
      name: 'conversations',
      columns: `tenant ${id}, owner ${id}, id ${id}, status text not null, inbox ${id}, agent ${text},
  due_at bigint, status_at bigint not null, closed_at bigint, closed_seq double precision, topics text not null,
  merged_into ${text}, state text not null`,
      partitionBy: 'tenant, owner',
      keys: { primary: 'tenant, owner, id' },
      indexes: [
        {
          name: 'conversations_one_active',
          on: 'tenant, owner',
          where: "status <> 'closed'",
          unique: true,
          partialOnly: true,
        },
        {
          name: 'conversations_closed',
          on: 'tenant, owner, closed_at, closed_seq',
          where: "status = 'closed'",
        },
        { name: 'conversations_listed', on: 'tenant, status, status_at, id' },
        { name: 'conversations_by_inbox', on: 'tenant, inbox, status, status_at, id' },
        { name: 'conversations_by_agent', on: 'tenant, agent, status, status_at, id' },
        { name: 'conversations_due', on: 'tenant, due_at, id', where: 'due_at is not null' },
      ],
    },
    {
      name: 'tasks',
      columns: `tenant ${id}, owner ${id}, id ${id}, inbox ${id}, agent ${text}, closed boolean not null,
  due bigint not null, due_at bigint, text_command ${id}, text_n integer not null, state text not null`,
      partitionBy: 'tenant, owner',
      keys: { primary: 'tenant, owner, id' },
      indexes: [
        { name: 'tasks_listed', on: 'tenant, closed, due, id' },
        { name: 'tasks_of_owner', on: 'tenant, owner, closed, due, id' },
        { name: 'tasks_due', on: 'tenant, due_at, id', where: 'due_at is not null' },
      ],
    },
    {
      name: 'feeds',
      columns: `tenant ${id}, position bigint not null`,
      partitionBy: 'tenant',
      keys: { primary: 'tenant' },
    },
    {
      name: 'consumers',
      columns: `tenant ${id}, name ${id}, cursor ${text}`,
      partitionBy: 'tenant, name',
      keys: { primary: 'tenant, name' },
    },
  ]
}

/** The version of the tables that this release reads and writes. */
export const version = 1

const mostPartitions = 1_024

const layoutOf = (schema: string, { partitions, engine = 'postgres' }: MigrationOptions): SchemaLayout => {
  if (!Object.hasOwn(dialects, engine))
    throw new Error(
      `migrations: engine must be one of ${Object.keys(dialects).join(', ')}, not ${String(engine)}; YugabyteDB and Citus take 'postgres'`,
    )
  const dialect = dialects[engine]
  const isCut = partitions !== undefined
  if (isCut && !(Number.isInteger(partitions) && partitions >= 1 && partitions <= mostPartitions))
    throw new Error(
      `migrations: partitions must be a whole number from 1 to ${mostPartitions}, not ${String(partitions)}; leave it out for tables in one piece`,
    )
  if (isCut && !dialect.hasPartitions)
    throw new Error(
      `migrations: partitions are PostgreSQL's; ${engine} spreads tables by itself: leave partitions out`,
    )
  return { schema: schemaName(schema), dialect, partitions: partitions ?? null }
}

/**
 * The SQL that `migrate` runs, for those who run their own migrations: each step in order, each statement by itself.
 * Throws where the options ask for what cannot be.
 *
 * @example
 * migrations()[0]?.statements[0] // 'create schema if not exists "throughline"'
 */
export const migrations = (
  schema: string = defaultSchema,
  options: MigrationOptions = {},
): readonly Migration[] => {
  const layout = layoutOf(schema, options)
  const made = [
    `create schema if not exists ${layout.schema}`,
    `create table if not exists ${layout.schema}.migrations (version integer primary key)`,
    ...tables(layout).flatMap((table) => statementsOf(table, layout)),
  ]
  const mark = (step: number): string =>
    `insert into ${layout.schema}.migrations (version) values (${step}) on conflict do nothing`
  return [{ version: 1, statements: [...made, mark(1)] }]
}
