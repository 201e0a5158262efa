export { type AuditOptions, auditImport, type ForeignStateCount, type ImportAudit } from './audit.ts'
export type {
  Finding,
  FindingCode,
  IsKnownCustomer,
  SkipReason,
} from './findings.ts'
export type { ForeignConversation, ForeignRecord, ForeignStates, StateClass } from './foreign.ts'
export { importedId } from './import-command.ts'
export {
  type ImportResult,
  type ImportTarget,
  importCustomer,
} from './import-customer.ts'
export type { NamedImport } from './import-items.ts'
export { createImporter, type Importer } from './importer.ts'
export type { PlannedConversation } from './keep-one-active.ts'
export { parseForeignConversation } from './parse-foreign.ts'
export { type CustomerImport, type ImportPlan, type PlanOptions, planImport } from './plan.ts'
export type {
  Repair,
  RepairCode,
  RepairedRecord,
  RepairOptions,
} from './repair-record.ts'
export type { SkippedRecord } from './select-records.ts'
export { suggestStateClass } from './state-words.ts'
