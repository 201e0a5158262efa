import { day, hour, inboundMail } from '../../support/world.ts'
import {
  afterClose,
  afterReply,
  agentWrites,
  answerAndClose,
  answerText,
  assigneeSummary,
  customerWrites,
  customerWritesAfter,
  pendingFor,
  type Scenario,
  vacation,
} from './scenario.ts'

export const libredesk: readonly Scenario[] = [
  {
    id: 'I-9 LD-R1',
    done: 'closed for a year; the contact writes',
    peer: 'open, whatever the age',
    ours: 'new, 2 conversations, 2 messages',
    play: afterClose((w) => customerWritesAfter(w, 365 * day, 'two')),
  },
  {
    id: 'I-14 LD-R3',
    done: 'two messages without an answer, 2 h apart',
    peer: 'waits since the second',
    ours: 'waits for 2 h',
    play: async (w) => {
      await customerWrites(w)
      w.advance(2 * hour)
      await customerWrites(w, 'two')
      return pendingFor(w)
    },
  },
  {
    id: 'C-4 LD-R4',
    done: 'resolved, reopened, resolved an hour later',
    peer: 'the first resolve time alone',
    ours: 'first and last, 1 h apart',
    play: async (w) => {
      await answerAndClose(w)
      w.advance(hour)
      await customerWrites(w, 'two')
      const { conversation: c } = await w.agentCloses()
      return `first and last, ${((c?.closed?.at ?? 0) - (c?.firstClosed?.at ?? 0)) / hour} h apart`
    },
  },
  {
    id: 'I-1 LD-R8',
    done: 'the same source id twice at the same moment',
    peer: 'two messages',
    ours: 'new, 1 conversation, 1 message',
    play: async (w) => {
      await Promise.all(
        [w.desk, w.anotherDesk()].map((desk) => desk.receive(inboundMail('one', { customer: 'ada' }))),
      )
    },
  },
  {
    id: 'A-1 LD-R9',
    done: 'two agents claim an unassigned conversation at once',
    peer: 'one succeeds, the other gets already-assigned',
    ours: 'new, conversation.assigned_elsewhere; open, kim has it',
    play: async (w) => {
      await customerWrites(w)
      const claims = ['kim', 'lou'].map((to) =>
        w.anotherDesk().assign({ customer: 'ada', agent: to, to, expected: null }),
      )
      const [kim, lou] = await Promise.all(claims.map(answerText))
      return `${kim === 'open' ? 'new' : kim}, ${lou}; ${await assigneeSummary(w)}`
    },
  },
  {
    id: 'I-16 LD-R10',
    done: 'a mail to the conversation’s own address, from somebody we never wrote to',
    peer: 'a message there, with the other sender',
    ours: 'his own conversation',
    play: async (w) => {
      await customerWrites(w)
      await agentWrites(w, { token: 'conv-1' })
      const told = await w.desk.receive(
        inboundMail('x', { from: 'eve@example.net', thread: { token: 'conv-1' } }),
      )
      return told.ok && told.customer === 'ada' ? 'a message there' : 'his own conversation'
    },
  },
  {
    id: 'I-6 LD imap',
    done: 'an auto-reply to an open conversation',
    peer: 'skipped: nobody sees it',
    ours: 'open, 1 conversation, 2 messages',
    play: afterReply((w) => customerWrites(w, 'I am away', vacation)),
  },
]
