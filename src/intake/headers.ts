/** A message's header fields, in their order; names in any case, a repeated field as a list. */
export type Headers = Readonly<Record<string, string | readonly string[]>>

/** What of a value is looked at: hostile mail has values of megabytes. */
const maxValueLength = 2_000
const maxEvidenceLength = 120

/** Every single field with its name in lower case and its value unfolded, in order. */
export const headerFields = (headers: Headers): readonly (readonly [name: string, value: string])[] =>
  Object.entries(headers).flatMap(([name, values]) =>
    (typeof values === 'string' ? [values] : (values ?? [])).map(
      (value) => [name, value.slice(0, maxValueLength).replaceAll(/\s+/g, ' ').trim()] as const,
    ),
  )

/** A structured value without RFC 5322 comments, in lower case. */
export const withoutComments = (value: string): string =>
  value
    .replaceAll(/\([^()]*\)/g, ' ')
    .trim()
    .toLowerCase()

/** `Header-Name: value` for people to read, at most 120 characters. */
export const evidenceText = (name: string, value: string): string => {
  const line = `${name}: ${value}`
  return line.length <= maxEvidenceLength ? line : `${line.slice(0, maxEvidenceLength - 1)}…`
}
