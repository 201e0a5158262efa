import { createHash } from 'node:crypto'
import type { StoredEvent } from '../../../src/index.ts'
import { text } from './side.ts'

export const digest = (words: string): string => createHash('sha256').update(words).digest('hex').slice(0, 32)

/** What somebody has to know to write down a message that joins the open contact of an active conversation. */
export interface Joined {
  readonly customer: string
  readonly conversation: string
  readonly contact: string
  readonly inbox: string
  readonly agent: string | null
  readonly seq: number
  readonly now: number
}

/** The event that the desk writes of such a message, written by hand. */
export const eventOf = (joined: Joined, n: number): StoredEvent => ({
  id: `${digest(`chat/${n}`)}.0`,
  type: 'message.received',
  v: 1,
  seq: joined.seq,
  customer: joined.customer,
  conversation: joined.conversation,
  contact: joined.contact,
  task: null,
  occurredAt: joined.now,
  recordedAt: joined.now,
  actor: { kind: 'customer', id: joined.customer },
  cause: 'receive',
  assignee: { inbox: joined.inbox, agent: joined.agent },
  data: {
    channel: 'chat',
    endpoint: null,
    address: `handle:chat:${joined.customer}`,
    session: null,
    refs: [digest(`ref/${n}`)],
    fingerprint: digest(text),
    providerTime: null,
    topics: [],
    silent: false,
    replyWindow: false,
    references: [],
    collision: false,
    reasons: [
      { rule: 'I-7', found: 'active', conversation: joined.conversation, elapsed: null, window: null },
    ],
  },
  content: { text, attachments: [], externalId: `message-${n}`, address: joined.customer },
})
