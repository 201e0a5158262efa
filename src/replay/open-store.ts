import type { Store } from '../store/ports.ts'
import { storeError } from './store-error.ts'
import type { OpenClient, StoreLocation } from './store-location.ts'

/** Whose data they are if nothing is said: a trial shall not meet those of a service that uses the same database. */
export const defaultTenant = 'replay'

/** Where a command keeps its data, and whose they are. */
export interface StoreTarget {
  readonly location: StoreLocation
  readonly tenant: string
}

const storeErrorPrefix = 'postgresStore: '

/** The store says what is wrong and what to do; which one it is the command adds. Anything else is a defect. */
const withLocationName = ({ name }: StoreLocation, error: unknown): unknown =>
  error instanceof Error && error.message.startsWith(storeErrorPrefix)
    ? storeError(`${name}: ${error.message.slice(storeErrorPrefix.length)}`, error)
    : error

const clientOf = async (place: StoreLocation, mayMake: boolean): Promise<OpenClient> => {
  if (place.kind === 'folder') return (await import('./open-folder.ts')).openFolder(place, mayMake)
  return (await import('./open-server.ts')).openServer(place)
}

/**
 * Runs a command on a store that lasts, and closes it whatever comes of it. Drivers are loaded only here: without
 * `--store` the command needs none.
 */
export const withStore = async <T>(
  { location, tenant }: StoreTarget,
  /** `write` makes what is not there yet: the folder, the tables. */
  access: 'read' | 'write',
  work: (store: Store) => Promise<T>,
): Promise<T> => {
  try {
    const { client, close } = await clientOf(location, access === 'write')
    try {
      const { migrate, postgresStore } = await import('../postgres/index.ts')
      if (access === 'write') await migrate(client)
      return await work(postgresStore({ client, tenant }))
    } finally {
      await close()
    }
  } catch (error) {
    throw withLocationName(location, error)
  }
}
