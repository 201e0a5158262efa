/**
 * Whether a value is a list in which every place holds what fits (B-1). `every` passes over the holes of a sparse list, which
 * would then be stored as `undefined`; here a hole is `undefined`, and the first one ends the search.
 */
export const isListWhere = (value: unknown, matches: (item: unknown) => boolean): boolean => {
  if (!Array.isArray(value)) return false
  for (let at = 0; at < value.length; at++) if (!matches(value[at])) return false
  return true
}
