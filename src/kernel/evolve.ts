import type { Envelope } from './event.ts'
import { applyReducer, type Reducers, type Working } from './fold.ts'
import { immer } from './immer.ts'

/** Runs one recipe with structural sharing; the same state comes back when the event says nothing to it. */
export const evolveWith = <State extends object, Types>(
  reducers: Reducers<Working<State>, Types>,
  state: State,
  event: Envelope<string, unknown>,
): State =>
  immer.produce(state, (draft) => {
    applyReducer(reducers, draft as Working<State>, event)
  })
