/**
 * Why a command was refused: a value, never a throw (B-2).
 *
 * `code` is stable and the contract; `rule` names the rule in `docs/rules.md`; `remedy` says what would make the
 * command legal. `message` and `remedy` are English for people and may be reworded in any release.
 */
export interface Refusal<Code extends string = string> {
  readonly code: Code
  readonly rule: string
  readonly message: string
  readonly remedy: string
}

/** The "no" of every operation and parser. Nothing was changed and nothing needs to be undone. */
export interface Refused<E> {
  readonly ok: false
  readonly error: E
}

/** The plain "yes" of a parser. Operations answer with their own fields beside `ok`. */
export interface Ok<T> {
  readonly ok: true
  readonly value: T
}

/** What a parser answers: plain data that survives JSON, RPC and `structuredClone`. */
export type Result<T, E> = Ok<T> | Refused<E>

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value })

export const refuse = <const E>(error: E): Refused<E> => ({ ok: false, error })

/** One thing that is wrong with an input: where, what, and what would be right (B-1). */
export interface Issue {
  /** Dotted path from the root of the input, `''` for the input itself. */
  readonly path: string
  readonly message: string
}
