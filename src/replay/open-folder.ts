import { access, constants, mkdir, readdir } from 'node:fs/promises'
import { pglite } from '../postgres/index.ts'
import { lockFolder } from './folder-lock.ts'
import { loadDriver, nothingStoredError, storeError, systemCode } from './store-error.ts'
import type { OpenClient, StoreLocation } from './store-location.ts'

const reasons: { readonly [code: string]: string } = {
  ENOTDIR: 'it is a file, or lies in one. Name a folder',
  EEXIST: 'it is a file. Name a folder',
  EACCES: 'this user may not write there. Name a folder of your own, or ask for the right to write',
  EPERM: 'this user may not write there. Name a folder of your own, or ask for the right to write',
  EROFS: 'the disk is read-only. Name a folder on another one',
  ENOSPC: 'the disk is full. Make room: PGlite takes about 40 MB to begin with',
}

const cannotOpen = (name: string, error: unknown): Error =>
  storeError(`Cannot keep data in ${name}: ${reasons[systemCode(error)] ?? (error as Error).message}.`, error)

/** What lies in a folder; null if it is not there. */
const readFolder = async ({ address, name }: StoreLocation): Promise<readonly string[] | null> => {
  try {
    return await readdir(address)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw cannotOpen(name, error)
  }
}

/** Sees that a folder is PGlite's or can be: made, or there and empty. */
const prepareFolder = async (location: StoreLocation, mayMake: boolean): Promise<void> => {
  const { address, name } = location
  const found = await readFolder(location)
  if (found?.includes('PG_VERSION') !== true) {
    if (!mayMake) throw nothingStoredError(name)
    if (found !== null && found.length > 0)
      throw storeError(`${name} holds other things than a PGlite database. Name a new or an empty folder.`)
  }
  try {
    if (found === null) await mkdir(address, { recursive: true })
    await access(address, constants.W_OK)
  } catch (error) {
    throw cannotOpen(name, error)
  }
}

/** Opens a folder with PGlite, which is PostgreSQL in this process. */
export const openFolder = async (location: StoreLocation, mayMake: boolean): Promise<OpenClient> => {
  const { PGlite } = await loadDriver(
    '@electric-sql/pglite',
    location.name,
    () => import('@electric-sql/pglite'),
  )
  await prepareFolder(location, mayMake)
  const unlock = await lockFolder(location.address, location.name).catch((error: unknown) => {
    throw systemCode(error) === '' ? error : cannotOpen(location.name, error)
  })
  try {
    const db = await PGlite.create(location.address)
    return {
      client: pglite(db),
      close: async () => {
        await db.close()
        await unlock()
      },
    }
  } catch (error) {
    await unlock()
    throw storeError(
      `PGlite cannot open ${location.name}: ${(error as Error).message}. It may be of another version of PGlite, or damaged; name another folder, or the version that made it.`,
      error,
    )
  }
}
