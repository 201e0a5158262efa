import {
  type ActorKind,
  authority,
  type Need,
  type SubjectStatus,
  type Verdict,
  verdictFor,
} from 'throughline'

const actors: { readonly [kind in ActorKind]: string } = {
  agent: 'agents',
  automation: 'automations',
  api: 'programs',
  customer: 'customers',
  third_party: 'third parties',
  system: 'the system',
}

const cases: { readonly [when in NonNullable<Need['when']>]: string } = {
  owed: ' while an answer is owed',
  inside_window: ' inside the reopen window',
  several_contacts: ' where several are open',
  policy_requires_topic: ' where the policy wants one',
}

/** What stands for a field that is no field of the command. */
const conditions: { readonly [field: string]: string } = {
  window: 'inside the reopen window',
  separatedFrom: 'if it was separated from another',
}

const needText = ({ field, rule, when }: Need): string =>
  `${conditions[field] ?? `with \`${field}\``}${when === null ? '' : cases[when]} (${rule})`

const textOf = (verdict: Verdict): string => {
  if (verdict.answer === 'not_offered') return '–'
  if (verdict.answer === 'refused') return `no: \`${verdict.code}\` (${verdict.rule})`
  return verdict.needs.length === 0 ? 'yes' : `yes, ${verdict.needs.map(needText).join(', ')}`
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** One row for each command and for those who may give it alike. */
const table = (heading: string, standings: readonly SubjectStatus[], names: readonly string[]): string => {
  const commands = [...new Set(authority.flatMap((row) => row.commands))]
  const rows = commands.flatMap((command) => {
    const alike = new Map<string, string[]>()
    for (const [kind, name] of Object.entries(actors) as [ActorKind, string][]) {
      const cells = standings.map((standing) => textOf(verdictFor(command, kind, standing)))
      if (cells.every((cell) => cell === '–')) continue
      const key = line(cells)
      alike.set(key, [...(alike.get(key) ?? []), name])
    }
    return [...alike].map(([cells, who]) => `| \`${command}\` | ${who.join(', ')} ${cells}`)
  })
  const head = ['command', 'given by', ...names.map((name) => `${heading} ${name}`.trim())]
  return [line(head), line(head.map(() => '---')), ...rows].join('\n')
}

export const conversationAuthority = (): string =>
  table('', ['none', 'new', 'open', 'waiting', 'closed'], ['None', 'New', 'Open', 'Waiting', 'Closed'])

export const taskAuthority = (): string => table('task', ['task_open', 'task_closed'], ['open', 'closed'])
