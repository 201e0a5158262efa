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
  const places = new Map<string, string | null>()
  return {
    read: async (name) => places.get(name) ?? null,
    move: async (name, from, to) => {
      if ((places.get(name) ?? null) !== from) return false
      places.set(name, to)
      return true
    },
  }
}
