import { day, eventsOfType, inboundMail, second } from '../../support/world.ts'
import {
  afterClose,
  afterMessage,
  agent,
  agentWrites,
  answerAndClose,
  answerText,
  assigneeSummary,
  customerWrites,
  lockOff,
  lockOn,
  number,
  pendingFor,
  type Scenario,
  statusSummary,
  thanks,
  twoDays,
  vacation,
} from './scenario.ts'

export const zammad: readonly Scenario[] = [
  {
    id: 'I-11 ZA-W1',
    done: 'rule "new ticket", closed; a reply',
    peer: 'a new ticket, unlinked',
    ours: 'new, 2 conversations, 2 messages',
    policy: { ...lockOff, keepAssignee: 'never' },
    play: afterClose((w) => customerWrites(w, 'two', thanks)),
  },
  ...(
    [
      ['at once', 0, 'kept', 1],
      ['47:59:59 later', 2 * day - second, 'kept', 1],
      ['48:00:00 later', 2 * day, 'dropped', 1],
      ['a millisecond after that', 2 * day + 1, 'dropped', 2],
      ['5 d later', 5 * day, 'dropped', 2],
    ] as const
  ).map(
    ([when, later, peer, conversations]): Scenario => ({
      id: `W-1 ZA-W2, ZA-W5 ${when}`,
      done: `reopen within 2 days; a reply ${when}`,
      peer,
      ours: `${conversations} of 2`,
      policy: twoDays,
      play: async (w) => {
        await answerAndClose(w)
        w.advance(later)
        await customerWrites(w, 'two', thanks)
        return `${eventsOfType(await w.events(), 'conversation.started').length} of 2`
      },
    }),
  ),
  {
    id: 'W-3 ZA-W3',
    done: 'closed; 5 d later worked on by an agent, closed again a day later; a reply',
    peer: 'kept: the anchor is the last close',
    ours: 'open, 1 conversation, 2 messages',
    policy: twoDays,
    play: async (w) => {
      await answerAndClose(w)
      w.advance(5 * day)
      await agentWrites(w, { intent: 'continue' })
      w.advance(day)
      await w.agentCloses()
      w.advance(day)
      await customerWrites(w, 'two')
    },
  },
  {
    id: 'W-3 ZA-W3, bare',
    done: 'the same, but the agent only opened and closed it',
    peer: 'kept: any close counts',
    ours: 'a new one: a bare reopening moves no anchor',
    policy: twoDays,
    play: async (w) => {
      await answerAndClose(w)
      w.advance(5 * day)
      await w.desk.reopen(agent)
      await w.agentCloses()
      await customerWrites(w, 'two')
      const { length } = eventsOfType(await w.events(), 'conversation.started')
      return length === 2 ? 'a new one: a bare reopening moves no anchor' : 'kept'
    },
  },
  {
    id: 'I-7 ZA-W4',
    done: 'not closed; a reply after the window',
    peer: 'kept',
    ours: 'open, 1 conversation, 2 messages',
    policy: twoDays,
    play: async (w) => {
      await customerWrites(w)
      await agentWrites(w)
      w.advance(30 * day)
      await customerWrites(w, 'two')
    },
  },
  {
    id: 'W-2 ZA-P3',
    done: 'after the window an agent, and a machine, reopen',
    peer: 'the agent may, the customer may not',
    ours: 'agent: waiting; machine: conversation.window_over',
    policy: twoDays,
    play: async (w) => {
      await answerAndClose(w)
      w.advance(3 * day)
      const machine = await answerText(w.desk.reopen({ customer: 'ada', automation: 'bot' }))
      return `agent: ${await answerText(w.desk.reopen(agent))}; machine: ${machine}`
    },
  },
  {
    id: 'S-6 ZA-S1',
    done: 'new; the customer writes again',
    peer: 'new',
    ours: 'new, 1 conversation, 2 messages',
    play: afterMessage((w) => customerWrites(w, 'two')),
  },
  {
    id: 'A-4 ZA-S2',
    done: 'new; an agent writes',
    peer: 'open',
    ours: 'open, sam has it',
    play: afterMessage((w) => agentWrites(w), assigneeSummary),
  },
  {
    id: 'A-3 ZA-S4',
    done: 'closed; a reply; the owner is kept or unset by a setting',
    peer: 'open, owner by the setting',
    ours: 'kept: open, sam has it; unset: new, nobody has it',
    play: async (w) => {
      await answerAndClose(w)
      await customerWrites(w, 'two')
      const kept = await assigneeSummary(w)
      w.setPolicy({ keepAssignee: 'never' })
      await w.agentCloses()
      await customerWrites(w, 'three')
      return `kept: ${kept}; unset: ${await assigneeSummary(w)}`
    },
  },
  {
    id: 'S-5 ZA #6187',
    done: 'closed, owner to be unset; an out-of-office',
    peer: 'stays closed, but the owner was removed',
    ours: 'closed, sam has it',
    policy: { keepAssignee: 'never' },
    play: afterClose((w) => customerWrites(w, 'I am away', vacation), assigneeSummary),
  },
  {
    id: 'I-16 ZA-F4',
    done: 'References name a known message, the subject is another',
    peer: 'a new ticket',
    ours: 'append',
    play: async (w) => {
      await customerWrites(w)
      await agentWrites(w)
      return answerText(w.desk.receive(inboundMail('Something else', { customer: 'ada', ...thanks })))
    },
  },
  {
    id: 'I-9 ZA-F5',
    done: 'references match two closed tickets',
    peer: 'the newer',
    ours: 'the newer',
    policy: lockOn,
    play: async (w) => {
      await answerAndClose(w)
      await w.agentWrites('Newer', { intent: 'new', id: '<newer@us>' })
      await w.agentCloses()
      const newer = (await w.desk.current('ada')) as { conversation?: { id: string } }
      const { conversation } = await customerWrites(w, 'two', {
        thread: { references: '<answer@us> <newer@us>' },
      })
      return conversation?.id === newer.conversation?.id ? 'the newer' : 'the older'
    },
  },
  {
    id: 'I-16 ZA #5064',
    done: 'another customer quotes a ticket of Ada’s',
    peer: 'he joins that ticket',
    ours: 'he starts his own',
    play: async (w) => {
      await customerWrites(w)
      await agentWrites(w)
      const told = await w.desk.receive(inboundMail('Me too', { from: 'eve@example.net', ...thanks }))
      return told.ok && told.customer !== 'ada' && told.outcome === 'start' ? 'he starts his own' : 'he joins'
    },
  },
  {
    id: 'I-19 ZA-A2',
    done: 'our answer is undeliverable; the ticket is open',
    peer: 'added, state unchanged',
    ours: 'open, 1 conversation, 1 message; waits for 0 h',
    play: async (w) => {
      await customerWrites(w)
      await agentWrites(w)
      await w.desk.receive({ channel: 'email', kind: 'bounce', of: '<answer@us>' })
      return `${await statusSummary(w)}; ${await pendingFor(w)}`
    },
  },
  {
    id: 'I-6 ZA-A3',
    done: 'closed; out-of-office, then an ordinary mail',
    peer: 'stays closed, then reopens',
    ours: 'append_silently, reopen',
    play: async (w) => {
      await answerAndClose(w)
      const away = await customerWrites(w, 'I am away', vacation)
      return `${away.outcome}, ${(await customerWrites(w, 'back')).outcome}`
    },
  },
  {
    id: 'I-11 ZA-T1',
    done: 'SMS: two, one of them again, close, a third',
    peer: 'the third starts a new ticket: 1 article, the old one keeps 2',
    ours: 'new, 2 conversations, 3 messages',
    policy: { ...lockOff, keepAssignee: 'never' },
    play: async (w) => {
      const sms = { channel: 'sms', from: number }
      await customerWrites(w, 'one', { ...sms, id: '1' })
      await customerWrites(w, 'two', { ...sms, id: '2' })
      await customerWrites(w, 'two', { ...sms, id: '2' })
      await w.agentCloses()
      await customerWrites(w, 'three', { ...sms, id: '3' })
    },
  },
]
