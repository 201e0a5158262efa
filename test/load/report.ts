import type { Figures } from './drive.ts'
import type { LoadOptions } from './options.ts'
import { jobById } from './plan.ts'
import type { LoadReport } from './run.ts'

const counted = (number: number): string => number.toLocaleString('en-US')

/** Says how far a load is, every other second. */
export const progressOf = (
  { messages }: Pick<LoadOptions, 'messages'>,
  say: (line: string) => void,
): ((figures: Figures) => void) => {
  const began = Date.now()
  const state = { said: began, messages: 0 }
  return ({ acknowledged, kills, restarts }) => {
    const now = Date.now()
    if (now - state.said < 2_000) return
    const done = [...acknowledged.keys()].filter((job) => jobById(job).kind === 'message').length
    const pace = ((done - state.messages) / (now - state.said)) * 1_000
    const more = [
      ...(kills > 0 ? [`${kills} processes killed`] : []),
      ...(restarts > 0 ? ['server restarted'] : []),
    ]
    say([`${counted(done)} of ${counted(messages)} messages, ${Math.round(pace)}/s`, ...more].join(', '))
    state.said = now
    state.messages = done
  }
}

const line = (what: string, number: number | string): string =>
  `  ${what.padEnd(46)} ${typeof number === 'number' ? counted(number) : number}`

/** The report for people. */
export const reportText = (report: LoadReport): string =>
  [
    `${report.store}: ${counted(report.messages)} messages in ${report.seconds} s, ${report.perSecond} a second`,
    line('jobs acknowledged', `${counted(report.acknowledged)}, ${report.jobsPerSecond} a second`),
    line('median and 99th percentile of a job', `${report.medianMs} ms, ${report.p99Ms} ms`),
    line('events, conversations', `${counted(report.events)}, ${counted(report.conversations)}`),
    line(
      'commits that met another, sweeps that acted',
      `${counted(report.conflicts)}, ${counted(report.swept)}`,
    ),
    line('processes killed, jobs given again', `${counted(report.kills)}, ${counted(report.redelivered)}`),
    line(
      'server restarted, tries while it was away',
      `${counted(report.restarts)}, ${counted(report.retries)}`,
    ),
    ...Object.entries(report.refusals).map(([code, times]) => line(`refused: ${code}`, times)),
    '',
    line('customers with two active conversations', report.twoActive),
    line('acknowledged and lost', report.lost),
    line('applied twice', report.doubled),
    line('states that are not the fold of their events', report.foldMismatches),
    line('gaps in the outbox', report.outboxGaps),
    ...report.faults.map((fault) => `  ${fault}`),
    '',
  ].join('\n')
