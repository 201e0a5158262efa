import type { Repository } from '../store/ports.ts'
import { isPlain, plainFindParameters, plainFindText, plainSituationOf } from './find-plain.ts'
import { findParameters, findText, situationOf } from './find-text.ts'
import { otherVersion } from './migrate.ts'
import { version } from './schema.ts'
import type { Tables } from './tables.ts'

/** One statement for all queries; a plain one that turns out to be more asks once more (I-0). */
export const findIn = ({ schema, tenant, rows }: Tables): Repository['find'] => {
  const named = plainFindText(schema, true)
  const addressed = plainFindText(schema, false)
  const texts: string[] = []
  const textOf = (queries: number): string => {
    texts[queries] ??= findText(schema, queries)
    return texts[queries]
  }
  /** Whether the tables were found to be of this release: the plain statement does not ask. */
  let isKnown = false
  return async (queries) => {
    const [query] = queries
    if (query === undefined) return []
    if (isKnown && queries.length === 1 && isPlain(query)) {
      const text = query.customer === null ? addressed : named
      const [row] = await rows(text, [tenant, ...plainFindParameters(query)])
      const situation = row === undefined ? null : plainSituationOf(row)
      if (situation !== null) return [situation]
    }
    const found = await rows(textOf(queries.length), [tenant, ...findParameters(queries)])
    const known = Number(found[0]?.['version'] ?? 0)
    if (known !== version) throw otherVersion(known)
    isKnown = true
    return [...found].sort((a, b) => Number(a['at']) - Number(b['at'])).map(situationOf)
  }
}
