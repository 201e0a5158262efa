import type { CustomerEvents } from '../customer/events.ts'
import { type EraseError, eraseCustomer } from '../erasure/erase-customer.ts'
import { redactEvent } from '../erasure/redact-event.ts'
import { redactMessage } from '../intake/redact-message.ts'
import { nobody, type Recorded } from '../intake/situation.ts'
import { commandOf, type EventId } from '../kernel/ids.ts'
import { envelope } from '../kernel/origin.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Conflict } from '../store/change-set.ts'
import { findOf, type Repository, type TimelineReader } from '../store/ports.ts'
import type { Done } from './answers.ts'
import type { Contended } from './attempt.ts'
import { type Answer, type Command, type CustomerUnknown, type Runner, unknownCustomer } from './command.ts'
import { unsupported } from './reading.ts'
import type { Unsupported } from './readings.ts'

export type MessageUnknown = Refusal<'message.unknown'>
/** The customer is erased and his addresses are free; some of what was said before is still there. */
export type ErasureUnfinished = Refusal<'customer.erasure_unfinished'> & { readonly conflict: Conflict }

/** Removing what must not be kept. */
export interface Erasing {
  /**
   * Erases a customer, absorbed ids included (CU-9): content, addresses and texts go, counts and times stay. Refused by the
   * id of a customer who was merged away. Repeatable:
   * one that was cut off half-way, or that answers `customer.erasure_unfinished`, is finished by calling it again.
   */
  readonly erase: (
    input: Omit<Command, 'conversation'> & { readonly force?: boolean | undefined },
  ) => Answer<EraseError | ErasureUnfinished | CustomerUnknown | Unsupported>
  /** Removes the content of one message or note for good, its edits included (E-7). */
  readonly redact: (
    input: Omit<Command, 'conversation'> & { readonly message: EventId },
  ) => Answer<MessageUnknown | CustomerUnknown>
}

const pageSize = 200

const nothing = { expected: [], customers: [], conversations: [], tasks: [], claims: [], events: [] }

/**
 * Redacts what a customer's streams held before he was erased, in bounded pages; what came since stays. By place and not
 * by time, for clocks differ, and a merge since then brings in the history of somebody who was not erased.
 */
const redactBefore = async (
  store: Repository & TimelineReader,
  erased: Recorded,
): Promise<Conflict | null> => {
  const { customer } = erased
  const { absorbed } = erased.data as CustomerEvents['customer.erased']
  const isPast = (event: Recorded): boolean =>
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

const unfinished = (conflict: Conflict): Refused<ErasureUnfinished> =>
  refuse({
    code: 'customer.erasure_unfinished',
    rule: 'CU-9',
    message: 'the customer is erased, but the store refused to remove some of what was said before',
    remedy: 'erase him again, with the same command or another: it removes what is left',
    conflict,
  })

const unknownMessage = (id: EventId): Refused<MessageUnknown> =>
  refuse({
    code: 'message.unknown',
    rule: 'E-7',
    message: `this customer has no message or note with the id "${id}"`,
    remedy: 'give the id of an entry of his timeline',
  })

export const erasing = ({ runtime, run }: Runner): Erasing => ({
  erase: async (
    input,
  ): Promise<Done | Refused<EraseError | ErasureUnfinished | CustomerUnknown | Unsupported | Contended>> => {
    const { store } = runtime
    if (store.timeline === undefined) return unsupported('timeline')
    const done = await run<EraseError | CustomerUnknown>(input, ({ customer, active }, context) =>
      customer === null ? unknownCustomer(input.customer) : eraseCustomer(customer, active, input, context),
    )
    if (!done.ok) return done
    const erased = done.events.findLast(({ type }) => type === 'customer.erased')
    const conflict =
      erased === undefined ? null : await redactBefore(store as Repository & TimelineReader, erased)
    return conflict === null ? done : unfinished(conflict)
  },
  redact: async ({ message, ...input }) => {
    const mine = findOf({ customer: input.customer, commands: [commandOf(message)] })
    const [found = nobody] = await runtime.find([mine])
    const refs = found.seen.find(({ id }) => id === message)?.data as { refs?: readonly string[] } | undefined
    return run<MessageUnknown | CustomerUnknown>(
      input,
      (situation, context, [own = nobody]) => {
        const { customer } = situation
        if (customer === null) return unknownCustomer(input.customer)
        const target = own.seen.find(({ id }) => id === message)
        if (target === undefined) return unknownMessage(message)
        const redacted = redactMessage(target, situation)
        if (redacted.length === 0) return { ok: true, events: [] }
        const data = { message }
        const { conversation } = target
        const event = envelope(
          context,
          0,
          'redact',
          customer.id,
          conversation,
          null,
          'message.redacted',
          data,
          {},
        )
        return { ok: true, events: [event], redacted }
      },
      { quoted: refs?.refs ?? [] },
      [mine],
    )
  },
})
