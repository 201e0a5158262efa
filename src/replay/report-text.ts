import { defaultTenant, type StoreTarget } from './open-store.ts'
import type { Rejection, ReplayReport } from './report.ts'
import { type Paint, stripControlCharacters } from './terminal.ts'

const figure = new Intl.NumberFormat('en-US')

export const formatNumber = (value: number): string => figure.format(value)

const counted = (value: number, one: string, many: string): string =>
  `${formatNumber(value)} ${value === 1 ? one : many}`

const listed = (names: readonly string[], most: number): string =>
  names.slice(0, most).join(', ') +
  (names.length > most ? ` and ${formatNumber(names.length - most)} more` : '')

/** Lines shown of those that were refused for one reason. */
const shownPerCode = 3

const rejectionText = ({ number, type, customer, message }: Rejection): string => {
  const what = type === null ? '' : `  ${type} of ${customer}:`
  return `line ${number}${stripControlCharacters(what)}  ${stripControlCharacters(message)}`
}

/** Refused lines by the code of the refusal, the most frequent first. */
export const rejectionsText = (
  { rejections, rejected, rejectedBy }: ReplayReport,
  { bold, dim }: Paint,
): readonly string[] => {
  if (rejected === 0) return []
  const groups = Object.entries(rejectedBy).sort(([, one], [, other]) => other - one)
  const groupText = ([code, count]: readonly [string, number]): readonly string[] => {
    const first = rejections.filter((rejection) => rejection.code === code).slice(0, shownPerCode)
    const more = count - first.length
    return [
      `    ${formatNumber(count)} × ${code}`,
      ...first.map((rejection) => `      ${rejectionText(rejection)}`),
      ...(more > 0 ? [dim(`      and ${formatNumber(more)} more`)] : []),
      ...first.slice(0, 1).map(({ remedy }) => dim(`      → ${stripControlCharacters(remedy)}`)),
    ]
  }
  return [
    '',
    `  ${bold(rejected === 1 ? 'One line was refused' : `${formatNumber(rejected)} lines were refused`)}`,
    ...groups.flatMap(groupText),
  ]
}

/** Not one line could be applied, though none was passed over: the file holds something else. */
export const isWrongLog = ({ lines, applied, ignored }: ReplayReport): boolean =>
  lines > 0 && applied === 0 && ignored === 0

const remarks = (report: ReplayReport, target: StoreTarget | null): readonly string[] => {
  const { applied, duplicates, ignored, declared } = report
  const nothing = target !== null && duplicates === applied ? ': nothing was written' : ''
  const leftOut =
    target === null
      ? 'closes and reopenings of the log left out'
      : 'lines passed over: they are older than what is stored of their customer, and changed nothing or are of another log'
  return [
    ...(duplicates > 0
      ? [`${formatNumber(duplicates)} lines repeated what was stored already${nothing}`]
      : []),
    ...(ignored > 0 ? [`${formatNumber(ignored)} ${leftOut}`] : []),
    ...(declared.channels.length > 0
      ? [`Channels declared at first sight: ${listed(declared.channels, 8)}`]
      : []),
    ...(declared.topics.length > 0 ? [`Topics made at first sight: ${listed(declared.topics, 5)}`] : []),
  ].map((remark) => `  ${stripControlCharacters(remark)}`)
}

/** Where it is now, and how to look at it. */
const storeLines = ({ location, tenant }: StoreTarget, { dim }: Paint): readonly string[] => {
  const name = stripControlCharacters(location.name)
  const whose = tenant === defaultTenant ? '' : ` --tenant ${stripControlCharacters(tenant)}`
  return [
    '',
    `  Kept in ${name}${whose === '' ? '' : ` for tenant ${stripControlCharacters(tenant)}`}.`,
    dim(`  throughline timeline --store ${name}${whose} --customer ID`),
  ]
}

const verdict = (report: ReplayReport, { red, green }: Paint): string => {
  const { violations } = report
  if (violations > 0)
    return `  ${red(`✗ ${formatNumber(violations)} broken promises: a defect of this library, please report it.`)}`
  if (isWrongLog(report)) return `  ${red('✗')} Nothing could be applied. Is this an interaction log?`
  return `  ${green('✓')} One active conversation at most, no gap, no message lost, every status as its events say.`
}

/** What a replay came to, for people. Where the store had something before, what came to it is called new. */
export const replayReportText = (
  report: ReplayReport,
  paint: Paint,
  target: StoreTarget | null = null,
): string => {
  const { byStatus, messages, firstViolations } = report
  const stored = byStatus.new + byStatus.open + byStatus.waiting + byStatus.closed
  const hadConversations = target !== null && stored > report.conversations
  const newPrefix = hadConversations ? 'new ' : ''
  const row = (value: number, what: string, more: string): string =>
    `  ${paint.bold(formatNumber(value).padStart(11))}  ${what.padEnd(hadConversations ? 19 : 15)}${paint.dim(more)}`
  const statuses = (['new', 'open', 'waiting', 'closed'] as const)
    .map((status) => `${formatNumber(byStatus[status])} ${status}`)
    .join(' · ')
  const more = remarks(report, target)
  return [
    '',
    row(
      report.lines,
      'lines',
      `${formatNumber(report.applied)} applied, ${formatNumber(report.rejected)} refused`,
    ),
    row(
      report.customers,
      'customers',
      report.merged > 0 ? `${formatNumber(report.merged)} merged into others` : '',
    ),
    row(
      report.conversations,
      `${newPrefix}conversations`,
      [
        counted(report.reopened, 'reopening', 'reopenings'),
        counted(report.followUps, 'follow-up', 'follow-ups'),
        ...(report.separated > 0 ? [`${formatNumber(report.separated)} separated`] : []),
      ].join(', '),
    ),
    row(
      messages.in + messages.out,
      `${newPrefix}messages`,
      `${formatNumber(messages.in)} in, ${formatNumber(messages.out)} out`,
    ),
    ...(report.tasks > 0 ? [row(report.tasks, `${newPrefix}tasks`, '')] : []),
    '',
    `  ${hadConversations ? 'In the store now' : 'At the last line'}: ${statuses}`,
    ...more,
    ...rejectionsText(report, paint),
    '',
    verdict(report, paint),
    ...firstViolations.map((what) => `    ${stripControlCharacters(what)}`),
    ...(target === null ? [] : storeLines(target, paint)),
    '',
  ]
    .map((line) => line.trimEnd())
    .join('\n')
}
