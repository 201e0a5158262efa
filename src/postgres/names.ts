import { isId, mustBeId } from '../kernel/limits.ts'
import { encodeKey } from './text.ts'

declare const TextEncoder: new () => { readonly encode: (text: string) => Uint8Array }

/** PostgreSQL cuts longer names in silence, so that two schemas would become one. Names in a schema follow from none given. */
const maxNameBytes = 63
/** Every key of the tables begins with the tenant, and a key has at most 2,704 bytes. */
const maxTenantBytes = 255

const quoteShortened = (text: string): string =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)

const nameProblem = (name: unknown, maxBytes: number, mayBeAnyText: boolean): string | null => {
  if (typeof name !== 'string') return 'it is no text'
  const bytes = new TextEncoder().encode(name).length
  if (bytes > maxBytes) return `it has ${bytes} bytes in UTF-8, and ${maxBytes} are the most`
  if (mayBeAnyText) return null
  if (name === '') return 'it is empty'
  return /[\0\p{Cs}]/u.test(name) ? 'it has a NUL or half a surrogate pair in it' : null
}

const checkName = (what: string, name: string, maxBytes: number, mayBeAnyText: boolean): string => {
  const problem = nameProblem(name, maxBytes, mayBeAnyText)
  if (problem === null) return name
  throw new Error(
    `Cannot use the ${what} ${typeof name === 'string' ? quoteShortened(name) : String(name)}: ${problem}. Choose another ${what}.`,
  )
}

/** A schema as a name of SQL, in quotes. Throws where PostgreSQL would cut it or cannot hold it. */
export const schemaName = (schema: string): string =>
  `"${checkName('schema', schema, maxNameBytes, false).replaceAll('"', '""')}"`

/** A channel of `LISTEN`. Throws where PostgreSQL cannot have it. */
export const channelName = (channel: string): string => checkName('channel', channel, maxNameBytes, false)

/** The key of a tenant, which may be any text that is short enough. */
export const tenantKey = (tenant: string): string =>
  checkName('tenant', encodeKey(tenant), maxTenantBytes, true)

/** The key of a consumer's name. Throws at one that no key can hold, which a database would refuse in words of its own. */
export const consumerKey = (name: string): string => {
  if (isId(name)) return encodeKey(name)
  throw new Error(
    `Cannot use the consumer ${typeof name === 'string' ? quoteShortened(name) : String(name)}: its name ${mustBeId} (B-4).`,
  )
}
