import { resolve } from 'node:path'
import { ok, type Result, refuse } from '../kernel/result.ts'
import type { PostgresClient } from '../postgres/client.ts'

/** Where a store is. */
export interface Place {
  readonly kind: 'folder' | 'server'
  /** The folder's whole path, or the URL with all that is secret in it. */
  readonly at: string
  /** What may be shown of it. */
  readonly name: string
}

/** A connection to it, until it is closed. */
export interface OpenClient {
  readonly client: PostgresClient
  readonly close: () => Promise<void>
}

const forms = 'a folder (./data) or a PostgreSQL server (postgres://user@host:5432/database)'

const server = (text: string): Result<Place, string> => {
  try {
    const { protocol, username, host, pathname } = new URL(text)
    const user = username === '' ? '' : `${username}@`
    return ok({ kind: 'server', at: text, name: `${protocol}//${user}${host}${pathname}` })
  } catch {
    // The text is not repeated: somewhere in it is a password.
    return refuse(
      'this is no URL. Write postgres://user@host:5432/database; a password stands in PGPASSWORD, or behind the user and a colon with %23 for #, %2F for / and %40 for @',
    )
  }
}

/** Reads where a store is, from a command line. */
export const parsePlace = (text: string): Result<Place, string> => {
  const [, scheme] = /^([a-z][a-z0-9+.-]+):/i.exec(text) ?? []
  if (/^postgres(ql)?:\/\//i.test(text)) return server(text)
  if (text.trim() === '') return refuse(`names nothing; it takes ${forms}`)
  if (scheme !== undefined) return refuse(`"${scheme}:" is no kind of store here; it takes ${forms}`)
  return ok({ kind: 'folder', at: resolve(text), name: text })
}
