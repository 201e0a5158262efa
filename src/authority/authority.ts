import type { ActorKind } from '../kernel/actor.ts'
import { type AuthorityRow, allowed, refused, requires, type SubjectStatus, type Verdict } from './verdict.ts'

/** Those who give commands; customers and third parties speak, the system applies what is due and what is imported. */
const commandingActors: readonly ActorKind[] = ['agent', 'automation', 'api']
const activeStatuses: readonly SubjectStatus[] = ['new', 'open', 'waiting']
const allStatuses: readonly SubjectStatus[] = ['none', 'new', 'open', 'waiting', 'closed']
const taskStatuses: readonly SubjectStatus[] = ['task_open', 'task_closed']

const authorityRow = (
  commands: string | readonly string[],
  actors: readonly ActorKind[],
  statuses: readonly SubjectStatus[],
  verdict: Verdict = allowed(),
): AuthorityRow => ({
  commands: typeof commands === 'string' ? [commands] : commands,
  actors,
  statuses,
  verdict,
})

const authorityRows = (): readonly AuthorityRow[] => {
  const noConversation = refused('conversation.none', 'O-1')
  const conversationClosed = refused('conversation.closed', 'C-6')
  const version = requires('version', 'C-8')
  const force = requires('force', 'C-1', 'owed')
  const topic = requires('topic', 'C-2', 'policy_requires_topic')
  return [
    authorityRow('receive', ['customer', 'third_party'], allStatuses),
    authorityRow(['startCall', 'endCall'], ['customer'], allStatuses),
    authorityRow(['answerCall', 'endCall'], ['agent'], allStatuses),
    authorityRow('send', ['agent', 'api'], ['closed'], allowed(requires('intent', 'R-1', 'inside_window'))),
    authorityRow('send', commandingActors, allStatuses),
    authorityRow('dial', commandingActors, ['closed'], allowed(requires('intent', 'R-1', 'inside_window'))),
    authorityRow('dial', commandingActors, allStatuses),
    authorityRow(
      ['endContact', 'noReplyNeeded', 'assign', 'unassign', 'addTopic', 'removeTopic', 'snooze', 'wake'],
      commandingActors,
      ['none'],
      noConversation,
    ),
    authorityRow(['separate', 'rejoin', 'close', 'reopen'], commandingActors, ['none'], noConversation),
    authorityRow(
      'endContact',
      [...commandingActors, 'customer'],
      ['waiting'],
      refused('contact.none', 'K-6'),
    ),
    authorityRow('noReplyNeeded', commandingActors, ['waiting'], allowed(requires('contact', 'K-6'))),
    authorityRow(
      'endContact',
      [...commandingActors, 'customer'],
      ['new', 'open'],
      allowed(requires('contact', 'K-6', 'several_contacts')),
    ),
    authorityRow(
      'noReplyNeeded',
      commandingActors,
      ['new', 'open'],
      allowed(requires('contact', 'K-6', 'several_contacts')),
    ),
    authorityRow('endContact', ['customer'], ['none'], noConversation),
    authorityRow('endContact', [...commandingActors, 'customer'], ['closed'], conversationClosed),
    authorityRow(
      ['assign', 'unassign'],
      commandingActors,
      activeStatuses,
      allowed(requires('expected', 'A-1')),
    ),
    authorityRow(
      ['addTopic', 'removeTopic'],
      commandingActors,
      activeStatuses,
      allowed(requires('topic', 'T-1')),
    ),
    authorityRow('snooze', commandingActors, activeStatuses, allowed(requires('force', 'Z-1', 'owed'))),
    authorityRow('wake', commandingActors, activeStatuses),
    authorityRow(
      'separate',
      commandingActors,
      activeStatuses,
      allowed(requires('contacts', 'W-10'), force, topic),
    ),
    authorityRow('rejoin', commandingActors, activeStatuses, allowed(requires('separatedFrom', 'W-10'))),
    authorityRow(
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
      commandingActors,
      ['closed'],
      conversationClosed,
    ),
    authorityRow('note', commandingActors, allStatuses),
    authorityRow('close', commandingActors, ['closed'], refused('conversation.already_closed', 'C-5')),
    authorityRow('close', commandingActors, activeStatuses, allowed(version, force, topic)),
    authorityRow('close', ['system'], activeStatuses),
    authorityRow(
      'close',
      ['customer', 'third_party'],
      activeStatuses,
      refused('conversation.customer_cannot_close', 'C-7'),
    ),
    authorityRow('reopen', commandingActors, activeStatuses, refused('conversation.not_closed', 'O-3')),
    authorityRow(
      'reopen',
      ['automation', 'customer', 'third_party'],
      ['closed'],
      allowed(requires('window', 'W-2')),
    ),
    authorityRow('reopen', ['agent', 'api', 'system'], ['closed']),
    authorityRow(
      ['addAddress', 'removeAddress', 'moveAddress', 'block', 'unblock', 'merge', 'redact'],
      commandingActors,
      allStatuses,
    ),
    authorityRow('erase', commandingActors, activeStatuses, allowed(requires('force', 'CU-9'))),
    authorityRow('erase', commandingActors, ['none', 'closed']),
    authorityRow('createTask', commandingActors, allStatuses, allowed(requires('dueAt', 'TK-2'))),
    authorityRow(
      ['editTask', 'assignTask', 'commentOnTask'],
      commandingActors,
      ['task_closed'],
      refused('task.closed', 'TK-4'),
    ),
    authorityRow('assignTask', commandingActors, ['task_open'], allowed(requires('expected', 'A-1'))),
    authorityRow(['editTask', 'commentOnTask'], commandingActors, ['task_open']),
    authorityRow('closeTask', commandingActors, ['task_open']),
    authorityRow('closeTask', commandingActors, ['task_closed'], refused('task.already_closed', 'TK-3')),
    authorityRow('reopenTask', commandingActors, ['task_closed']),
    authorityRow('reopenTask', commandingActors, taskStatuses, refused('task.not_closed', 'TK-3')),
  ]
}

/**
 * Who may do what when (N17), as data: the first row that fits decides, and what no row fits is not offered. A host reads
 * it to know which buttons to show; a test runs every cell against the code.
 *
 * @example
 * authority.filter((row) => row.commands.includes('reopen')).length // 4
 */
export const authority: readonly AuthorityRow[] = /* @__PURE__ */ authorityRows()

/**
 * Whether an actor of that kind may give a command to what stands so, what it must say, or why not (N17).
 *
 * @example
 * verdictFor('close', 'customer', 'open') // { answer: 'refused', code: 'conversation.customer_cannot_close', rule: 'C-7' }
 * verdictFor('erase', 'agent', 'closed')  // { answer: 'allowed', needs: [] }
 */
export const verdictFor = (command: string, actor: ActorKind, status: SubjectStatus): Verdict =>
  authority.find(
    ({ commands, actors, statuses }) =>
      commands.includes(command) && actors.includes(actor) && statuses.includes(status),
  )?.verdict ?? { answer: 'not_offered' }
