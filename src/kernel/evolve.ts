import { Immer } from 'immer'
import type { Envelope } from './event.ts'
import { apply, type Recipes, type Working } from './fold.ts'

/** Our own instance, so that a host's settings of immer and ours cannot meet. */
const immer = /* @__PURE__ */ new Immer({ autoFreeze: false })

/** Runs one recipe with structural sharing; the same state comes back when the event says nothing to it. */
export const evolveWith = <State extends object, Types>(
  recipes: Recipes<Working<State>, Types>,
  state: State,
  event: Envelope<string, unknown>,
): State =>
  immer.produce(state, (draft) => {
    apply(recipes, draft as Working<State>, event)
  })
