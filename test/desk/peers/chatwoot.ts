import { day, hour, inboundMail } from '../../support/world.ts'
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
  vacation,
} from './scenario.ts'

export const chatwoot: readonly Scenario[] = [
  {
    id: 'I-9 CW-R1',
    done: 'resolved; the contact writes',
    peer: 'open',
    ours: 'open, 1 conversation, 2 messages',
    policy: lockOn,
    play: afterClose((w) => customerWrites(w)),
  },
  {
    id: 'I-5 CW-R3',
    done: 'resolved and muted; the contact writes',
    peer: 'stays resolved, message stored',
    ours: 'closed, 1 conversation, 2 messages',
    policy: lockOn,
    play: async (w) => {
      await answerAndClose(w)
      await w.desk.block(agent)
      await customerWrites(w)
    },
  },
  {
    id: 'R-1 CW-R5',
    done: 'resolved; an agent sends',
    peer: 'stays resolved',
    ours: 'outbound.intent_required',
    policy: lockOn,
    play: async (w) => {
      await answerAndClose(w)
      return answerText(w.desk.send({ ...agent, channel: 'email', text: 'One more thing' }))
    },
  },
  {
    id: 'R-1 CW-R5, on purpose',
    done: 'resolved; an agent sends and says that he goes on',
    peer: 'stays resolved',
    ours: 'open, 1 conversation, 1 message',
    policy: lockOn,
    play: afterClose((w) => agentWrites(w, { intent: 'continue' })),
  },
  {
    id: 'I-5 CW-R6',
    done: 'a blocked contact writes for the first time',
    peer: 'a conversation, resolved at birth',
    ours: 'no status, 0 conversations, 1 message',
    play: async (w) => {
      await w.desk.register({ customer: 'ada' })
      await w.desk.block(agent)
      await customerWrites(w)
    },
  },
  {
    id: 'R-3 CW-R6',
    done: 'a campaign writes first, with no bot in the inbox',
    peer: 'an open conversation',
    ours: 'no status, 0 conversations, 0 messages',
    play: async (w) => {
      await agentWrites(w, { agent: undefined, automation: 'campaign', to: 'ada@example.com' })
    },
  },
  {
    id: 'S-2 CW-R7',
    done: 'toggle an open one that somebody has resolved meanwhile',
    peer: 'open again: the toggle turns it round',
    ours: 'conversation.already_closed',
    play: async (w) => {
      await answerAndClose(w)
      return answerText(w.desk.close({ ...agent, version: 99, force: true }))
    },
  },
  {
    id: 'I-5 CW-R8',
    done: 'mute, then unmute',
    peer: 'resolved and blocked; unmuting changes no status',
    ours: 'closed, 1 conversation, 1 message',
    play: async (w) => {
      await customerWrites(w)
      await w.desk.block(agent)
      await w.desk.unblock(agent)
    },
  },
  {
    id: 'A-4 CW-R9',
    done: 'an agent opens a resolved one by hand',
    peer: 'open and assigned to that agent',
    ours: 'waiting, kim has it',
    play: afterClose((w) => w.desk.reopen({ customer: 'ada', agent: 'kim' }), assigneeSummary),
  },
  {
    id: 'A-4 CW-R9, a program',
    done: 'an administrator’s program opens it',
    peer: 'open, assignee unchanged',
    ours: 'waiting, sam has it',
    play: afterClose((w) => w.desk.reopen({ customer: 'ada', api: 'admin' }), assigneeSummary),
  },
  ...['sms', 'whatsapp', 'messenger', 'instagram', 'chat'].flatMap((channel): Scenario[] => [
    {
      id: `I-7 CW-L1 ${channel}`,
      done: 'an open conversation; a message',
      peer: 'appended',
      ours: 'new, 1 conversation, 2 messages',
      play: async (w) => {
        await customerWrites(w, 'one', { channel, from: number })
        await customerWrites(w, 'two', { channel, from: number })
      },
    },
    {
      id: `I-9 CW-L2 ${channel}`,
      done: 'lock on, the last is resolved; a message',
      peer: 'the same conversation, open',
      ours: 'open, 1 conversation, 2 messages',
      policy: lockOn,
      play: async (w) => {
        await answerAndClose(w, { channel, from: number })
        await customerWrites(w, 'two', { channel, from: number })
      },
    },
    {
      id: `I-11 CW-L3 ${channel}`,
      done: 'lock off, the last is resolved; a message',
      peer: 'a new conversation, unlinked',
      ours: 'follows the closed one: new, 2 conversations, 2 messages',
      policy: lockOff,
      play: async (w) => {
        await answerAndClose(w, { channel, from: number })
        const { conversation } = await customerWrites(w, 'two', { channel, from: number })
        return `${conversation?.follows === null ? 'unlinked' : 'follows the closed one'}: ${await statusSummary(w)}`
      },
    },
    {
      id: `I-1 CW-L7 ${channel}`,
      done: 'the same provider id twice',
      peer: 'one message',
      ours: 'new, 1 conversation, 1 message',
      play: async (w) => {
        for (let n = 0; n < 2; n++) await customerWrites(w, 'one', { channel, from: number, id: '17' })
      },
    },
  ]),
  {
    id: 'O-1 CW-L4',
    done: 'lock off, the last waits; a message',
    peer: 'appended',
    ours: 'open, 1 conversation, 2 messages',
    policy: lockOff,
    play: async (w) => {
      await customerWrites(w)
      await agentWrites(w)
      w.advance(2 * hour)
      await customerWrites(w, 'two')
    },
  },
  {
    id: 'R-2 CW-L5',
    done: 'lock on, two older ones; an agent starts one by API',
    peer: 'the newest is returned',
    ours: 'new: open, 3 conversations, 2 messages',
    policy: lockOff,
    play: async (w) => {
      await answerAndClose(w)
      await answerAndClose(w)
      const { conversation } = await agentWrites(w, { intent: 'new' })
      return `${conversation?.follows === null ? 'alone' : 'new'}: ${await statusSummary(w)}`
    },
  },
  {
    id: 'I-0 CW-L6',
    done: 'a message from another number',
    peer: 'other contact and conversation',
    ours: '2 customers',
    play: async (w) => {
      for (const from of [number, '+499876543210'])
        await w.desk.receive({ channel: 'sms', from, text: 'Hello' })
      return `${new Set((await w.events()).map(({ customer }) => customer)).size} customers`
    },
  },
  {
    id: 'O-2 CW #13808',
    done: 'one person with two identities on a channel writes from both',
    peer: 'two open conversations',
    ours: 'new, 1 conversation, 2 messages',
    play: async (w) => {
      for (const from of ['ada.one', 'ada.two']) await customerWrites(w, from, { channel: 'instagram', from })
    },
  },
  {
    id: 'I-4 CW-L9',
    done: 'the echo of a message that we sent',
    peer: 'discarded, or stored as an external one',
    ours: 'confirm',
    play: async (w) => {
      await customerWrites(w)
      await agentWrites(w)
      return answerText(
        w.desk.receive(inboundMail('An answer', { kind: 'echo', customer: 'ada', id: '<answer@us>' })),
      )
    },
  },
  {
    id: 'I-4 CW-L10',
    done: 'lock off, resolved with a text of ours; its echo arrives',
    peer: 'no new conversation (since #11535)',
    ours: 'closed, 1 conversation, 1 message',
    policy: lockOff,
    play: afterClose((w) => w.desk.receive(inboundMail('Solved', { kind: 'echo', customer: 'ada' }))),
  },
  {
    id: 'O-4 CW-L11',
    done: 'six images arrive in parallel at six servers',
    peer: 'one conversation, six messages (since #14060)',
    ours: 'new, 1 conversation, 6 messages',
    play: async (w) => {
      const images = Array.from({ length: 6 }, (_, n) => ({
        channel: 'whatsapp',
        from: number,
        id: `${n}`,
        attachments: [{ id: `image ${n}` }],
      }))
      await Promise.all(images.map((image) => w.anotherDesk().receive({ ...image, customer: 'ada' })))
    },
  },
  {
    id: 'O-1 CW-E1',
    done: 'a mail without references of a known contact with an open conversation',
    peer: 'a new conversation',
    ours: 'new, 1 conversation, 2 messages',
    play: afterMessage((w) => customerWrites(w, 'A new subject')),
  },
  {
    id: 'I-16 CW-E2',
    done: 'lock off; a mail that answers a message of a closed conversation',
    peer: 'appended to it, open',
    ours: 'new, 2 conversations, 2 messages',
    policy: lockOff,
    play: afterClose((w) => customerWrites(w, 'two', thanks)),
  },
  {
    id: 'I-9 CW-E3',
    done: 'References name a message of an older conversation',
    peer: 'that one',
    ours: 'the older one',
    policy: lockOn,
    play: async (w) => {
      await answerAndClose(w)
      const older = (await w.desk.current('ada')) as { conversation?: { id: string } }
      await w.agentWrites('Another matter', { intent: 'new' })
      await w.agentCloses()
      const { conversation } = await customerWrites(w, 'two', { thread: { references: '<x@y> <answer@us>' } })
      return conversation?.id === older.conversation?.id ? 'the older one' : 'another'
    },
  },
  {
    id: 'I-0 CW-E5',
    done: 'a mail with an invalid From',
    peer: 'nothing: the mail is lost',
    ours: 'start',
    play: (w) => answerText(w.desk.receive({ channel: 'email', from: 'not an address', text: 'Help' })),
  },
  {
    id: 'I-6 CW-E6',
    done: 'resolved; an auto-reply',
    peer: 'stored, flagged, and the conversation reopens',
    ours: 'closed, 1 conversation, 2 messages',
    policy: lockOn,
    play: afterClose((w) => customerWrites(w, 'I am away', vacation)),
  },
  {
    id: 'I-14 CW-M2',
    done: 'the customer writes 5 h and 3 h ago',
    peer: 'waits since 5 h',
    ours: 'waits for 5 h',
    play: async (w) => {
      await customerWrites(w)
      w.advance(2 * hour)
      await customerWrites(w, 'two')
      w.advance(3 * hour)
      return pendingFor(w)
    },
  },
  {
    id: 'C-4 CW-M4',
    done: 'customer, resolve, open by hand',
    peer: 'the waiting clock was cleared by the resolve',
    ours: 'nobody waits',
    play: async (w) => {
      await customerWrites(w)
      await w.agentCloses()
      await w.desk.reopen(agent)
      return pendingFor(w)
    },
  },
  ...(
    [
      ['13 h', 13 * hour, 'may reply', 'may reply'],
      ['25 h', 25 * hour, 'may not', 'may not'],
    ] as const
  ).map(
    ([ago, ms, peer, ours]): Scenario => ({
      id: `K-10 CW-W1 ${ago}`,
      done: `WhatsApp, the last incoming message ${ago} ago`,
      peer,
      ours,
      play: async (w) => {
        await customerWrites(w, 'one', { channel: 'whatsapp', from: number })
        w.advance(ms)
        const reply = await w.desk.canReply({ customer: 'ada', channel: 'whatsapp' })
        return reply.ok && reply.allowed ? 'may reply' : 'may not'
      },
    }),
  ),
  {
    id: 'K-10 CW-W2',
    done: 'Messenger with the human-agent right, 5 d ago',
    peer: 'an agent may reply',
    ours: 'an agent may, a machine may not',
    policy: { channels: { messenger: { replyWindow: { agent: { days: 7 }, automation: { days: 1 } } } } },
    play: async (w) => {
      await customerWrites(w, 'one', { channel: 'messenger', from: 'ada' })
      w.advance(5 * day)
      const may = async (by: 'agent' | 'automation') => {
        const reply = await w.desk.canReply({ customer: 'ada', channel: 'messenger', by })
        return reply.ok && reply.allowed ? 'may' : 'may not'
      }
      return `an agent ${await may('agent')}, a machine ${await may('automation')}`
    },
  },
  {
    id: 'K-10 CW-W3',
    done: 'email, years after the last incoming message',
    peer: 'always',
    ours: 'no_window',
    play: async (w) => {
      await customerWrites(w)
      w.advance(4000 * day)
      const reply = await w.desk.canReply({ customer: 'ada', channel: 'email' })
      return reply.ok && reply.why
    },
  },
]
