import { resolve } from 'node:path'
import { ok, type Result, refuse } from '../kernel/result.ts'
import type { PostgresClient } from '../postgres/client.ts'

/** Where a store is. */
export interface StoreLocation {
  readonly kind: 'folder' | 'server'
  /** The folder's whole path, or the URL with all that is secret in it. */
  readonly address: string
  /** What may be shown of it. */
  readonly name: string
}

/** A connection to it, until it is closed. */
export interface OpenClient {
  readonly client: PostgresClient
  readonly close: () => Promise<void>
}

const locationForms = 'a folder (./data) or a PostgreSQL server (postgres://user@host:5432/database)'

const parseServer = (text: string): Result<StoreLocation, string> => {
  try {
    const { protocol, username, host, pathname } = new URL(text)
    const user = username === '' ? '' : `${username}@`
    return ok({ kind: 'server', address: text, name: `${protocol}//${user}${host}${pathname}` })
  } catch {
    // The text is not repeated: somewhere in it is a password.
    return refuse(
      'this is no URL. Write postgres://user@host:5432/database; a password stands in PGPASSWORD, or behind the user and a colon with %23 for #, %2F for / and %40 for @',
    )
  }
}

/** Reads where a store is, from a command line. */
export const parseStoreLocation = (text: string): Result<StoreLocation, string> => {
  const [, scheme] = /^([a-z][a-z0-9+.-]+):/i.exec(text) ?? []
  if (/^postgres(ql)?:\/\//i.test(text)) return parseServer(text)
  if (text.trim() === '') return refuse(`names nothing; it takes ${locationForms}`)
  if (scheme !== undefined) return refuse(`"${scheme}:" is no kind of store here; it takes ${locationForms}`)
  return ok({ kind: 'folder', address: resolve(text), name: text })
}
