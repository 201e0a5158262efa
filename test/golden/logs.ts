import { readdirSync } from 'node:fs'
import type { Book } from './book.ts'
import type { Scope } from './canon.ts'
import { headOf, type PolicyInput, readLog, replayed } from './library.ts'

/** Two reopen windows: with the one no conversation is continued, with the other many are. */
export const windows: { readonly [name: string]: Partial<PolicyInput> } = {
  never: { reopenWindow: 'never' },
  '7d': { reopenWindow: { days: 7 } },
}

export const logsIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => /\.jsonl(?:\.gz)?$/.test(name))
      .sort()
  } catch {
    return []
  }
}

/** Replays a log with one window; ids are labelled customer by customer, so that a difference stays where it is. */
export const log = async (book: Book, path: string, policy: Partial<PolicyInput>): Promise<void> => {
  const scopes = new Map<string, Scope>()
  const scopeOf = (customer: string): Scope => {
    const known = scopes.get(customer)
    if (known !== undefined) return known
    const scope: Scope = new Map()
    scopes.set(customer, scope)
    return scope
  }
  let n = 0
  const lines = readLog(path, { onBadLine: 'stop' })
  const { desk, report, rows } = await replayed(lines, policy, ({ type, customer }, answer, events) => {
    n += 1
    for (const event of events)
      book.line(`events/${book.old(headOf(event).type)}`, `${n}`, event, scopeOf(customer), 'event')
    book.line(`answers/${type}`, `${n}`, answer, scopeOf(customer), 'answer')
  })
  book.line('report', path.slice(path.lastIndexOf('/') + 1), report, new Map(), 'report')
  const customers = [...scopes.keys()]
  const places = new Map(customers.map((customer, at) => [customer, at]))
  const placeOf = ({ customer }: { readonly customer: string }): number => places.get(customer) ?? 0
  for (const { customer, row } of [...rows].sort((a, b) => placeOf(a) - placeOf(b)))
    book.line('rows/conversations', customer, row, scopeOf(customer), 'conversation')
  for (const customer of customers)
    book.line('rows/customers', customer, await desk.current(customer), scopeOf(customer), 'current')
}
