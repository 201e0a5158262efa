import { atomicCases } from './atomic.ts'
import type { ContractCase } from './case.ts'
import { claimCases } from './claims.ts'
import { closedCases } from './closed.ts'
import { commandEventCases } from './command-events.ts'
import { commitCases } from './commit.ts'
import { dueCases } from './due.ts'
import { eventCases } from './events.ts'
import { headCases } from './heads.ts'
import { isolationCases } from './isolation.ts'
import { keyCases } from './keys.ts'
import { listCases } from './list.ts'
import { loadCases } from './load.ts'
import { mergedCases } from './merged.ts'
import { raceCases } from './races.ts'
import { redactedCases } from './redacted.ts'
import { repeatCases } from './repeats.ts'
import { storyCases } from './story.ts'
import { taskCases } from './tasks.ts'
import { timelineCases } from './timeline.ts'
import { valueCases } from './values.ts'

/**
 * All that a store promises, case by case: what every store must do first, then the ports. Each opens a store of its own.
 *
 * @example
 * contract.length > 60 // true
 */
export const contract: readonly ContractCase[] = [
  commitCases,
  headCases,
  atomicCases,
  claimCases,
  raceCases,
  repeatCases,
  loadCases,
  closedCases,
  commandEventCases,
  keyCases,
  mergedCases,
  redactedCases,
  valueCases,
  isolationCases,
  timelineCases,
  listCases,
  taskCases,
  dueCases,
  eventCases,
  storyCases,
].flat()
