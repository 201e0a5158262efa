import type { Envelope, EventOf, EventWithoutContent } from './event.ts'

/**
 * What each event does to a working copy: the only code that writes state (E-1). Three rules keep every engine that runs
 * them in agreement: copy values out of events, replace a field instead of writing into it, compare no identities.
 */
export type Reducers<Work, Types> = {
  readonly [T in keyof Types & string]?: (
    work: Work,
    event: EventWithoutContent<Envelope<T, Types[T]>>,
  ) => void
}

/** Runs an event's recipe, if the noun has one. The one cast: the compiler cannot see that table and event agree. */
export const applyReducer = <Work, Types>(
  reducers: Reducers<Work, Types>,
  work: Work,
  event: EventOf<Types> | Envelope<string, unknown>,
): void => {
  const reducer = reducers[event.type as keyof Types & string] as
    | ((work: Work, event: unknown) => void)
    | undefined
  if (reducer !== undefined) reducer(work, event)
}

/** A copy of a state whose fields may be replaced; what is inside a field may not be written to. */
export type Working<State> = { -readonly [K in keyof State]: State[K] }
