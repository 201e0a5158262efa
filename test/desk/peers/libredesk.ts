import { day, hour, mail } from '../../support/world.ts'
import {
  agentHolds,
  answeredThen,
  hear,
  later,
  owedFor,
  type Scenario,
  said,
  say,
  solved,
  solvedThen,
  vacation,
} from './scenario.ts'

export const libredesk: readonly Scenario[] = [
  {
    id: 'I-9 LD-R1',
    done: 'closed for a year; the contact writes',
    peer: 'open, whatever the age',
    ours: 'new, 2 conversations, 2 messages',
    play: solvedThen((w) => later(w, 365 * day, 'two')),
  },
  {
    id: 'I-14 LD-R3',
    done: 'two messages without an answer, 2 h apart',
    peer: 'waits since the second',
    ours: 'waits for 2 h',
    play: async (w) => {
      await hear(w)
      w.pass(2 * hour)
      await hear(w, 'two')
      return owedFor(w)
    },
  },
  {
    id: 'C-4 LD-R4',
    done: 'resolved, reopened, resolved an hour later',
    peer: 'the first resolve time alone',
    ours: 'first and last, 1 h apart',
    play: async (w) => {
      await solved(w)
      w.pass(hour)
      await hear(w, 'two')
      const { conversation: c } = await w.close()
      return `first and last, ${((c?.closed?.at ?? 0) - (c?.firstClosed?.at ?? 0)) / hour} h apart`
    },
  },
  {
    id: 'I-1 LD-R8',
    done: 'the same source id twice at the same moment',
    peer: 'two messages',
    ours: 'new, 1 conversation, 1 message',
    play: async (w) => {
      await Promise.all([w.desk, w.another()].map((desk) => desk.receive(mail('one', { customer: 'ada' }))))
    },
  },
  {
    id: 'A-1 LD-R9',
    done: 'two agents claim an unassigned conversation at once',
    peer: 'one succeeds, the other gets already-assigned',
    ours: 'new, conversation.assigned_elsewhere; open, kim has it',
    play: async (w) => {
      await hear(w)
      const claims = ['kim', 'lou'].map((to) =>
        w.another().assign({ customer: 'ada', agent: to, to, expected: null }),
      )
      const [kim, lou] = await Promise.all(claims.map(said))
      return `${kim === 'open' ? 'new' : kim}, ${lou}; ${await agentHolds(w)}`
    },
  },
  {
    id: 'I-16 LD-R10',
    done: 'a mail to the conversation’s own address, from somebody we never wrote to',
    peer: 'a message there, with the other sender',
    ours: 'his own conversation',
    play: async (w) => {
      await hear(w)
      await say(w, { token: 'conv-1' })
      const told = await w.desk.receive(mail('x', { from: 'eve@example.net', thread: { token: 'conv-1' } }))
      return told.ok && told.customer === 'ada' ? 'a message there' : 'his own conversation'
    },
  },
  {
    id: 'I-6 LD imap',
    done: 'an auto-reply to an open conversation',
    peer: 'skipped: nobody sees it',
    ours: 'open, 1 conversation, 2 messages',
    play: answeredThen((w) => hear(w, 'I am away', vacation)),
  },
]
