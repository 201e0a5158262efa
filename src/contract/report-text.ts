import type { CaseOutcome, ConformanceReport } from './conformance.ts'

const marks: { readonly [result in CaseOutcome['result']]: string } = {
  passed: 'passed',
  failed: 'FAILED',
  waived: 'waived',
}

/**
 * A report as a table to read: one line a case, and under it why it failed or was waived.
 *
 * @example
 * reportText(await conformance(harness)).startsWith('memory: ') // true
 */
export const reportText = ({ store, outcomes, passed, failed, waived }: ConformanceReport): string => {
  const widest = Math.max(0, ...outcomes.map(({ id }) => id.length))
  const lines = outcomes.flatMap(({ id, rule, title, result, why }) => [
    `  ${marks[result]}  ${id.padEnd(widest)}  ${title} (${rule})`,
    ...(why === null ? [] : [`          ${' '.repeat(widest)}  → ${why}`]),
  ])
  const summary = `${store}: ${passed} passed, ${failed} failed, ${waived} waived, of ${outcomes.length}`
  return [summary, ...lines].join('\n')
}
