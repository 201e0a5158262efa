import { isCustomerId, mustBeCustomerId } from '../customer/grant-address.ts'
import { type Instant, parseInstant } from '../kernel/instant.ts'
import { type Issue, ok, type Result, refuse } from '../kernel/result.ts'
import { shortenKey } from '../kernel/text-keys.ts'
import type { ForeignConversation, ForeignRecord } from './foreign.ts'

type Fields = { readonly [field in keyof ForeignConversation]?: unknown }

/** Reads field by field and collects what is wrong, so that all of it is told at once (B-1). */
const createFieldReader = (given: Fields, issues: Issue[]) => {
  const text = (path: keyof ForeignConversation): string | null => {
    const value = given[path]
    if (value === undefined || value === null) return null
    if (typeof value === 'string') return value.trim() === '' ? null : value
    issues.push({ path, message: 'must be a text' })
    return null
  }
  const time = (path: keyof ForeignConversation): Instant | null => {
    const value = given[path]
    if (value === undefined || value === null || value === '') return null
    const parsed = parseInstant(value, path)
    if (parsed.ok) return parsed.value
    issues.push(parsed.error)
    return null
  }
  /** An id of any length becomes one that every store can index (B-4). */
  const name = (path: keyof ForeignConversation): string | null => {
    const value = text(path)
    return value === null ? null : shortenKey(value)
  }
  const names = (path: keyof ForeignConversation): readonly string[] => {
    const value = given[path]
    if (value === undefined || value === null) return []
    if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
      return [...new Set(value.filter((one) => one.trim() !== '').map(shortenKey))]
    issues.push({ path, message: 'must be a list of texts' })
    return []
  }
  const required = <T>(path: keyof ForeignConversation, value: T | null, fallback: T): T => {
    if (value === null && !issues.some((issue) => issue.path === path))
      issues.push({ path, message: 'is missing' })
    return value ?? fallback
  }
  return { text, time, name, names, needed: required }
}

/**
 * Reads one foreign conversation (B-1): everything wrong with it as a list of issues with paths, seconds for
 * milliseconds among them. A missing customer or state is no issue here: `auditImport` counts both. Other fields are
 * ignored.
 *
 * @example
 * parseForeignConversation({ id: '7', customer: 'ada', state: 'solved', startedAt: 1769850000 })
 * // refused: looks like seconds
 */
export const parseForeignConversation = (value: unknown): Result<ForeignRecord, readonly Issue[]> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse([{ path: '', message: 'must be an object such as { id, customer, state, startedAt }' }])
  const issues: Issue[] = []
  const { text, time, name, names, needed } = createFieldReader(value, issues)
  const record: ForeignRecord = {
    id: needed('id', name('id'), ''),
    customer: name('customer'),
    state: text('state') ?? '',
    startedAt: needed('startedAt', time('startedAt'), 0),
    closedAt: time('closedAt'),
    channel: text('channel'),
    address: text('address'),
    endpoint: text('endpoint'),
    inbox: name('inbox'),
    agent: name('agent'),
    topics: names('topics'),
    lastCustomerMessageAt: time('lastCustomerMessageAt'),
    lastActivityAt: time('lastActivityAt'),
  }
  if (record.customer !== null && !isCustomerId(record.customer))
    issues.push({ path: 'customer', message: mustBeCustomerId })
  return issues.length === 0 ? ok(record) : refuse(issues)
}
