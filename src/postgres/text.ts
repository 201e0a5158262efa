/** Quick to say no: halves of pairs that are whole are found too. */
const maybeUnstorable = /[\0\\\ud800-\udfff]/
const everyUnstorable = /[\0\\\p{Cs}]/gu

/**
 * A key as PostgreSQL can hold it: its texts take neither NUL nor lone surrogates, which a host's own ids may have. Two
 * keys stay two; what is given back is read from the stored JSON, which has them as they came.
 */
export const encodeKey = (text: string): string =>
  maybeUnstorable.test(text)
    ? text.replaceAll(everyUnstorable, (character) =>
        character === '\\' ? '\\\\' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
    : text

const escapedCharacters = /\\(?:\\|u([0-9a-f]{4}))/g

/** The text that a key stands for. */
export const decodeKey = (stored: string): string =>
  stored.includes('\\')
    ? stored.replaceAll(escapedCharacters, (_, code?: string) =>
        code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
      )
    : stored

export const encodeKeyOrNull = (text: string | null): string | null =>
  text === null ? null : encodeKey(text)

/** Texts as PostgreSQL writes an array, each a key: one parameter for every driver. */
export const encodeArray = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${encodeKey(text).replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`

/** What an event id says of its command and its place in it; a foreign id is a command of its own. */
export const parseEventId = (id: string): { readonly command: string; readonly n: number } => {
  const dot = id.lastIndexOf('.')
  const last = id.slice(dot + 1)
  return dot > 0 && /^(0|[1-9]\d{0,8})$/.test(last)
    ? { command: encodeKey(id.slice(0, dot)), n: Number(last) }
    : { command: encodeKey(id), n: -1 }
}

/** Stored JSON texts, put together by the statement with commas. */
export const parseJsonList = <T>(texts: string | null | undefined): readonly T[] =>
  texts == null ? [] : (JSON.parse(`[${texts}]`) as T[])

export const parseJsonOrNull = <T>(text: string | null | undefined): T | null =>
  text == null ? null : (JSON.parse(text) as T)

/**
 * Rows that come as a JSON text in a parameter. The limits never cut: without them a planner expects a hundred rows, finds
 * the statement expensive, and compiles it (`jit`), which takes seconds. Each limit divides what it expects by ten.
 */
export const rowsFromJson = (
  parameter: string,
  columns: { readonly [column: string]: string },
  alias: string,
): string => {
  const text = `${parameter}::text::json`
  const all = `limit (select json_array_length(${text}))`
  const types = Object.entries(columns).map((column) => column.join(' '))
  return `(select * from (select * from json_to_recordset(${text}) as given(${types.join(', ')}) ${all}) given ${all}) as ${alias}`
}
