import type { Page } from '../store/ports.ts'
import type { Capability, ContractCase } from './case.ts'
import { expectEqual, expectTrue, violation } from './check.ts'
import { type CaseSpec, defineCase } from './define.ts'

/** Many times what any case writes. */
const maxPages = 1_000

/** All pages of a port as one list; `between` runs after each page. */
export const readAllPages = async <T>(
  read: (after: string | null) => Promise<Page<T>>,
  between: () => Promise<unknown> = async () => {},
): Promise<readonly T[]> => {
  const all: T[] = []
  let after: string | null = null
  const seenCursors = new Set<string | null>([after])
  for (let n = 0; n < maxPages; n++) {
    const page: Page<T> = await read(after)
    expectTrue('a cursor of its own was answered as invalid', page.invalid !== true)
    all.push(...page.items)
    if (page.next === null) return all
    expectTrue('a page is empty and still names a next one', page.items.length > 0)
    after = page.next
    expectTrue('the cursor behind a page led back to a page before it', !seenCursors.has(after))
    seenCursors.add(after)
    await between()
  }
  throw violation(`there are more than ${maxPages} pages: there is no end`)
}

const foreignCursors = [
  '',
  'garbage',
  '[]',
  '[1,2]',
  '{"a":1}',
  'null',
  '\u0000',
  "' or 1=1 --",
  'x'.repeat(10_000),
  'é',
  'AAAA',
]

/** That a port answers a cursor which is none of its own, and never throws at it. */
export const cursorCase = (
  port: Capability,
  read: (bench: Parameters<CaseSpec['prove']>[0], after: string) => Promise<Page<unknown>>,
): ContractCase =>
  defineCase({
    id: `${port}.cursor`,
    rule: 'B-1',
    title: `a cursor of ${port} that this store did not make is answered as invalid`,
    needs: [port],
    promise:
      'answer a cursor that it did not make with `{ items: [], next: null, invalid: true }`, and never throw at it',
    prove: async (bench) => {
      for (const after of foreignCursors) {
        const answer = await read(bench, after)
        expectEqual(`the cursor ${JSON.stringify(after.slice(0, 20))}`, answer, {
          items: [],
          next: null,
          invalid: true,
        })
      }
    },
  })
