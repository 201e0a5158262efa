import type { ChannelUnknown } from '../conversation/outbound.ts'
import { isCustomerId, mustBeCustomerId } from '../customer/take.ts'
import { answerOf, type Done } from '../desk/answers.ts'
import { type Contended, changedFrom, type Decide } from '../desk/attempt.ts'
import { actorOf } from '../desk/by.ts'
import { invalid } from '../desk/checked.ts'
import { createRunner, type Runner, repeatOf } from '../desk/command.ts'
import type { CommandInvalid } from '../desk/command-issues.ts'
import { createLanes } from '../desk/lanes.ts'
import type { DeskOptions } from '../desk/options.ts'
import { runtimeOf } from '../desk/runtime.ts'
import { settled } from '../desk/settled.ts'
import { nobody } from '../intake/situation.ts'
import type { CustomerId } from '../kernel/ids.ts'
import { commandOf } from '../kernel/ids.ts'
import type { Refused } from '../kernel/result.ts'
import { findOf } from '../store/ports.ts'
import { addressesIn, type NamedImport, talesOf } from './counterpart.ts'
import { importCustomer } from './import-customer.ts'

/** Carries out the plan of an import. */
export interface Importer {
  /** Writes a customer's planned conversations with their history (O-6). Those that are there already are passed over. */
  readonly importCustomer: (
    input: NamedImport,
  ) => Promise<Done | Refused<ChannelUnknown | CommandInvalid | Contended>>
}

const importing =
  ({ runtime, queued }: Runner): Importer['importCustomer'] =>
  async (input) => {
    const { customer } = input
    if (!isCustomerId(customer))
      return invalid('importCustomer', [{ path: 'customer', message: mustBeCustomerId }])
    const read = talesOf(input, runtime.policy(), runtime.normalise)
    if (!read.ok) return read
    const keys = addressesIn(read.value).map(({ key }) => key)
    const commands = read.value.map(({ command }) => command)
    const queries = [findOf({ customer, commands }), ...keys.map((address) => findOf({ address }))]
    const decide: Decide<Done, ChannelUnknown> = ([before = nobody, ...owners]) => {
      const context = runtime.begin(actorOf({}), '', before)
      const { situation, events: due, context: here } = settled(before, context)
      const seen = new Set(before.seen.map(({ id }) => commandOf(id)))
      const news = read.value.filter(({ command }) => !seen.has(command)).map(({ planned }) => planned)
      if (news.length === 0) return { ok: true, effects: [], answer: repeatOf(situation, customer) }
      const holders: Record<string, CustomerId> = {}
      for (const [at, key] of keys.entries()) {
        const holder = owners[at]?.holder ?? null
        if (holder !== null) holders[key] = holder
      }
      const present = { customer: situation.customer, active: situation.active, holders }
      const rest = { ...input, conversations: news, normalise: runtime.normalise }
      const imported = importCustomer(present, rest, here)
      if (!imported.ok) return imported
      const events = [...due, ...imported.events]
      const changed = changedFrom(before, situation, imported.conversations)
      const last = imported.conversations.at(-1) ?? null
      const answer = answerOf(imported.customer.id, last, before.head, events)
      const effect = {
        before,
        customer: imported.customer,
        conversations: changed,
        events,
        claims: imported.claims,
      }
      return { ok: true, effects: [effect], answer }
    }
    return queued(customer, queries, decide)
  }

/**
 * Makes an importer: the plan of one customer after another is written to the store that a desk works on, each in one
 * write (O-6, O-7). It takes what `createDesk` takes, and a desk may be at work meanwhile.
 *
 * @example
 * const importer = createImporter({ store: memoryStore(), policy: definePolicy({ inbox: 'support' }) })
 * const plan = planImport([], { states: { solved: 'closed' }, channel: 'email' }, now)
 * for (const customer of plan.customers) await importer.importCustomer({ ...customer, name: 'old-desk' })
 */
export const createImporter = (options: DeskOptions): Importer => {
  const runner = createRunner(runtimeOf(options), createLanes())
  return { importCustomer: importing(runner) }
}
