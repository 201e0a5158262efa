import { type Milliseconds, parseDuration } from '../kernel/duration.ts'
import { isId, mustBeId } from '../kernel/limits.ts'
import type { BusinessSpan } from '../kernel/reason.ts'
import type { Issue } from '../kernel/result.ts'
import type { Span } from './policy.ts'

/** Collects what is wrong while a policy is read, so that all of it is told at once (B-1). */
export interface PolicyReader {
  readonly issues: Issue[]
  readonly wrong: (path: string, message: string) => void
  /** Calendars that were named, and where: whether they are declared is known at the end (CU-10). */
  readonly named: { readonly path: string; readonly calendar: string }[]
}

export const createPolicyReader = (): PolicyReader => {
  const issues: Issue[] = []
  return { issues, wrong: (path, message) => issues.push({ path, message }), named: [] }
}

/** More entries than this in one place of a policy are a mistake, and would take their time. */
const maxEntries = 10_000

/** Refuses what has too many entries. */
const hasTooManyEntries = (reader: PolicyReader, path: string, entries: number): boolean => {
  if (entries > maxEntries) reader.wrong(path, `has ${entries} entries; at most ${maxEntries} are allowed`)
  return entries > maxEntries
}

/** A plain object, or none with an issue. */
export const readRecord = (
  reader: PolicyReader,
  path: string,
  value: unknown,
): { readonly [key: string]: unknown } => {
  if (value === undefined) return {}
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return hasTooManyEntries(reader, path, Object.keys(value).length) ? {} : { ...value }
  reader.wrong(path, 'must be an object')
  return {}
}

export const readDuration = (
  reader: PolicyReader,
  path: string,
  value: unknown,
  fallback: Milliseconds,
): Milliseconds => {
  if (value === undefined) return fallback
  const parsed = parseDuration(value, path)
  if (parsed.ok) return parsed.value
  reader.issues.push(parsed.error)
  return fallback
}

/** A whole number from 1 on; 1 with an issue. */
export const readPositiveInteger = (
  reader: PolicyReader,
  path: string,
  value: unknown,
  max: number,
  fallback?: number,
): number => {
  if (value === undefined && fallback !== undefined) return fallback
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) return value
  reader.wrong(path, `must be a whole number from 1 to ${max}`)
  return 1
}

/** A length, or the word that stands for none. */
export const readDurationOrOff = (
  reader: PolicyReader,
  path: string,
  value: unknown,
  offWord: string,
  fallback: Milliseconds | null,
): Milliseconds | null =>
  value === offWord ? null : value === undefined ? fallback : readDuration(reader, path, value, 0)

/** A length in the open time of a calendar; null if the value names none (W-5, CU-10). */
export const readBusinessSpan = (reader: PolicyReader, path: string, value: unknown): BusinessSpan | null => {
  if (typeof value !== 'object' || value === null || !('business' in value || 'calendar' in value))
    return null
  const given = readRecord(reader, path, value)
  refuseUnknownFields(reader, path, given, ['business', 'calendar'])
  const { business = null } = given
  for (const unit of ['weeks', 'days'])
    if (typeof business === 'object' && business !== null && unit in business)
      reader.wrong(`${path}.business`, `${unit} of business time have no fixed length; use hours or smaller`)
  const calendar = readText(reader, `${path}.calendar`, given['calendar'])
  if (calendar !== '') reader.named.push({ path: `${path}.calendar`, calendar })
  return { business: readDuration(reader, `${path}.business`, business, 0), calendar }
}

export const readSpan = (reader: PolicyReader, path: string, value: unknown, fallback: Span): Span => {
  if (value === undefined) return fallback
  if (value === 'never' || value === 'always') return value
  return readBusinessSpan(reader, path, value) ?? readDuration(reader, path, value, 0)
}

export const readChoice = <const Word extends string>(
  reader: PolicyReader,
  path: string,
  value: unknown,
  words: readonly [Word, ...Word[]],
): Word => {
  if (value === undefined) return words[0]
  const found = words.find((word) => word === value)
  if (found === undefined) reader.wrong(path, `must be one of ${words.map((word) => `'${word}'`).join(', ')}`)
  return found ?? words[0]
}

export const readText = (reader: PolicyReader, path: string, value: unknown): string => {
  if (typeof value === 'string' && value.trim() !== '') {
    if (!isId(value)) reader.wrong(path, mustBeId)
    return value
  }
  reader.wrong(path, 'must be a text that is not empty')
  return ''
}

export const readTexts = (reader: PolicyReader, path: string, value: unknown): readonly string[] => {
  if (value === undefined) return []
  if (Array.isArray(value) && hasTooManyEntries(reader, path, value.length)) return []
  if (Array.isArray(value)) return Array.from(value, (text, at) => readText(reader, `${path}.${at}`, text))
  reader.wrong(path, 'must be a list of texts')
  return []
}

export const readBoolean = (
  reader: PolicyReader,
  path: string,
  value: unknown,
  fallback: boolean,
): boolean => {
  if (value === undefined || typeof value === 'boolean') return value ?? fallback
  reader.wrong(path, 'must be true or false')
  return fallback
}

/** A misspelt field would silently mean its default. */
export const refuseUnknownFields = (
  reader: PolicyReader,
  path: string,
  value: { readonly [key: string]: unknown },
  known: readonly string[],
): void => {
  for (const key of Object.keys(value))
    if (!known.includes(key))
      reader.wrong(path === '' ? key : `${path}.${key}`, `is no field; known are ${known.join(', ')}`)
}
