export type {
  Capability,
  ContractCase,
  OpenedStore,
  PartialStore,
  StoreHarness,
} from './case.ts'
export {
  type CaseOutcome,
  type ConformanceOptions,
  type ConformanceReport,
  conformance,
} from './conformance.ts'
export { contract } from './contract.ts'
export { waiverOf } from './define.ts'
export { reportText } from './report-text.ts'
