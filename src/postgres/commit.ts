import type { Repository } from '../store/ports.ts'
import type { PostgresClient } from './client.ts'
import { type PlainRows, plainParameters, plainRows, plainText } from './commit-plain.ts'
import { commitParameters, rowsOf } from './commit-rows.ts'
import { commitText } from './commit-text.ts'
import { conflictOf, isUnexplained } from './errors.ts'
import type { Tables } from './tables.ts'

/** All of it or nothing, in one statement; a key that is taken costs a second one, which says which it is (O-4, O-7). */
export const commitOf = (client: PostgresClient, { schema, tenant }: Tables): Repository['commit'] => {
  const whole = commitText(schema)
  const plain = new Map<string, string>()
  const textOf = ({ events, refs, conversations }: PlainRows): string => {
    const shape = { events: events.length, refs: refs.length, conversations: conversations.length }
    const name = `${shape.events},${shape.refs},${shape.conversations}`
    const text = plain.get(name) ?? plainText(schema, shape)
    plain.set(name, text)
    return text
  }
  return async (changes) => {
    const rows = plainRows(changes)
    try {
      if (rows !== null)
        try {
          await client.query(textOf(rows), [tenant, ...plainParameters(changes, rows)])
          return { ok: true }
        } catch (error) {
          if (!isUnexplained(error)) throw error
        }
      await client.query(whole, [tenant, ...commitParameters(rowsOf(changes))])
      return { ok: true }
    } catch (error) {
      return { ok: false, conflict: conflictOf(error, changes) }
    }
  }
}
