import type { PostgresClient } from './client.ts'
import { channelName, tenantKey } from './names.ts'

/** The channel of `LISTEN` if nothing else is said. */
export const defaultChannel = 'throughline'

/**
 * What tells those who `LISTEN` that this tenant has something new, for `withNotify`: a statement of its own contextAfter the
 * commit, because `NOTIFY` inside a transaction makes all commits of the database wait in one line.
 *
 * @example
 * const tell = postgresNotify({ client: { query: async () => ({ rows: [] }) }, tenant: 'shop' })
 * withNotify(store, tell).commit === store.commit // false
 */
export const postgresNotify = ({
  client,
  tenant = '',
  channel = defaultChannel,
}: {
  readonly client: PostgresClient
  /** As of the store; it is what listeners are told. */
  readonly tenant?: string | undefined
  /** At most 63 bytes; `throughline` if nothing is said. */
  readonly channel?: string | undefined
}): (() => Promise<void>) => {
  const parameters = [channelName(channel), tenantKey(tenant)]
  return async () => {
    await client.query(`select 'told' as told from pg_notify($1::text, $2::text)`, parameters)
  }
}
