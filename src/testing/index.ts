export { type GivenOptions, given, type StepCommand, type StepInput, type Story } from './given.ts'
