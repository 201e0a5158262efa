import type { Repository } from '../store/ports.ts'
import { isPlainQuery, plainLoadParameters, plainLoadTexts, plainSnapshotOf } from './load-plain.ts'
import { loadParameters, loadText, snapshotOf } from './load-text.ts'
import { versionMismatch } from './migrate.ts'
import { version } from './schema.ts'
import type { TenantTables } from './tables.ts'

/** How many customers to remember of whom nothing has to be remembered. */
const maxRemembered = 10_000

/** One statement for all queries; a plain one that turns out to be more asks once more (I-0). */
export const loadOf = ({ schema, tenant, rows }: TenantTables): Repository['load'] => {
  const plain = plainLoadTexts(schema)
  const fullText = loadText(schema)
  /** Whoever was found to have absorbed nobody: a shorter statement is enough for him until it says otherwise (CU-3). */
  const alone = new Set<string>()
  const remember = (name: string): void => {
    if (alone.size >= maxRemembered) alone.clear()
    alone.add(name)
  }
  /** Whether the tables were found to be of this release: the plain statement does not ask. */
  let isKnown = false
  return async (queries) => {
    const [query] = queries
    if (query === undefined) return []
    if (isKnown && queries.length === 1 && isPlainQuery(query)) {
      const { customer, address } = query
      const name = customer ?? `address ${address}`
      const isAlone = alone.has(name)
      const text = plain[customer === null ? 'addressed' : 'named'][isAlone ? 'alone' : 'anybody']
      const [row] = await rows(text, [tenant, ...plainLoadParameters(query)])
      const snapshot = row === undefined ? null : plainSnapshotOf(row, isAlone)
      if (snapshot !== null && snapshot.customer?.absorbed.length === 0) remember(name)
      else alone.delete(name)
      if (snapshot !== null) return [snapshot]
    }
    const found = await rows(fullText, [tenant, ...loadParameters(queries)])
    const storedVersion = Number(found[0]?.['version'] ?? 0)
    if (storedVersion !== version) throw versionMismatch(storedVersion)
    isKnown = true
    return found.map(snapshotOf)
  }
}
