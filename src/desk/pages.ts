import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Page } from '../store/ports.ts'

/** A cursor that no page gave. */
export type CursorInvalid = Refusal<'page.cursor_invalid'>

/** The store does not implement what this needs. */
export type StoreUnsupported = Refusal<'store.unsupported'>

/** A host app may implement `find` and `commit` alone: then the reads say what is missing. */
export const unsupported = (port: string): Refused<StoreUnsupported> =>
  refuse({
    code: 'store.unsupported',
    rule: 'E-4',
    message: `this store brings no ${port}()`,
    remedy: `add ${port}() to the store; docs/stores.md says what it promises`,
  })

/** What asks for one page of something. */
export interface Paging {
  readonly after?: string | null | undefined
  readonly limit?: number | undefined
}

export const cursorInvalid = (): Refused<CursorInvalid> =>
  refuse({
    code: 'page.cursor_invalid',
    rule: 'B-1',
    message: 'this is no cursor of this list',
    remedy: 'give `next` of the page before as it was, or null for the first page',
  })

/** How many to ask for: whole, at least one, so that whoever goes on until the end comes to it (B-4). */
export const limitOf = (given: number | undefined, usual: number): number =>
  typeof given !== 'number' || Number.isNaN(given)
    ? usual
    : Math.min(Math.max(1, Math.trunc(given)), Number.MAX_SAFE_INTEGER)

/** A cursor is a text; anything else is no cursor, and no store made an empty one. */
export const textOf = (after: string | null | undefined): string | null =>
  after == null ? null : typeof after === 'string' ? after : ''

/** What to ask a store for. */
export const pagingOf = (
  { after, limit }: Paging,
  usual: number,
): { readonly after: string | null; readonly limit: number } => ({
  after: textOf(after),
  limit: limitOf(limit, usual),
})

/** A store's page as a desk answers it; the store tells its own cursors from strangers' (B-1). */
export const paged = <T, Item>(
  page: Page<T>,
  itemOf: (item: T) => Item,
): ({ readonly ok: true } & Page<Item>) | Refused<CursorInvalid> =>
  page.invalid === true ? cursorInvalid() : { ok: true, items: page.items.map(itemOf), next: page.next }
