import type { Issue } from '../kernel/result.ts'
import type { ArrivalKind } from './arrival.ts'
import type { Inbound } from './inbound.ts'
import { threadIds } from './thread.ts'

/** Whether anything is said at all; whether it has the right shape is asked elsewhere. */
const isSaid = (value: unknown): boolean =>
  typeof value === 'string' ? value.trim() !== '' : value !== undefined && value !== null

/** Whether it names a message that it answers; a source of the wrong shape is an issue of its own. */
const quotesAny = ({ thread, headers }: Inbound, isSound: boolean): boolean =>
  [thread, headers].some((source) => source != null && (!isSound || threadIds(source).length > 0))

const needs: {
  readonly [kind in ArrivalKind]: readonly ('sender' | 'content' | 'of' | 'id')[]
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
export const missing = (input: Inbound, kind: ArrivalKind, isSound: boolean): readonly Issue[] => {
  const { from, customer, session, of, call, id, thread, text, attachments, fingerprint } = input
  const senders = [from, customer, session, of, call, thread?.token, kind === 'echo' ? id : null]
  const is = {
    sender: senders.some(isSaid) || quotesAny(input, isSound),
    content: text != null || isSaid(fingerprint) || (attachments != null && attachments.length !== 0),
    of: isSaid(of),
    id: isSaid(id),
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
  return needs[kind].filter((need) => !is[need]).map((need) => issues[need])
}
