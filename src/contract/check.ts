/** The text of a JSON value, whatever the order of its keys; what JSON does not know shows itself. */
const canonical = (value: unknown): string => {
  if (typeof value !== 'object' || value === null)
    return value === undefined
      ? 'undefined'
      : typeof value === 'number'
        ? String(value)
        : JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(', ')}]`
  const fields = value as { readonly [field: string]: unknown }
  const texts = Object.keys(fields)
    .sort()
    .map((key) => `${JSON.stringify(key)}: ${canonical(fields[key])}`)
  return texts.length === 0 ? '{}' : `{ ${texts.join(', ')} }`
}

const shown = 160

/** As much of two texts as shows where they part. */
const parted = (actual: string, expected: string): string => {
  let at = 0
  while (at < actual.length && actual[at] === expected[at]) at++
  const from = Math.max(0, at - shown / 4)
  const part = (text: string): string =>
    `${from > 0 ? '…' : ''}${text.slice(from, from + shown)}${text.length > from + shown ? '…' : ''}`
  return `expected ${part(expected)}, got ${part(actual)}`
}

/** A promise that was broken. */
export const violation = (text: string, cause?: unknown): Error =>
  Object.assign(new Error(text, { cause }), { name: 'ContractViolation' })

/** Throws unless both are the same JSON. */
export const equal = (what: string, actual: unknown, expected: unknown): void => {
  const [one, other] = [canonical(actual), canonical(expected)]
  if (one !== other) throw violation(`${what}: ${parted(one, other)}`)
}

/** Throws unless it is so. */
export const holds = (what: string, isSo: boolean): void => {
  if (!isSo) throw violation(what)
}

/** The value, which must be there. */
export const there = <T>(what: string, value: T | null | undefined): T => {
  if (value === null || value === undefined) throw violation(`${what} is not there`)
  return value
}

/** The answer of a desk, which must be yes. */
export const yes = async <A extends { readonly ok: boolean }>(
  what: string,
  answer: PromiseLike<A>,
): Promise<Extract<A, { ok: true }>> => {
  const given = await answer
  if (!given.ok) throw violation(`${what} was refused: ${parted(canonical(given), '')}`)
  return given as Extract<A, { ok: true }>
}
