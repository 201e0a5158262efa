/** Reopenings that a conversation remembers for the guard (I-10). */
export const maxRecordedReopens = 16

/**
 * The longest id of the host app, in UTF-16 units (B-4): of a customer, agent, automation, inbox, topic or channel. Two of
 * them and an id of ours fit into one index entry of PostgreSQL, 2,704 bytes, in any script.
 */
export const maxIdLength = 255

/** How deep an input may be nested, and how many values it may hold in all (B-4). */
export const maxInputDepth = 32
export const maxInputValues = 100_000

/** Whether a value can be an id of the host app (B-4). */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= maxIdLength

/** Says `maxIdLength`: a constant text costs nothing at import. */
export const mustBeId = 'must be a text of 1 to 255 characters'
