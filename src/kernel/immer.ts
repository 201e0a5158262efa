import { Immer } from 'immer'

/**
 * Our own instance, so that a host's settings of immer and ours cannot meet. In a file of its own, which becomes a chunk
 * of its own: whoever does not evolve drops it whole.
 */
export const immer: Immer = /* @__PURE__ */ new Immer({ autoFreeze: false })
