import type { Book } from './book.ts'
import { proveMemory } from './library.ts'

/** The contract on the memory store: what becomes of each case, and all that its stores were asked and told. */
export const proof = (book: Book): Promise<void> =>
  proveMemory((id, outcome, calls) => {
    const group = book.old(id).split('.')[0]
    book.line('results', '', outcome, new Map(), 'result')
    const scope = new Map()
    for (const { store, port, given, answer } of calls)
      book.line(`calls/${group}`, book.old(id), { store, port, given, answer }, scope, 'call')
  })
