import type { CommandInputs } from '../command/inputs.ts'
import { erasedWith } from '../command/merge.ts'
import { redactEvent } from '../erasure/redact-event.ts'
import type { StoredEvent } from '../intake/snapshot.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { CommitConflict } from '../store/change-set.ts'
import type { Repository, TimelineReader } from '../store/ports.ts'
import type { Executor, ResultOf } from './execute.ts'
import { type StoreUnsupported, unsupported } from './pages.ts'

/** The customer is erased and their addresses are free; some of the content of the past is still there. */
export type ErasureUnfinished = Refusal<'customer.erasure_unfinished'> & { readonly conflict: CommitConflict }
export type EraseResult = ResultOf<'erase'> | Refused<ErasureUnfinished | StoreUnsupported>

const pageSize = 200
const nothing = { expected: [], customers: [], conversations: [], tasks: [], claims: [], events: [] }

/**
 * Redacts the events that the streams of a customer held before the erasure, in bounded pages; later events stay. By place and
 * not by time: clocks differ, and a later merge brings in the history of a customer who was not erased.
 */
const redactBefore = async (
  store: Repository & TimelineReader,
  erased: StoredEvent,
): Promise<CommitConflict | null> => {
  const { customer } = erased
  const absorbed = erasedWith(erased)
  const isPast = (event: StoredEvent): boolean =>
    event.customer === customer ? event.seq < erased.seq : absorbed.includes(event.customer)
  let after: string | null = null
  do {
    const page = await store.timeline({ customer, order: 'oldest_first', after, limit: pageSize })
    const redacted = page.items.filter(isPast).flatMap((event) => {
      const next = redactEvent(event)
      return next === event ? [] : [next]
    })
    const committed = redacted.length > 0 ? await store.commit({ ...nothing, redacted }) : null
    if (committed?.ok === false) return committed.conflict
    after = page.next
  } while (after !== null)
  return null
}

const unfinished = (conflict: CommitConflict): Refused<ErasureUnfinished> =>
  refuse({
    code: 'customer.erasure_unfinished',
    rule: 'CU-9',
    message: 'the customer is erased, but the store refused to remove some of what was said before',
    remedy: 'erase him again, with the same command or another: it removes what is left',
    conflict,
  })

/** The command, then the past: all events before it, page by page. */
export const eraseCustomerWith =
  ({ runtime: { store }, run }: Executor) =>
  async (input: CommandInputs['erase']): Promise<EraseResult> => {
    if (store.timeline === undefined) return unsupported('timeline')
    const done = await run('erase', input)
    if (!done.ok) return done
    const erased = done.events.findLast(({ type }) => type === 'customer.erased')
    const conflict =
      erased === undefined ? null : await redactBefore(store as Repository & TimelineReader, erased)
    return conflict === null ? done : unfinished(conflict)
  }
