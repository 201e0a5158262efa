/** What an error of a database or of a driver means to whoever runs it. */
export interface ErrorAdvice {
  /** Codes of PostgreSQL's appendix A, whole or as a class of two, and codes of Node and of drivers. */
  readonly codes: readonly string[]
  /** How drivers say it that give no code. */
  readonly messagePattern?: RegExp
  readonly what: string
  /** The statement may have been carried out all the same. */
  readonly isOutcomeUnknown?: true
}

const migrateAdvice = 'run migrate(client) once, or the statements of migrations()'

/** The first that fits counts. */
export const errorAdvices: readonly ErrorAdvice[] = [
  {
    codes: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CONNECT_TIMEOUT', '08001', '08004'],
    messagePattern: /due to connection timeout/,
    what: 'the database cannot be reached: correct host and port, or start it',
  },
  {
    codes: [],
    messagePattern: /timeout exceeded when trying to connect/,
    what: 'there was no connection in time: the database cannot be reached, or the pool is too small for what waits',
  },
  {
    codes: ['57P03'],
    what: 'the database takes no connections now, for it starts, stops or is a standby: try again, or connect to the primary',
  },
  {
    codes: ['CONNECTION_ENDED'],
    messagePattern: /after calling end|was closed and is not queryable|PGlite is clos/,
    what: 'its connection was ended by this program: end it after the last use, or open another',
  },
  {
    codes: ['57P01', '57P02', '57P05', '08', '40003', 'CONNECTION_CLOSED', 'CONNECTION_DESTROYED'],
    messagePattern: /connection terminated|has encountered a connection error/i,
    what: 'the connection to the database broke: try again',
    isOutcomeUnknown: true,
  },
  {
    codes: ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
    what: 'the connection to the database broke, or there was none: try again, or correct host, port and TLS',
    isOutcomeUnknown: true,
  },
  {
    codes: ['42P01', '3F000'],
    what: `its tables are missing, or older than this release: ${migrateAdvice}, and name the same schema`,
  },
  {
    codes: ['42703'],
    what: `its tables are of another version than this release: ${migrateAdvice}; if they are newer it says so, then update throughline`,
  },
  {
    codes: ['25006'],
    what: 'the database is read-only: connect to the primary, not to a replica or a read-only transaction; during a failover a standby says this until it is promoted: try again',
  },
  {
    codes: ['42501'],
    what: 'the database user may not do this: grant it usage of the schema and all rights on its tables',
  },
  { codes: ['3D000'], what: 'the database does not exist: create it, or correct the name in the connection' },
  {
    codes: ['28P01'],
    messagePattern: /client password must be a(?: non-empty)? string/,
    what: 'the database refused the password: correct the connection',
  },
  {
    codes: ['28'],
    what: 'the database refused the user: correct the connection, or let the server admit it (pg_hba.conf)',
  },
  {
    codes: [],
    messagePattern: /does not support SSL/,
    what: 'the database speaks no TLS: turn TLS off in the connection, or on at the server',
  },
  {
    codes: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_HAS_EXPIRED',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    what: 'the certificate of the database is not trusted: give the driver the authority that signed it (`ca`)',
  },
  {
    codes: ['53300'],
    what: 'the database has no connection left: use a smaller pool, or a pooler in front of it',
  },
  { codes: ['53100'], what: 'the disk of the database is full: nothing is written until there is room' },
  {
    codes: ['53'],
    what: 'the database is out of memory or of what its configuration allows: give it more, or less to do at once',
  },
  {
    codes: [],
    messagePattern: /query read timeout/i,
    what: 'the driver stopped waiting for the answer (query_timeout): raise it, or find what is slow or holds locks; the statement may still run',
    isOutcomeUnknown: true,
  },
  {
    codes: ['40001', '40P01'],
    what: 'other transactions met this one each time: try again, or use the isolation level read committed, which is enough',
  },
  {
    codes: ['57014', '55P03', '25P04'],
    what: 'the database gave up waiting: raise statement_timeout, lock_timeout or transaction_timeout, or look who holds the locks',
  },
  {
    codes: ['26000', '42P05'],
    what: 'a pooler between here and the database loses prepared statements: let it keep them (max_prepared_statements of PgBouncer 1.21 and later), pool sessions, or pass { prepare: false } to the adapter',
  },
]
