import type { Repository } from '../store/ports.ts'
import type { PostgresClient } from './client.ts'
import { type PlainShape, plainParameters, plainRows, plainText, shapeOf } from './commit-plain.ts'
import { commitParameters, rowsOf } from './commit-rows.ts'
import { commitText } from './commit-text.ts'
import { conflictOf, isUnexplained } from './errors.ts'
import type { Tables } from './tables.ts'

/** All of it or nothing, in one statement; a key that is taken costs a second one, which says which it is (O-4, O-7). */
export const commitOf = (client: PostgresClient, { schema, tenant }: Tables): Repository['commit'] => {
  const whole = commitText(schema)
  const plain = new Map<string, string>()
  const textOf = (shape: PlainShape): string => {
    const name = `${shape.events},${shape.refs},${shape.conversations},${shape.isOpen}`
    const text = plain.get(name) ?? plainText(schema, shape)
    plain.set(name, text)
    return text
  }
  return async (changes) => {
    const rows = plainRows(changes)
    try {
      if (rows !== null)
        try {
          const shape = shapeOf(rows)
          await client.query(textOf(shape), [tenant, ...plainParameters(changes, rows, shape)])
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
