/** A table as data: SQL for each way of laying it out follows from it. */
export interface TableLayout {
  readonly name: string
  readonly columns: string
  /** What its rows are spread by; every unique key begins with it. */
  readonly partitionBy: string
  /** Its unique keys; those that say which conflict they answer have names, in the order in which they are checked. */
  readonly keys: { readonly primary: string } | { readonly [name: string]: string }
  readonly indexes?: readonly IndexLayout[]
}

export interface IndexLayout {
  readonly name: string
  readonly on: string
  readonly where?: string
  readonly unique?: true
  /** Over all rows it would be wrong, or of no use: an engine without partial indexes does without it. */
  readonly partialOnly?: true
}

/** What an engine that speaks as PostgreSQL does cannot be told. */
export interface Dialect {
  /** Ids are compared byte by byte, whatever the database's own language; the others know nothing else. */
  readonly collate: string
  readonly index: string
  readonly hasPartialIndexes: boolean
  readonly hasPartitions: boolean
}

const postgres: Dialect = {
  collate: ' collate "C"',
  index: 'index',
  hasPartialIndexes: true,
  hasPartitions: true,
}

export const dialects: { readonly [engine in 'postgres' | 'cockroachdb' | 'dsql']: Dialect } = {
  postgres,
  cockroachdb: { ...postgres, collate: '', hasPartitions: false },
  dsql: {
    collate: '',
    index: 'index async',
    hasPartialIndexes: false,
    hasPartitions: false,
  },
}

/** Which layout the tables have. */
export interface SchemaLayout {
  /** In quotes. */
  readonly schema: string
  readonly dialect: Dialect
  /** Null for tables in one piece. */
  readonly partitions: number | null
}

const namedKeys = ({ keys }: TableLayout): readonly (readonly [string, string])[] =>
  'primary' in keys ? [] : Object.entries(keys)

/** A partition's keys have names of their own, which begin as the table's: what a race violates is a partition's key. */
const partitionStatements = (table: TableLayout, { schema, partitions }: SchemaLayout): readonly string[] =>
  Array.from({ length: partitions ?? 0 }, (_, n) => [
    `create table if not exists ${schema}.${table.name}_${n}
  partition of ${schema}.${table.name} for values with (modulus ${partitions}, remainder ${n})`,
    ...namedKeys(table).map(
      ([name, on]) =>
        `create unique index if not exists ${name}_${n} on ${schema}.${table.name}_${n} (${on})`,
    ),
  ]).flat()

const indexStatements = (
  table: string,
  index: IndexLayout,
  { schema, dialect }: SchemaLayout,
): readonly string[] => {
  const { name, on, where, unique = false, partialOnly = false } = index
  if (partialOnly && !dialect.hasPartialIndexes) return []
  const some = where === undefined || !dialect.hasPartialIndexes ? '' : `\n  where ${where}`
  return [
    `create ${unique ? 'unique ' : ''}${dialect.index} if not exists ${name} on ${schema}.${table} (${on})${some}`,
  ]
}

const constraintsOf = ({ keys }: TableLayout): readonly string[] =>
  'primary' in keys
    ? [`primary key (${keys.primary})`]
    : Object.entries(keys).map(
        ([name, on], at) => `constraint ${name} ${at === 0 ? 'primary key' : 'unique'} (${on})`,
      )

/** The statements that make a table. Each does nothing where its work is done. */
export const statementsOf = (table: TableLayout, layout: SchemaLayout): readonly string[] => {
  const { schema, partitions } = layout
  const { name, columns, partitionBy, keys, indexes = [] } = table
  const isWhole = partitions === null
  const inside = isWhole || 'primary' in keys ? constraintsOf(table) : []
  return [
    `create table if not exists ${schema}.${name} (
  ${[columns, ...inside].join(',\n  ')})${isWhole ? '' : ` partition by hash (${partitionBy})`}`,
    ...partitionStatements(table, layout),
    ...(isWhole ? [] : namedKeys(table)).map(
      ([key, on]) => `create unique index if not exists ${key} on ${schema}.${name} (${on})`,
    ),
    ...indexes.flatMap((index) => indexStatements(name, index, layout)),
  ]
}
