import type { Conversation } from '../conversation/conversation.ts'
import type { Claim } from '../customer/change.ts'
import type { Customer } from '../customer/customer.ts'
import type { Recorded, Situation } from '../intake/situation.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Policy } from '../policy/policy.ts'
import { type ChangeSet, type Conflict, rowOf, taskRowOf } from '../store/change-set.ts'
import type { Find } from '../store/ports.ts'
import type { Task } from '../task/task.ts'
import type { Runtime } from './runtime.ts'

/** What one command did to one customer. */
export interface Effect {
  /** The customer, and where their stream ended, as they were found. */
  readonly before: Pick<Situation, 'customer' | 'head'>
  readonly customer: Customer
  /** Every conversation that changed, in any order. */
  readonly conversations: readonly Conversation[]
  /** What was due and what was decided, in the order of their places. */
  readonly events: readonly Recorded[]
  readonly claims: readonly Claim[]
  readonly tasks?: readonly Task[] | undefined
  readonly redacted?: readonly Recorded[] | undefined
}

/** A decision: what to write, and what to tell the caller once it is written. */
export interface Decided<Answer> {
  readonly ok: true
  readonly effects: readonly Effect[]
  readonly answer: Answer
}

export type Contended = Refusal<'desk.contended'> & { readonly conflict: Conflict; readonly attempts: number }

/** Decides on what was found; called again on fresh finds after every conflict. */
export type Decide<Answer, E> = (
  found: readonly Situation[],
) => Decided<Answer> | Refused<E> | Promise<Decided<Answer> | Refused<E>>

/** The conversations that are not as they were found, each in its last state: what was due first, then what was decided. */
export const changedFrom = (
  before: Situation,
  settled: Situation,
  decided: readonly (Conversation | null)[] = [],
): readonly Conversation[] => {
  const last = new Map<string, Conversation>()
  for (const c of [...settled.closed, settled.active, ...decided])
    if (c !== null && c !== before.active && !before.closed.includes(c)) last.set(c.id, c)
  return [...last.values()]
}

/**
 * The change set of a decision. Closed conversations go first and customers in order, so that no two writers deadlock;
 * but whoever is merged away closes last, as if all had been swept before the merge handed his over (I-9, D-2).
 *
 * @example
 * const effect = { before: situation, customer, conversations: [conversation], events, claims: [] }
 * changeSetOf([effect], policy).expected // [{ customer: 'ada', head: 12 }]
 */
export const changeSetOf = (effects: readonly Effect[], policy: Policy): ChangeSet => {
  const inOrder = [...effects].sort((a, b) => (a.customer.id < b.customer.id ? -1 : 1))
  const isGone = ({ customer }: Effect): number => (customer.mergedInto === null ? 0 : 1)
  const byMerge = [...inOrder].sort((a, b) => isGone(a) - isGone(b))
  const conversations = byMerge.flatMap((effect) => effect.conversations.map((c) => rowOf(c, policy)))
  return {
    expected: inOrder.map(({ customer, before }) => ({ customer: customer.id, head: before.head })),
    customers: inOrder.filter(({ customer, before }) => customer !== before.customer).map((e) => e.customer),
    conversations: conversations.sort(
      (a, b) => Number(b.status === 'closed') - Number(a.status === 'closed'),
    ),
    tasks: inOrder.flatMap((effect) => (effect.tasks ?? []).map((task) => taskRowOf(task, policy))),
    claims: inOrder.flatMap((effect) => effect.claims),
    events: inOrder.flatMap((effect) => effect.events),
    redacted: inOrder.flatMap((effect) => effect.redacted ?? []),
  }
}

/** Nothing was written, and it may be tried again. */
const contended = (conflict: Conflict, attempts: number): Refused<Contended> =>
  refuse({
    code: 'desk.contended',
    rule: 'O-4',
    message: `Could not commit after ${attempts} attempts: other writers changed this customer each time.`,
    remedy: 'Send the same command again with the same id: nothing was written.',
    conflict,
    attempts,
  })

const repeatedConflict = (conflict: Conflict, attempts: number): Refused<Contended> =>
  refuse({
    ...contended(conflict, attempts).error,
    message: `Cannot commit: a decision on fresh state met the same conflict again: ${conflict.kind} ${conflict.key}.`,
    remedy: 'Check that `find` returns what `commit` wrote: nothing was written, and waiting does not help.',
  })

/**
 * What a commit asked for and what stood against it; null for `stale`, as which a database also reports a deadlock or a
 * serialization failure, and these pass.
 */
const askedAndRefused = ({ expected, claims, events }: ChangeSet, conflict: Conflict): string | null =>
  conflict.kind === 'stale'
    ? null
    : JSON.stringify([conflict.kind, conflict.key, expected, claims, events.map(({ id }) => id)])

/**
 * Finds, decides, commits; on a conflict finds and decides again on fresh state (O-4). Each failure means that another
 * writer succeeded, so waiting is bounded by patience and not by a small number of attempts. A conflict that the fresh
 * decision repeats is no race: it is refused at once.
 */
export const attempt = async <Answer, E>(
  runtime: Runtime,
  queries: readonly Find[],
  decide: Decide<Answer, E>,
): Promise<Decided<Answer> | Refused<E | Contended>> => {
  let waited = 0
  let before: string | null = null
  for (let attempts = 1; ; attempts++) {
    const decided = await decide(await runtime.find(queries))
    if (!decided.ok) return decided
    const effects = decided.effects.filter((effect) => effect.events.length > 0)
    if (effects.length === 0) return decided
    const changes = changeSetOf(effects, runtime.policy())
    const committed = await runtime.store.commit(changes)
    if (committed.ok) return decided
    const refused = askedAndRefused(changes, committed.conflict)
    if (refused !== null && refused === before) return repeatedConflict(committed.conflict, attempts)
    before = refused
    const pause = Math.min(2 ** attempts, 200) * (0.5 + runtime.random() / 2)
    waited += pause
    if (waited > runtime.patience) return contended(committed.conflict, attempts)
    await runtime.wait(pause)
  }
}
