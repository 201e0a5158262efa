import type { ForeignStates } from '../../src/migration/foreign.ts'
import { createImporter, type Importer } from '../../src/migration/importer.ts'
import { type ImportPlan, type PlanOptions, planImport } from '../../src/migration/plan.ts'
import { createWorld, type DeskWorld, type DeskWorldOptions, policyOf } from '../support/world.ts'

/** What the export of these tests calls its states. */
export const exportStates: ForeignStates = {
  open: 'active',
  pending: 'active',
  resolved: 'closed',
  spam: 'closed',
}

/** The states of a plan, which is a list of records itself. */
export const plannedStates: ForeignStates = { active: 'active', closed: 'closed' }

export const planOf = (
  records: Iterable<unknown>,
  now: number,
  options: Partial<PlanOptions> = {},
): ImportPlan => planImport(records, { states: exportStates, channel: 'email', ...options }, now)

/** A world whose desk imports. */
export interface ImportDesk extends DeskWorld {
  readonly importCustomer: Importer['importCustomer']
  /** Plans the records at this moment and imports each customer, as `old`. */
  readonly importRecords: (records: Iterable<unknown>, name?: string) => Promise<ImportPlan>
}

export const createImportDesk = (options: DeskWorldOptions = {}): ImportDesk => {
  const made = createWorld(options)
  const { policy, ...rest } = options
  const settings = { ...rest, store: made.store, policy: policyOf(policy), clock: made.now }
  const { importCustomer } = createImporter(settings)
  return {
    ...made,
    importCustomer,
    importRecords: async (records, name = 'old') => {
      const plan = planOf(records, made.now())
      for (const { customer, conversations } of plan.customers) {
        const done = await importCustomer({ name, customer, conversations })
        if (!done.ok) throw new Error(JSON.stringify(done.error))
      }
      return plan
    },
  }
}
