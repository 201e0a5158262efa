import type { ForeignStates } from '../../src/migration/foreign.ts'
import { createImporter, type Importer } from '../../src/migration/importer.ts'
import { type ImportPlan, type PlanOptions, planImport } from '../../src/migration/plan.ts'
import { policyOf, type World, type WorldOptions, world } from '../support/world.ts'

/** What the export of these tests calls its states. */
export const states: ForeignStates = { open: 'active', pending: 'active', resolved: 'closed', spam: 'closed' }

/** The states of a plan, which is a list of records itself. */
export const planned: ForeignStates = { active: 'active', closed: 'closed' }

export const planOf = (
  records: Iterable<unknown>,
  now: number,
  options: Partial<PlanOptions> = {},
): ImportPlan => planImport(records, { states, channel: 'email', ...options }, now)

/** A world whose desk imports. */
export interface Office extends World {
  readonly importCustomer: Importer['importCustomer']
  /** Plans the records at this moment and imports each customer, as `old`. */
  readonly takeIn: (records: Iterable<unknown>, name?: string) => Promise<ImportPlan>
}

export const office = (options: WorldOptions = {}): Office => {
  const made = world(options)
  const { policy, ...rest } = options
  const settings = { ...rest, store: made.store, policy: policyOf(policy), clock: made.now }
  const { importCustomer } = createImporter(settings)
  return {
    ...made,
    importCustomer,
    takeIn: async (records, name = 'old') => {
      const plan = planOf(records, made.now())
      for (const { customer, conversations } of plan.customers) {
        const done = await importCustomer({ name, customer, conversations })
        if (!done.ok) throw new Error(JSON.stringify(done.error))
      }
      return plan
    },
  }
}
