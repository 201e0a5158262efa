/** The text of a JSON value, whatever the order of its keys; what JSON does not know shows itself. */
const canonicalText = (value: unknown): string => {
  if (typeof value !== 'object' || value === null)
    return value === undefined
      ? 'undefined'
      : typeof value === 'number'
        ? String(value)
        : JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(', ')}]`
  const fields = value as { readonly [field: string]: unknown }
  const texts = Object.keys(fields)
    .sort()
    .map((key) => `${JSON.stringify(key)}: ${canonicalText(fields[key])}`)
  return texts.length === 0 ? '{}' : `{ ${texts.join(', ')} }`
}

const excerptLength = 160

/** As much of two texts as shows where they part. */
const differenceText = (actual: string, expected: string): string => {
  let at = 0
  while (at < actual.length && actual[at] === expected[at]) at++
  const from = Math.max(0, at - excerptLength / 4)
  const part = (text: string): string =>
    `${from > 0 ? '…' : ''}${text.slice(from, from + excerptLength)}${text.length > from + excerptLength ? '…' : ''}`
  return `expected ${part(expected)}, got ${part(actual)}`
}

/** A promise that was broken. */
export const violation = (text: string, cause?: unknown): Error =>
  Object.assign(new Error(text, { cause }), { name: 'ContractViolation' })

/** Throws unless both are the same JSON. */
export const expectEqual = (what: string, actual: unknown, expected: unknown): void => {
  const [one, other] = [canonicalText(actual), canonicalText(expected)]
  if (one !== other) throw violation(`${what}: ${differenceText(one, other)}`)
}

/** Throws unless it is so. */
export const expectTrue = (what: string, isSo: boolean): void => {
  if (!isSo) throw violation(what)
}

/** The value, which must be there. */
export const expectPresent = <T>(what: string, value: T | null | undefined): T => {
  if (value === null || value === undefined) throw violation(`${what} is not there`)
  return value
}

/** The answer of a desk, which must be yes. */
export const expectOk = async <A extends { readonly ok: boolean }>(
  what: string,
  answer: PromiseLike<A>,
): Promise<Extract<A, { ok: true }>> => {
  const given = await answer
  if (!given.ok) throw violation(`${what} was refused: ${differenceText(canonicalText(given), '')}`)
  return given as Extract<A, { ok: true }>
}
