export { nodePostgres, pglite, postgresJs, type StatementOptions } from './adapters.ts'
export type {
  NodePostgres,
  NodePostgresConnection,
  NodePostgresResult,
  NodePostgresStatement,
  Parameter,
  Pglite,
  PostgresClient,
  PostgresJs,
  Row,
} from './client.ts'
export {
  type ConsumerPosition,
  type PostgresCursors,
  type PostgresCursorsOptions,
  postgresCursors,
} from './cursors.ts'
export { migrate } from './migrate.ts'
export { postgresNotify } from './notify.ts'
export { type Migration, type MigrationOptions, migrations } from './schema.ts'
export { type PostgresStoreOptions, postgresStore } from './store.ts'
