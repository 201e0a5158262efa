/** How Redis is asked in redis-store.ts: scripts, keys and pages. Nothing here knows what is stored. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Page } from 'throughline'

/** What is used of `createClient()` of `@redis/client`; of a cluster, `(args) => cluster.sendCommand(key, false, args)`. */
export interface Redis {
  sendCommand(args: readonly string[]): Promise<unknown>
}

/** A text as a part of a key: in ASCII, in as many as there are, without the characters that separate parts. */
export const code = (text: string): string =>
  text.replaceAll(/[^\w.:@+~-]/g, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
export const codeOr = (text: string | null, nothing: string): string => (text === null ? nothing : code(text))
export const decode = (part: string): string =>
  part.replaceAll(/%([0-9a-f]{4})/g, (_, unit: string) => String.fromCharCode(Number.parseInt(unit, 16)))

/** An instant, or a place, whose order as a text is its own: none is before the first day of a calendar. */
export const sortable = (instant: number): string =>
  `${BigInt(instant) + 8_640_000_000_000_000n}`.padStart(17, '0')

const scriptOf = (name: string) => {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8')
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

/** By its digest; Redis forgets scripts when it restarts, and is then told the text again. */
export const scriptRunner = (redis: Redis, name: string, keys: readonly string[]) => {
  const { text, sha } = scriptOf(name)
  return async (...values: readonly string[]): Promise<unknown> => {
    const rest = [`${keys.length}`, ...keys, ...values]
    try {
      return await redis.sendCommand(['EVALSHA', sha, ...rest])
    } catch (error) {
      if (!String(error).includes('NOSCRIPT')) throw error
      return redis.sendCommand(['EVAL', text, ...rest])
    }
  }
}

/** Which part of the index: prefixes, one for each stream, whose members are merged, and what ends them. */
export interface Part {
  readonly under: readonly string[]
  readonly until?: string | undefined
  readonly fits?: ((place: string) => boolean) | undefined
}
export interface Paging {
  readonly after: string | null
  readonly limit: number
  readonly order?: 'oldest_first' | 'newest_first'
}

const isPlace = /^\d{17}(\|[\w.:@+~%!/-]*)+$/

/** The fields that the places name, page by page: the cursor is the place of the last one, so arrivals shift nothing. */
export const pageOf = async (
  redis: Redis,
  index: string,
  part: Part,
  paging: Paging,
): Promise<Page<string>> => {
  const { after, limit, order } = paging
  if (after !== null && !isPlace.test(after)) return { items: [], next: null, invalid: true }
  const newest = order === 'newest_first'
  const range = async (prefix: string, from: string | null): Promise<readonly string[]> => {
    const first = from !== null && !newest ? `(${prefix}|${from}` : `[${prefix}|`
    const end = part.until === undefined ? `(${prefix}}` : `(${prefix}|${part.until}`
    const last = from !== null && newest ? `(${prefix}|${from}` : end
    const bounds = newest ? ['ZREVRANGEBYLEX', index, last, first] : ['ZRANGEBYLEX', index, first, last]
    const found = await redis.sendCommand([...bounds, 'LIMIT', '0', `${limit + 1}`])
    return (found as readonly string[]).map((member) => member.slice(prefix.length + 1))
  }
  const placesUnder = async (prefix: string): Promise<readonly string[]> => {
    const found: string[] = []
    for (let from = after; ; ) {
      const places = await range(prefix, from)
      found.push(...places.filter(part.fits ?? (() => true)))
      if (places.length <= limit || found.length > limit) return found
      from = places.at(-1) ?? from
    }
  }
  const all = (await Promise.all(part.under.map(placesUnder))).flat().sort()
  const places = newest ? all.reverse() : all
  const shown = places.slice(0, limit)
  return {
    items: shown.map((place) => place.slice(place.lastIndexOf('|') + 1)),
    next: places.length > limit ? (shown.at(-1) ?? null) : null,
  }
}
