import type { Repository } from '../store/ports.ts'
import { isPlain, plainFindParameters, plainFindTexts, plainSituationOf } from './find-plain.ts'
import { findParameters, findText, situationOf } from './find-text.ts'
import { otherVersion } from './migrate.ts'
import { version } from './schema.ts'
import type { Tables } from './tables.ts'

/** How many customers to remember of whom nothing has to be remembered. */
const mostAlone = 10_000

/** One statement for all queries; a plain one that turns out to be more asks once more (I-0). */
export const findIn = ({ schema, tenant, rows }: Tables): Repository['find'] => {
  const plain = plainFindTexts(schema)
  const whole = findText(schema)
  /** Whoever was found to have absorbed nobody: a shorter statement is enough for him until it says otherwise (CU-3). */
  const alone = new Set<string>()
  const remember = (name: string): void => {
    if (alone.size >= mostAlone) alone.clear()
    alone.add(name)
  }
  /** Whether the tables were found to be of this release: the plain statement does not ask. */
  let isKnown = false
  return async (queries) => {
    const [query] = queries
    if (query === undefined) return []
    if (isKnown && queries.length === 1 && isPlain(query)) {
      const { customer, address } = query
      const name = customer ?? `address ${address}`
      const isAlone = alone.has(name)
      const text = plain[customer === null ? 'addressed' : 'named'][isAlone ? 'alone' : 'anybody']
      const [row] = await rows(text, [tenant, ...plainFindParameters(query)])
      const situation = row === undefined ? null : plainSituationOf(row, isAlone)
      if (situation !== null && situation.customer?.absorbed.length === 0) remember(name)
      else alone.delete(name)
      if (situation !== null) return [situation]
    }
    const found = await rows(whole, [tenant, ...findParameters(queries)])
    const known = Number(found[0]?.['version'] ?? 0)
    if (known !== version) throw otherVersion(known)
    isKnown = true
    return found.map(situationOf)
  }
}
