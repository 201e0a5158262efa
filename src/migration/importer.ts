import { changeSetOf } from '../command/decide.ts'
import { begin, changedFrom } from '../command/handler.ts'
import { commandInvalid } from '../command/invalid.ts'
import { actorOf } from '../command/parts.ts'
import { type CommandInvalid, type CommandResult, commandResult, repeatedResult } from '../command/results.ts'
import type { ChannelUnknown } from '../conversation/outbound.ts'
import { isCustomerId, mustBeCustomerId } from '../customer/grant-address.ts'
import { type ConcurrencyConflict, commitDecision } from '../desk/execute.ts'
import { createKeyedQueue, type KeyedQueue } from '../desk/keyed-queue.ts'
import type { DeskOptions } from '../desk/options.ts'
import { type Runtime, runtimeOf } from '../desk/runtime.ts'
import { emptySnapshot, type Snapshot } from '../intake/snapshot.ts'
import type { CustomerId } from '../kernel/ids.ts'
import { commandIdOf } from '../kernel/ids.ts'
import type { Refused } from '../kernel/result.ts'
import { snapshotQuery } from '../store/ports.ts'
import { importCustomer } from './import-customer.ts'
import { addressesOf, type NamedImport, readImportItems } from './import-items.ts'

/** Carries out the plan of an import. */
export interface Importer {
  /** Writes a customer's planned conversations with their history (O-6). Those that are there already are passed over. */
  readonly importCustomer: (
    input: NamedImport,
  ) => Promise<CommandResult | Refused<ChannelUnknown | CommandInvalid | ConcurrencyConflict>>
}

const createImport =
  (runtime: Runtime, queue: KeyedQueue): Importer['importCustomer'] =>
  async (input) => {
    const { customer } = input
    if (!isCustomerId(customer)) return commandInvalid([{ path: 'customer', message: mustBeCustomerId }])
    const read = readImportItems(input, runtime.policy(), runtime.normaliseAddress)
    if (!read.ok) return read
    const keys = addressesOf(read.value).map(({ key }) => key)
    const commands = read.value.map(({ command }) => command)
    const queries = [
      snapshotQuery({ customer, commands }),
      ...keys.map((address) => snapshotQuery({ address })),
    ]
    const decide = ([before = emptySnapshot, ...owners]: readonly Snapshot[]) => {
      const policy = runtime.policy()
      const now = { now: runtime.clock(), policy, topics: runtime.topics() }
      const { snapshot, due, context } = begin(before, { actor: actorOf({}), commandId: '' }, now)
      const importedCommands = new Set(before.commandEvents.map(({ id }) => commandIdOf(id)))
      const newConversations = read.value
        .filter(({ command }) => !importedCommands.has(command))
        .map(({ planned }) => planned)
      if (newConversations.length === 0)
        return { ok: true as const, changes: null, result: repeatedResult(snapshot, customer) }
      const addressOwners: Record<string, CustomerId> = {}
      for (const [at, key] of keys.entries()) {
        const holder = owners[at]?.addressOwner ?? null
        if (holder !== null) addressOwners[key] = holder
      }
      const present = { customer: snapshot.customer, active: snapshot.active, owners: addressOwners }
      const rest = { ...input, conversations: newConversations, normalise: runtime.normaliseAddress }
      const imported = importCustomer(present, rest, context)
      if (!imported.ok) return imported
      const events = [...due, ...imported.events]
      const last = imported.conversations.at(-1) ?? null
      const effect = {
        before,
        customer: imported.customer,
        conversations: changedFrom(before, snapshot, imported.conversations),
        events,
        claims: imported.claims,
      }
      const result = commandResult(imported.customer.id, last, before.head, events)
      return { ok: true as const, changes: changeSetOf([effect], policy), result }
    }
    return queue(customer, async () => {
      const decided = await commitDecision(runtime, () => runtime.load(queries), decide)
      return decided.ok ? decided.result : decided
    })
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
  return { importCustomer: createImport(runtimeOf(options), createKeyedQueue()) }
}
