import type { ActorKind } from '../kernel/actor.ts'
import { type AuthorityRow, allowed, need, refused, type SubjectStatus, type Verdict } from './verdict.ts'

/** Those who give commands; customers and third parties speak, the system applies what is due and what is imported. */
const staff: readonly ActorKind[] = ['agent', 'automation', 'api']
const active: readonly SubjectStatus[] = ['new', 'open', 'waiting']
const all: readonly SubjectStatus[] = ['none', 'new', 'open', 'waiting', 'closed']
const tasks: readonly SubjectStatus[] = ['task_open', 'task_closed']

const row = (
  commands: string | readonly string[],
  actors: readonly ActorKind[],
  standings: readonly SubjectStatus[],
  verdict: Verdict = allowed(),
): AuthorityRow => ({
  commands: typeof commands === 'string' ? [commands] : commands,
  actors,
  standings,
  verdict,
})

const rows = (): readonly AuthorityRow[] => {
  const none = refused('conversation.none', 'O-1')
  const frozen = refused('conversation.closed', 'C-6')
  const version = need('version', 'C-8')
  const force = need('force', 'C-1', 'owed')
  const topic = need('topic', 'C-2', 'policy_wants_topic')
  return [
    row('receive', ['customer', 'other'], all),
    row(['startCall', 'endCall'], ['customer'], all),
    row(['answerCall', 'endCall'], ['agent'], all),
    row('send', ['agent', 'api'], ['closed'], allowed(need('intent', 'R-1', 'inside_window'))),
    row('send', staff, all),
    row('dial', staff, ['closed'], allowed(need('intent', 'R-1', 'inside_window'))),
    row('dial', staff, all),
    row(
      ['endContact', 'noReplyNeeded', 'assign', 'unassign', 'addTopic', 'removeTopic', 'snooze', 'wake'],
      staff,
      ['none'],
      none,
    ),
    row(['separate', 'rejoin', 'close', 'reopen'], staff, ['none'], none),
    row('endContact', [...staff, 'customer'], ['waiting'], refused('contact.none', 'K-6')),
    row('noReplyNeeded', staff, ['waiting'], allowed(need('contact', 'K-6'))),
    row(
      'endContact',
      [...staff, 'customer'],
      ['new', 'open'],
      allowed(need('contact', 'K-6', 'several_contacts')),
    ),
    row('noReplyNeeded', staff, ['new', 'open'], allowed(need('contact', 'K-6', 'several_contacts'))),
    row('endContact', ['customer'], ['none'], none),
    row('endContact', [...staff, 'customer'], ['closed'], frozen),
    row(['assign', 'unassign'], staff, active, allowed(need('expected', 'A-1'))),
    row(['addTopic', 'removeTopic'], staff, active, allowed(need('topic', 'T-1'))),
    row('snooze', staff, active, allowed(need('force', 'Z-1', 'owed'))),
    row('wake', staff, active),
    row('separate', staff, active, allowed(need('contacts', 'W-10'), force, topic)),
    row('rejoin', staff, active, allowed(need('separatedFrom', 'W-10'))),
    row(
      [
        'noReplyNeeded',
        'assign',
        'unassign',
        'addTopic',
        'removeTopic',
        'snooze',
        'wake',
        'separate',
        'rejoin',
      ],
      staff,
      ['closed'],
      frozen,
    ),
    row('note', staff, all),
    row('close', staff, ['closed'], refused('conversation.already_closed', 'C-5')),
    row('close', staff, active, allowed(version, force, topic)),
    row('close', ['system'], active),
    row('close', ['customer', 'other'], active, refused('conversation.customer_cannot_close', 'C-7')),
    row('reopen', staff, active, refused('conversation.not_closed', 'O-3')),
    row('reopen', ['automation', 'customer', 'other'], ['closed'], allowed(need('window', 'W-2'))),
    row('reopen', ['agent', 'api', 'system'], ['closed']),
    row(['addAddress', 'removeAddress', 'moveAddress', 'block', 'unblock', 'merge', 'redact'], staff, all),
    row('erase', staff, active, allowed(need('force', 'CU-9'))),
    row('erase', staff, ['none', 'closed']),
    row('createTask', staff, all, allowed(need('dueAt', 'TK-2'))),
    row(['editTask', 'assignTask', 'commentOnTask'], staff, ['task_closed'], refused('task.closed', 'TK-4')),
    row('assignTask', staff, ['task_open'], allowed(need('expected', 'A-1'))),
    row(['editTask', 'commentOnTask'], staff, ['task_open']),
    row('closeTask', staff, ['task_open']),
    row('closeTask', staff, ['task_closed'], refused('task.already_closed', 'TK-3')),
    row('reopenTask', staff, ['task_closed']),
    row('reopenTask', staff, tasks, refused('task.not_closed', 'TK-3')),
  ]
}

/**
 * Who may do what when (N17), as data: the first row that fits decides, and what no row fits is not offered. A host reads
 * it to know which buttons to show; a test runs every cell against the code.
 *
 * @example
 * authority.filter((row) => row.commands.includes('reopen')).length // 4
 */
export const authority: readonly AuthorityRow[] = /* @__PURE__ */ rows()

/**
 * Whether an actor of that kind may give a command to what stands so, what it must say, or why not (N17).
 *
 * @example
 * mayDo('close', 'customer', 'open') // { answer: 'refused', code: 'conversation.customer_cannot_close', rule: 'C-7' }
 * mayDo('erase', 'agent', 'closed')  // { answer: 'allowed', needs: [] }
 */
export const mayDo = (command: string, actor: ActorKind, standing: SubjectStatus): Verdict =>
  authority.find(
    ({ commands, actors, standings }) =>
      commands.includes(command) && actors.includes(actor) && standings.includes(standing),
  )?.verdict ?? { answer: 'not_offered' }
