import { serverOf, sharded } from '../../docs/examples/sharded.ts'
import type { Store } from '../../src/index.ts'
import type { PostgresClient } from '../../src/postgres/index.ts'

/** A tenant of the load, the server that has its rows, and its store. */
export interface Shelf {
  readonly tenant: string
  readonly client: PostgresClient
  readonly store: Store
}

/** So many tenants on so many servers, each where a router sends it. Every process comes to the same. */
export const shelvesOf = (
  clients: readonly PostgresClient[],
  schema: string,
  tenants: number,
): readonly Shelf[] => {
  const servers = new Map(clients.map((client, n) => [`server-${n}`, client]))
  const storeOf = sharded({ servers, schema })
  return Array.from({ length: tenants }, (_, n) => `load-${n}`).flatMap((tenant) => {
    const client = servers.get(serverOf(servers.keys(), tenant))
    return client === undefined ? [] : [{ tenant, client, store: storeOf(tenant) }]
  })
}

/** Whose a job is: of everything with one number, so that what is repeated or echoed meets its original. */
export const tenantOf = ({ n }: { readonly n: number }, tenants: number): number => n % tenants
