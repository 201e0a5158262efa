import type { Store } from '../store/ports.ts'
import type {
  Capability,
  CaseContext,
  ContractCase,
  OpenedStore,
  PartialStore,
  StoreHarness,
} from './case.ts'
import { violation } from './check.ts'
import { type Watch, watchOf } from './watch.ts'

/** A case as its author writes it. */
export interface CaseSpec extends Omit<ContractCase, 'run' | 'needs'> {
  readonly needs?: readonly Capability[] | undefined
  readonly prove: (bench: CaseContext) => Promise<void>
}

/** The functions that a port has. */
const portFunctions: { readonly [c in Capability]?: readonly (keyof Store)[] } = {
  timeline: ['timeline'],
  list: ['conversations', 'counts'],
  tasks: ['tasks'],
  due: ['due', 'updateDeadlines'],
  events: ['events'],
}

const harnessOpeners: { readonly [c in Capability]?: keyof OpenedStore } = {
  siblings: 'sibling',
  durable: 'reopen',
  tenants: 'tenant',
}

/**
 * Why a harness need not prove a case; null if it must.
 *
 * @example
 * contract.map((one) => waiverOf(one, harness)).find((why) => why !== null) // 'it forgets everything when it ends'
 */
export const waiverOf = (
  { needs }: Pick<ContractCase, 'needs'>,
  { waived = {} }: StoreHarness,
): string | null => {
  for (const need of needs) if (waived[need]?.trim()) return waived[need]
  return null
}

const openHarness = async ({ open, name }: StoreHarness, watch: Watch): Promise<OpenedStore> => {
  try {
    return await watch.call('open()', open)
  } catch (error) {
    throw violation(
      `open() of the harness '${name}' threw: ${error instanceof Error ? error.message : error}`,
      error,
    )
  }
}

const requireCapabilities = (needs: readonly Capability[], { capabilities }: StoreHarness): void => {
  for (const need of needs)
    if (!capabilities.includes(need))
      throw violation(
        `this case needs the capability '${need}', which the harness neither declares nor waives: declare it, or waive it with a reason`,
      )
}

/** Many times what any case needs, also of a store that answers at once while another connection writes. */
const maxCalls = 20_000

/** A case fails after as many milliseconds, unless the harness says otherwise. */
const usualLimit = 30_000

/** The store, which no case and no desk asks for ever: a cursor that does not move would hang them without a word. */
const limitCalls = (store: Store, watch: Watch): Store => {
  let calls = 0
  return new Proxy(store, {
    get: (_, name) => {
      const port: unknown = Reflect.get(store, name, store)
      if (typeof port !== 'function') return port
      return async (...given: readonly unknown[]) => {
        if (++calls > maxCalls)
          throw violation(
            `the store was called ${maxCalls} times, the last time '${String(name)}': there is no end`,
          )
        if (watch.isOver())
          throw violation(`'${String(name)}' of the store was called after the case was over`)
        return watch.call(String(name), () => Reflect.apply(port, store, given))
      }
    },
  })
}

const requirePorts = (needs: readonly Capability[], store: PartialStore, watch: Watch): Store => {
  const wanted = needs.flatMap((need) => portFunctions[need] ?? [])
  for (const name of ['load', 'commit', ...wanted] as const)
    if (typeof store[name] !== 'function')
      throw violation(`the store was declared to have '${name}' and has not`)
  return limitCalls(store as Store, watch)
}

const caseContextOf = (
  opened: OpenedStore,
  needs: readonly Capability[],
  harness: StoreHarness,
  watch: Watch,
): CaseContext => {
  const more = (capability: Capability) => async (): Promise<Store> => {
    const name = harnessOpeners[capability] as 'sibling' | 'reopen' | 'tenant'
    const open = opened[name]
    if (open === undefined) throw violation(`the harness declares '${capability}' and opens no '${name}'`)
    return requirePorts(needs, await watch.call(`${name}()`, open), watch)
  }
  return {
    store: requirePorts(needs, opened.store, watch),
    sibling: more('siblings'),
    reopen: more('durable'),
    tenant: more('tenants'),
    has: (capability) => harness.capabilities.includes(capability),
  }
}

const textOf = (error: unknown): string => {
  const isOurs = error instanceof Error && error.name === 'ContractViolation'
  const text = error instanceof Error ? error.message : String(error)
  return isOurs ? text : `something threw that should have been answered: ${text}`
}

/** A case out of its parts: it opens a store of its own and closes it, whatever happens. */
export const defineCase = ({ prove, needs = [], ...spec }: CaseSpec): ContractCase => {
  const { id, rule, title, promise } = spec
  const run: ContractCase['run'] = async (harness) => {
    if (waiverOf({ needs }, harness) !== null) return
    const failures: unknown[] = []
    try {
      const watch = watchOf(harness.timeLimit ?? usualLimit)
      const opened: OpenedStore[] = []
      const close = async (): Promise<void> => {
        for (const one of opened.splice(0)) await watch.call('close()', () => one.close?.())
      }
      try {
        await watch.within(async () => {
          requireCapabilities(needs, harness)
          const store = await openHarness(harness, watch)
          opened.push(store)
          // Opened when nobody waited any more.
          if (watch.isOver()) return close()
          await prove(caseContextOf(store, needs, harness, watch))
        })
      } catch (error) {
        failures.push(error)
      }
      watch.end()
      // What the store did wrong is told first: a failure at the end may only be its consequence.
      await watch.within(close)
    } catch (error) {
      failures.push(error)
    }
    if (failures.length > 0)
      throw violation(`${id} (${rule}): ${textOf(failures[0])}. A store must: ${promise}.`, failures[0])
  }
  return { id, rule, title, needs, promise, run }
}
