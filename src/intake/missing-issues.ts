import type { Issue } from '../kernel/result.ts'
import type { Inbound } from './inbound.ts'
import type { InboundKind } from './parsed-inbound.ts'
import { threadIds } from './thread.ts'

/** Whether anything is said at all; whether it has the right shape is asked elsewhere. */
const isPresent = (value: unknown): boolean =>
  typeof value === 'string' ? value.trim() !== '' : value !== undefined && value !== null

/** Whether it names a message that it answers; a source of the wrong shape is an issue of its own. */
const referencesAny = ({ thread, headers }: Inbound, isSound: boolean): boolean =>
  [thread, headers].some((source) => source != null && (!isSound || threadIds(source).length > 0))

const requiredParts: {
  readonly [kind in InboundKind]: readonly ('sender' | 'content' | 'of' | 'id')[]
} = {
  message: ['sender', 'content'],
  echo: ['sender'],
  signal: ['of'],
  bounce: ['of'],
  call: ['id'],
}

/**
 * What an inbound of its kind must say and does not (I-0, B-1): who writes, and what. An empty text is a text, because an
 * empty mail is a message too. The echo of a message of ours may be known by its id alone.
 */
export const missingIssues = (input: Inbound, kind: InboundKind, isSound: boolean): readonly Issue[] => {
  const { from, customer, session, of, call, id, thread, text, attachments, fingerprint } = input
  const senders = [from, customer, session, of, call, thread?.token, kind === 'echo' ? id : null]
  const isGiven = {
    sender: senders.some(isPresent) || referencesAny(input, isSound),
    content: text != null || isPresent(fingerprint) || (attachments != null && attachments.length !== 0),
    of: isPresent(of),
    id: isPresent(id),
  }
  const issues = {
    sender: { path: 'from', message: 'is missing: say who writes, by from, customer, session or thread' },
    content: {
      path: 'text',
      message: 'is missing: say what was written, by text, attachments or fingerprint',
    },
    of: { path: 'of', message: `must be the id of the message that the ${kind} is about` },
    id: { path: 'id', message: 'must be the id of the call' },
  }
  return requiredParts[kind].filter((need) => !isGiven[need]).map((need) => issues[need])
}
