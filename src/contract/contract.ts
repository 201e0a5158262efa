import { apartCases } from './apart.ts'
import type { Case } from './case.ts'
import { claimCases } from './claims.ts'
import { closedCases } from './closed.ts'
import { commitCases } from './commit.ts'
import { dueCases } from './due.ts'
import { eventCases } from './events.ts'
import { findCases } from './find.ts'
import { headCases } from './heads.ts'
import { keyCases } from './keys.ts'
import { listCases } from './list.ts'
import { mergedCases } from './merged.ts'
import { raceCases } from './races.ts'
import { redactedCases } from './redacted.ts'
import { repeatCases } from './repeats.ts'
import { seenCases } from './seen.ts'
import { storyCases } from './story.ts'
import { taskCases } from './tasks.ts'
import { timelineCases } from './timeline.ts'
import { valueCases } from './values.ts'
import { wholeCases } from './whole.ts'

/**
 * All that a store promises, case by case: what every store must do first, then the ports. Each opens a store of its own.
 *
 * @example
 * contract.length > 60 // true
 */
export const contract: readonly Case[] = [
  commitCases,
  headCases,
  wholeCases,
  claimCases,
  raceCases,
  repeatCases,
  findCases,
  closedCases,
  seenCases,
  keyCases,
  mergedCases,
  redactedCases,
  valueCases,
  apartCases,
  timelineCases,
  listCases,
  taskCases,
  dueCases,
  eventCases,
  storyCases,
].flat()
