import type { Cursors } from './consumer.ts'

/**
 * Cursors in memory, for tests and as the model of others.
 *
 * @example
 * const cursors = memoryCursors()
 * await cursors.move('search', null, '7') // true
 * await cursors.move('search', null, '8') // false
 * await cursors.read('search') // '7'
 */
export const memoryCursors = (): Cursors => {
  const cursorsByName = new Map<string, string | null>()
  return {
    read: async (name) => cursorsByName.get(name) ?? null,
    move: async (name, from, to) => {
      if ((cursorsByName.get(name) ?? null) !== from) return false
      cursorsByName.set(name, to)
      return true
    },
  }
}
