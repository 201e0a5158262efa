import type { Repository } from '../store/ports.ts'
import type { PostgresClient } from './client.ts'
import {
  type PlainShape,
  plainCommitParameters,
  plainCommitRows,
  plainCommitText,
  plainShapeOf,
} from './commit-plain.ts'
import { changeSetRows, commitParameters } from './commit-rows.ts'
import { commitText } from './commit-text.ts'
import { conflictOf, needsFullCommit } from './errors.ts'
import type { TenantTables } from './tables.ts'

/** All of it or nothing, in one statement; a key that is taken costs a second one, which says which it is (O-4, O-7). */
export const commitOf = (client: PostgresClient, { schema, tenant }: TenantTables): Repository['commit'] => {
  const fullText = commitText(schema)
  const plainTexts = new Map<string, string>()
  const textOf = (shape: PlainShape): string => {
    const name = `${shape.events},${shape.refs},${shape.conversations},${shape.isOpen}`
    const text = plainTexts.get(name) ?? plainCommitText(schema, shape)
    plainTexts.set(name, text)
    return text
  }
  return async (changes) => {
    const rows = plainCommitRows(changes)
    try {
      if (rows !== null)
        try {
          const shape = plainShapeOf(rows)
          await client.query(textOf(shape), [tenant, ...plainCommitParameters(changes, rows, shape)])
          return { ok: true }
        } catch (error) {
          if (!needsFullCommit(error)) throw error
        }
      await client.query(fullText, [tenant, ...commitParameters(changeSetRows(changes))])
      return { ok: true }
    } catch (error) {
      return { ok: false, conflict: conflictOf(error, changes) }
    }
  }
}
