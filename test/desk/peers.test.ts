import { describe, expect, it } from 'vitest'
import type { Inbound, PolicyInput, Send } from '../../src/index.ts'
import { day, hour, mail, minute, ofType, second, type World, world } from '../support/world.ts'

/** One scenario of a peer system: what was done, what the peer answers, and what we answer, so that each difference shows. */
interface Scenario {
  /** The rules that decide, and the peer's scenario. */
  readonly id: string
  readonly done: string
  readonly peer: string
  readonly ours: string
  readonly policy?: Partial<PolicyInput>
  /** Plays it and says how things stand. */
  readonly play: (w: World) => Promise<unknown>
}

const number = '+491234567890'
const lockOn = { reopenWindow: 'always' } as const
const lockOff = { reopenWindow: 'never' } as const
const twoDays = { reopenWindow: { days: 2 } } as const
const vacation = { headers: { 'Auto-Submitted': 'auto-replied' } }
const thanks = { thread: { inReplyTo: '<answer@us>' } }

/** Where Ada stands: her status, her conversations, her messages. */
const stand = async (w: World): Promise<string> => {
  const found = await w.desk.current('ada')
  const events = await w.events('ada')
  const status = found.ok ? (found.status ?? 'no status') : 'unknown'
  const [conversations, messages] = ['conversation.started', 'message.received'].map(
    (type) => ofType(events, type).length,
  )
  return `${status}, ${conversations} conversation${conversations === 1 ? '' : 's'}, ${messages} message${messages === 1 ? '' : 's'}`
}
/** The answer of a command, or the code of its refusal. */
const said = async (answer: Promise<object>): Promise<string> => {
  const given = (await answer) as {
    readonly ok: boolean
    readonly outcome?: string
    readonly status?: string | null
    readonly error?: { readonly code: string }
  }
  return given.error?.code ?? given.outcome ?? given.status ?? 'done'
}
const agentHolds = async (w: World): Promise<string> => {
  const found = await w.desk.current('ada')
  const agent = found.ok ? found.conversation?.agent : null
  return `${found.ok ? found.status : 'unknown'}, ${agent ?? 'nobody'} has it`
}

const hear = (w: World, text = 'more', more: Partial<Inbound> = {}) => w.hear(text, { id: null, ...more })
const say = (w: World, more: Partial<Send> = {}) => w.say('An answer', { id: '<answer@us>', ...more })
/** Asked, answered, closed. */
const solved = async (w: World, more: Partial<Inbound> = {}) => {
  await hear(w, 'one', more)
  await say(w, more.channel === undefined ? {} : { channel: more.channel })
  w.pass(second)
  await w.close()
}
const agent = { customer: 'ada', agent: 'sam' }
const owedFor = async (w: World): Promise<string> => {
  const found = await w.desk.current('ada')
  const [owed] = (found.ok ? found.conversation?.owed : null) ?? []
  return owed === undefined ? 'nobody waits' : `waits for ${(w.now() - owed.since) / hour} h`
}

const chatwoot: readonly Scenario[] = [
  {
    id: 'I-9 CW-R1',
    done: 'resolved; the contact writes',
    peer: 'open',
    ours: 'open, 1 conversation, 2 messages',
    policy: lockOn,
    play: async (w) => {
      await solved(w)
      await hear(w)
      return stand(w)
    },
  },
  {
    id: 'I-5 CW-R3',
    done: 'resolved and muted; the contact writes',
    peer: 'stays resolved, message stored',
    ours: 'closed, 1 conversation, 2 messages',
    policy: lockOn,
    play: async (w) => {
      await solved(w)
      await w.desk.block(agent)
      await hear(w)
      return stand(w)
    },
  },
  {
    id: 'R-1 CW-R5',
    done: 'resolved; an agent sends',
    peer: 'stays resolved',
    ours: 'outbound.intent_required',
    policy: lockOn,
    play: async (w) => {
      await solved(w)
      return said(w.desk.send({ ...agent, channel: 'email', text: 'One more thing' }))
    },
  },
  {
    id: 'R-1 CW-R5, on purpose',
    done: 'resolved; an agent sends and says that he goes on',
    peer: 'stays resolved',
    ours: 'open, 1 conversation, 1 message',
    policy: lockOn,
    play: async (w) => {
      await solved(w)
      await say(w, { intent: 'continue' })
      return stand(w)
    },
  },
  {
    id: 'I-5 CW-R6',
    done: 'a blocked contact writes for the first time',
    peer: 'a conversation, resolved at birth',
    ours: 'no status, 0 conversations, 1 message',
    play: async (w) => {
      await w.desk.register({ customer: 'ada' })
      await w.desk.block(agent)
      await hear(w)
      return stand(w)
    },
  },
  {
    id: 'R-3 CW-R6',
    done: 'a campaign writes first, with no bot in the inbox',
    peer: 'an open conversation',
    ours: 'no status, 0 conversations, 0 messages',
    play: async (w) => {
      await say(w, { agent: undefined, automation: 'campaign', to: 'ada@example.com' })
      return stand(w)
    },
  },
  {
    id: 'S-2 CW-R7',
    done: 'toggle an open one that somebody has resolved meanwhile',
    peer: 'open again: the toggle turns it round',
    ours: 'conversation.already_closed',
    play: async (w) => {
      await solved(w)
      return said(w.desk.close({ ...agent, version: 99, force: true }))
    },
  },
  {
    id: 'I-5 CW-R8',
    done: 'mute, then unmute',
    peer: 'resolved and blocked; unmuting changes no status',
    ours: 'closed, 1 conversation, 1 message',
    play: async (w) => {
      await hear(w)
      await w.desk.block(agent)
      await w.desk.unblock(agent)
      return stand(w)
    },
  },
  {
    id: 'A-4 CW-R9',
    done: 'an agent opens a resolved one by hand',
    peer: 'open and assigned to that agent',
    ours: 'waiting, kim has it',
    play: async (w) => {
      await solved(w)
      await w.desk.reopen({ customer: 'ada', agent: 'kim' })
      return agentHolds(w)
    },
  },
  {
    id: 'A-4 CW-R9, a program',
    done: 'an administrator’s program opens it',
    peer: 'open, assignee unchanged',
    ours: 'waiting, sam has it',
    play: async (w) => {
      await solved(w)
      await w.desk.reopen({ customer: 'ada', api: 'admin' })
      return agentHolds(w)
    },
  },
  ...['sms', 'whatsapp', 'messenger', 'instagram', 'chat'].flatMap((channel): Scenario[] => [
    {
      id: `I-7 CW-L1 ${channel}`,
      done: 'an open conversation; a message',
      peer: 'appended',
      ours: 'new, 1 conversation, 2 messages',
      play: async (w) => {
        await hear(w, 'one', { channel, from: number })
        await hear(w, 'two', { channel, from: number })
        return stand(w)
      },
    },
    {
      id: `I-9 CW-L2 ${channel}`,
      done: 'lock on, the last is resolved; a message',
      peer: 'the same conversation, open',
      ours: 'open, 1 conversation, 2 messages',
      policy: lockOn,
      play: async (w) => {
        await solved(w, { channel, from: number })
        await hear(w, 'two', { channel, from: number })
        return stand(w)
      },
    },
    {
      id: `I-11 CW-L3 ${channel}`,
      done: 'lock off, the last is resolved; a message',
      peer: 'a new conversation, unlinked',
      ours: 'follows the closed one: new, 2 conversations, 2 messages',
      policy: lockOff,
      play: async (w) => {
        await solved(w, { channel, from: number })
        const { conversation } = await hear(w, 'two', { channel, from: number })
        return `${conversation?.follows === null ? 'unlinked' : 'follows the closed one'}: ${await stand(w)}`
      },
    },
    {
      id: `I-1 CW-L7 ${channel}`,
      done: 'the same provider id twice',
      peer: 'one message',
      ours: 'new, 1 conversation, 1 message',
      play: async (w) => {
        for (let n = 0; n < 2; n++) await hear(w, 'one', { channel, from: number, id: '17' })
        return stand(w)
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
      await hear(w)
      await say(w)
      w.pass(2 * hour)
      await hear(w, 'two')
      return stand(w)
    },
  },
  {
    id: 'R-2 CW-L5',
    done: 'lock on, two older ones; an agent starts one by API',
    peer: 'the newest is returned',
    ours: 'new: open, 3 conversations, 2 messages',
    policy: lockOff,
    play: async (w) => {
      await solved(w)
      await solved(w)
      const { conversation } = await say(w, { intent: 'new' })
      return `${conversation?.follows === null ? 'alone' : 'new'}: ${await stand(w)}`
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
      for (const from of ['ada.one', 'ada.two']) await hear(w, from, { channel: 'instagram', from })
      return stand(w)
    },
  },
  {
    id: 'I-4 CW-L9',
    done: 'the echo of a message that we sent',
    peer: 'discarded, or stored as an external one',
    ours: 'confirm',
    play: async (w) => {
      await hear(w)
      await say(w)
      return said(w.desk.receive(mail('An answer', { kind: 'echo', customer: 'ada', id: '<answer@us>' })))
    },
  },
  {
    id: 'I-4 CW-L10',
    done: 'lock off, resolved with a text of ours; its echo arrives',
    peer: 'no new conversation (since #11535)',
    ours: 'closed, 1 conversation, 1 message',
    policy: lockOff,
    play: async (w) => {
      await solved(w)
      await w.desk.receive(mail('Solved', { kind: 'echo', customer: 'ada' }))
      return stand(w)
    },
  },
  {
    id: 'O-4 CW-L11',
    done: 'six images arrive in parallel at six servers',
    peer: 'one conversation, six messages (since #14060)',
    ours: 'new, 1 conversation, 6 messages',
    play: async (w) => {
      const images = Array.from({ length: 6 }, (_, n) => ({ channel: 'whatsapp', from: number, id: `${n}` }))
      await Promise.all(images.map((image) => w.another().receive({ ...image, customer: 'ada' })))
      return stand(w)
    },
  },
  {
    id: 'O-1 CW-E1',
    done: 'a mail without references of a known contact with an open conversation',
    peer: 'a new conversation',
    ours: 'new, 1 conversation, 2 messages',
    play: async (w) => {
      await hear(w)
      await hear(w, 'A new subject')
      return stand(w)
    },
  },
  {
    id: 'I-16 CW-E2',
    done: 'lock off; a mail that answers a message of a closed conversation',
    peer: 'appended to it, open',
    ours: 'new, 2 conversations, 2 messages',
    policy: lockOff,
    play: async (w) => {
      await solved(w)
      await w.desk.unassign({ ...agent, expected: 'sam' })
      await hear(w, 'two', thanks)
      await w.desk.unassign({ ...agent, expected: 'sam' })
      return stand(w)
    },
  },
  {
    id: 'I-9 CW-E3',
    done: 'References name a message of an older conversation',
    peer: 'that one',
    ours: 'the older one',
    policy: lockOn,
    play: async (w) => {
      await solved(w)
      const older = (await w.desk.current('ada')) as { conversation?: { id: string } }
      await w.say('Another matter', { intent: 'new' })
      await w.close()
      const { conversation } = await hear(w, 'two', { thread: { references: '<x@y> <answer@us>' } })
      return conversation?.id === older.conversation?.id ? 'the older one' : 'another'
    },
  },
  {
    id: 'I-0 CW-E5',
    done: 'a mail with an invalid From',
    peer: 'nothing: the mail is lost',
    ours: 'start',
    play: (w) => said(w.desk.receive({ channel: 'email', from: 'not an address', text: 'Help' })),
  },
  {
    id: 'I-6 CW-E6',
    done: 'resolved; an auto-reply',
    peer: 'stored, flagged, and the conversation reopens',
    ours: 'closed, 1 conversation, 2 messages',
    policy: lockOn,
    play: async (w) => {
      await solved(w)
      await hear(w, 'I am away', vacation)
      return stand(w)
    },
  },
  {
    id: 'I-14 CW-M2',
    done: 'the customer writes 5 h and 3 h ago',
    peer: 'waits since 5 h',
    ours: 'waits for 5 h',
    play: async (w) => {
      await hear(w)
      w.pass(2 * hour)
      await hear(w, 'two')
      w.pass(3 * hour)
      return owedFor(w)
    },
  },
  {
    id: 'C-4 CW-M4',
    done: 'customer, resolve, open by hand',
    peer: 'the waiting clock was cleared by the resolve',
    ours: 'nobody waits',
    play: async (w) => {
      await hear(w)
      await w.close()
      await w.desk.reopen(agent)
      return owedFor(w)
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
        await hear(w, 'one', { channel: 'whatsapp', from: number })
        w.pass(ms)
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
      await hear(w, 'one', { channel: 'messenger', from: 'ada' })
      w.pass(5 * day)
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
      await hear(w)
      w.pass(4000 * day)
      const reply = await w.desk.canReply({ customer: 'ada', channel: 'email' })
      return reply.ok && reply.why
    },
  },
]

const zammad: readonly Scenario[] = [
  {
    id: 'I-11 ZA-W1',
    done: 'rule "new ticket", closed; a reply',
    peer: 'a new ticket, unlinked',
    ours: 'new, 2 conversations, 2 messages',
    policy: { ...lockOff, keepAgent: 'never' },
    play: async (w) => {
      await solved(w)
      await hear(w, 'two', thanks)
      return stand(w)
    },
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
        await solved(w)
        w.pass(later)
        await hear(w, 'two', thanks)
        return `${ofType(await w.events(), 'conversation.started').length} of 2`
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
      await solved(w)
      w.pass(5 * day)
      await say(w, { intent: 'continue' })
      w.pass(day)
      await w.close()
      w.pass(day)
      await hear(w, 'two')
      return stand(w)
    },
  },
  {
    id: 'W-3 ZA-W3, bare',
    done: 'the same, but the agent only opened and closed it',
    peer: 'kept: any close counts',
    ours: 'a new one: a bare reopening moves no anchor',
    policy: twoDays,
    play: async (w) => {
      await solved(w)
      w.pass(5 * day)
      await w.desk.reopen(agent)
      await w.close()
      await hear(w, 'two')
      const { length } = ofType(await w.events(), 'conversation.started')
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
      await hear(w)
      await say(w)
      w.pass(30 * day)
      await hear(w, 'two')
      return stand(w)
    },
  },
  {
    id: 'W-2 ZA-P3',
    done: 'after the window an agent, and a machine, reopen',
    peer: 'the agent may, the customer may not',
    ours: 'agent: waiting; machine: conversation.window_over',
    policy: twoDays,
    play: async (w) => {
      await solved(w)
      w.pass(3 * day)
      const machine = await said(w.desk.reopen({ customer: 'ada', automation: 'bot' }))
      return `agent: ${await said(w.desk.reopen(agent))}; machine: ${machine}`
    },
  },
  {
    id: 'S-6 ZA-S1',
    done: 'new; the customer writes again',
    peer: 'new',
    ours: 'new, 1 conversation, 2 messages',
    play: async (w) => {
      await hear(w)
      await hear(w, 'two')
      return stand(w)
    },
  },
  {
    id: 'A-4 ZA-S2',
    done: 'new; an agent writes',
    peer: 'open',
    ours: 'open, sam has it',
    play: async (w) => {
      await hear(w)
      await say(w)
      return agentHolds(w)
    },
  },
  {
    id: 'A-3 ZA-S4',
    done: 'closed; a reply; the owner is kept or unset by a setting',
    peer: 'open, owner by the setting',
    ours: 'kept: open, sam has it; unset: new, nobody has it',
    play: async (w) => {
      await solved(w)
      await hear(w, 'two')
      const kept = await agentHolds(w)
      w.decree({ keepAgent: 'never' })
      await w.close()
      await hear(w, 'three')
      return `kept: ${kept}; unset: ${await agentHolds(w)}`
    },
  },
  {
    id: 'S-5 ZA #6187',
    done: 'closed, owner to be unset; an out-of-office',
    peer: 'stays closed, but the owner was removed',
    ours: 'closed, sam has it',
    policy: { keepAgent: 'never' },
    play: async (w) => {
      await solved(w)
      await hear(w, 'I am away', vacation)
      return agentHolds(w)
    },
  },
  {
    id: 'I-16 ZA-F4',
    done: 'References name a known message, the subject is another',
    peer: 'a new ticket',
    ours: 'append',
    play: async (w) => {
      await hear(w)
      await say(w)
      return said(w.desk.receive(mail('Something else', { customer: 'ada', ...thanks })))
    },
  },
  {
    id: 'I-9 ZA-F5',
    done: 'references match two closed tickets',
    peer: 'the newer',
    ours: 'the newer',
    policy: lockOn,
    play: async (w) => {
      await solved(w)
      await w.say('Newer', { intent: 'new', id: '<newer@us>' })
      await w.close()
      const newer = (await w.desk.current('ada')) as { conversation?: { id: string } }
      const { conversation } = await hear(w, 'two', { thread: { references: '<answer@us> <newer@us>' } })
      return conversation?.id === newer.conversation?.id ? 'the newer' : 'the older'
    },
  },
  {
    id: 'I-16 ZA #5064',
    done: 'another customer quotes a ticket of Ada’s',
    peer: 'he joins that ticket',
    ours: 'he starts his own',
    play: async (w) => {
      await hear(w)
      await say(w)
      const told = await w.desk.receive(mail('Me too', { from: 'eve@example.net', ...thanks }))
      return told.ok && told.customer !== 'ada' && told.outcome === 'start' ? 'he starts his own' : 'he joins'
    },
  },
  {
    id: 'I-19 ZA-A2',
    done: 'our answer is undeliverable; the ticket is open',
    peer: 'added, state unchanged',
    ours: 'open, 1 conversation, 1 message; waits for 0 h',
    play: async (w) => {
      await hear(w)
      await say(w)
      await w.desk.receive({ channel: 'email', kind: 'bounce', of: '<answer@us>' })
      return `${await stand(w)}; ${await owedFor(w)}`
    },
  },
  {
    id: 'I-6 ZA-A3',
    done: 'closed; out-of-office, then an ordinary mail',
    peer: 'stays closed, then reopens',
    ours: 'append-quietly, reopen',
    play: async (w) => {
      await solved(w)
      const away = await hear(w, 'I am away', vacation)
      return `${away.outcome}, ${(await hear(w, 'back')).outcome}`
    },
  },
  {
    id: 'I-11 ZA-T1',
    done: 'SMS: two, one of them again, close, a third',
    peer: 'the third starts a new ticket: 1 article, the old one keeps 2',
    ours: 'new, 2 conversations, 3 messages',
    policy: { ...lockOff, keepAgent: 'never' },
    play: async (w) => {
      const sms = { channel: 'sms', from: number }
      await hear(w, 'one', { ...sms, id: '1' })
      await hear(w, 'two', { ...sms, id: '2' })
      await hear(w, 'two', { ...sms, id: '2' })
      await w.close()
      await hear(w, 'three', { ...sms, id: '3' })
      return stand(w)
    },
  },
]

const rocketChat: readonly Scenario[] = [
  {
    id: 'O-4 RC-1',
    done: 'the visitor asks for his room twice',
    peer: 'the same id, the second says not new',
    ours: 'start, append',
    play: async (w) => {
      const chat = { channel: 'chat', from: 'ada' }
      return `${(await hear(w, 'one', chat)).outcome}, ${(await hear(w, 'two', chat)).outcome}`
    },
  },
  {
    id: 'O-4 RC-2',
    done: 'he asks twice at once',
    peer: 'two rooms (one since #39087)',
    ours: 'new, 1 conversation, 2 messages',
    play: async (w) => {
      const chat = { channel: 'chat', from: 'ada', customer: 'ada' }
      await Promise.all(['1', '2'].map((id) => w.another().receive({ ...chat, id })))
      return stand(w)
    },
  },
  {
    id: 'I-9 RC-3',
    done: 'the room is closed; he writes at once',
    peer: 'a new room',
    ours: 'open, 1 conversation, 2 messages',
    play: async (w) => {
      await solved(w, { channel: 'chat', from: 'ada' })
      await hear(w, 'two', { channel: 'chat', from: 'ada' })
      return stand(w)
    },
  },
  {
    id: 'K-7 RC-4',
    done: 'the visitor closes his chat, answered before',
    peer: 'closed',
    ours: 'waiting, 1 conversation, 1 message',
    play: async (w) => {
      await hear(w, 'one', { channel: 'chat', from: 'ada' })
      await say(w, { channel: 'chat' })
      await w.desk.endContact({ customer: 'ada', by: 'customer' })
      return stand(w)
    },
  },
  {
    id: 'C-2 RC-5',
    done: 'closing without what the setting requires, even by force',
    peer: 'error-comment-is-required',
    ours: 'conversation.topic_required',
    policy: { closingTopics: 'any' },
    play: async (w) => {
      const { version } = await hear(w)
      return said(w.desk.close({ ...agent, version, force: true }))
    },
  },
  {
    id: 'C-5 RC-6',
    done: 'three closes at once',
    peer: 'one succeeds, two fail with "try again"',
    ours: 'closed, conversation.already_closed, conversation.already_closed',
    play: async (w) => {
      const { version } = await hear(w)
      const closes = [1, 2, 3].map(() => said(w.another().close({ ...agent, version, force: true })))
      return (await Promise.all(closes)).join(', ')
    },
  },
  {
    id: 'O-7 RC-7',
    done: 'two different rooms closed at once',
    peer: 'both succeed',
    ours: 'closed, closed, 0 conflicts',
    play: async (w) => {
      for (const customer of ['ada', 'bob']) await hear(w, customer, { customer, from: null })
      const closed = await Promise.all(['ada', 'bob'].map((customer) => w.close(customer)))
      return `${closed.map(({ status }) => status).join(', ')}, ${w.store.trips.conflicts} conflicts`
    },
  },
  {
    id: 'C-4 RC-8',
    done: 'two people close at once',
    peer: 'exactly one wins, and the recorded closer is the winner',
    ours: 'one closed, by him',
    play: async (w) => {
      const { version } = await hear(w)
      const closes = ['kim', 'lou'].map((by) =>
        w.another().close({ customer: 'ada', agent: by, version, force: true }),
      )
      const [kim, lou] = await Promise.all(closes)
      const winner = kim?.ok ? 'kim' : 'lou'
      const found = await w.desk.current('ada')
      const by = found.ok ? found.conversation?.closed?.by.id : null
      return kim?.ok !== lou?.ok && by === winner ? 'one closed, by him' : 'both or neither'
    },
  },
  {
    id: 'A-1 RC-12',
    done: 'returned to the queue',
    peer: 'unserved',
    ours: 'new, nobody has it',
    play: async (w) => {
      await hear(w)
      await say(w)
      await w.desk.unassign({ ...agent, expected: 'sam' })
      return agentHolds(w)
    },
  },
]

const libredesk: readonly Scenario[] = [
  {
    id: 'I-9 LD-R1',
    done: 'closed for a year; the contact writes',
    peer: 'open, whatever the age',
    ours: 'open, 2 conversations, 2 messages',
    play: async (w) => {
      await solved(w)
      w.pass(365 * day)
      await hear(w, 'two')
      await w.desk.assign({ ...agent, to: 'sam', expected: null })
      return stand(w)
    },
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
      return stand(w)
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
    play: async (w) => {
      await hear(w)
      await say(w)
      await hear(w, 'I am away', vacation)
      return stand(w)
    },
  },
]

const algaPsa: readonly Scenario[] = [
  {
    id: 'W-1 AP-3',
    done: 'the client writes beyond the cutoff',
    peer: 'a new ticket',
    ours: 'start',
    policy: { reopenWindow: { hours: 168 } },
    play: async (w) => {
      await solved(w)
      w.pass(168 * hour + 1)
      return (await hear(w, 'two')).outcome
    },
  },
  {
    id: 'W-1 AP-4',
    done: 'the client writes exactly at the cutoff',
    peer: 'reopened',
    ours: 'reopen',
    policy: { reopenWindow: { hours: 168 } },
    play: async (w) => {
      await solved(w)
      w.pass(168 * hour)
      return (await hear(w, 'two')).outcome
    },
  },
  {
    id: 'I-10 AP-8',
    done: 'the fourth reopening in an hour',
    peer: 'comment only',
    ours: 'reopen, reopen, reopen, append-quietly',
    policy: { reopenGuard: { reopens: 3, within: { hours: 1 } } },
    play: async (w) => {
      await solved(w)
      const outcomes: string[] = []
      for (let n = 0; n < 4; n++) {
        w.pass(minute)
        outcomes.push((await hear(w, `again ${n}`)).outcome)
        if (n < 3) await w.close()
      }
      return outcomes.join(', ')
    },
  },
  {
    id: 'I-6 AP-10',
    done: 'an auto-reply beyond the cutoff',
    peer: 'a new ticket: the cutoff is looked at first',
    ours: 'closed, 1 conversation, 2 messages',
    play: async (w) => {
      await solved(w)
      w.pass(30 * day)
      await hear(w, 'I am away', vacation)
      return stand(w)
    },
  },
  {
    id: 'I-14 AP-11',
    done: 'sent in time, processed days after the cutoff',
    peer: 'the mail’s own time counts: reopened',
    ours: 'reopen',
    play: async (w) => {
      await solved(w)
      const at = w.now() + hour
      w.pass(9 * day)
      return (await hear(w, 'two', { at })).outcome
    },
  },
]

/** Section 4.7: where we differ from all four on purpose. */
const deliberate: readonly Scenario[] = [
  {
    id: 'I-11 4.7 outside',
    done: 'a customer message outside the window',
    peer: 'reopened, or new and unlinked',
    ours: 'start, linked',
    play: async (w) => {
      await solved(w)
      w.pass(2 * day)
      const { outcome, conversation } = await hear(w, 'two')
      return `${outcome}, ${conversation?.follows === null ? 'unlinked' : 'linked'}`
    },
  },
  {
    id: 'I-7 4.7 another open',
    done: 'an answer to a closed conversation while another is open',
    peer: 'possibly a second open one',
    ours: 'append to the open one',
    policy: lockOff,
    play: async (w) => {
      await solved(w)
      const open = await hear(w, 'Something else')
      const told = await hear(w, 'Thanks', thanks)
      return told.conversation?.id === open.conversation?.id
        ? `${told.outcome} to the open one`
        : told.outcome
    },
  },
  {
    id: 'I-15 4.7 late',
    done: 'a message that happened before the close, delivered after it',
    peer: 'reopens (or an orphan in Rocket.Chat)',
    ours: 'reopen by default; append-quietly where policy says so',
    play: async (w) => {
      await solved(w)
      const late = { at: w.now() - second }
      const first = await hear(w, 'two', late)
      await w.close()
      w.decree({ lateMessage: 'append' })
      return `${first.outcome} by default; ${(await hear(w, 'three', late)).outcome} where policy says so`
    },
  },
  {
    id: 'R-1 4.7 agent',
    done: 'an agent writes into a closed one and says that it is new',
    peer: 'no change of status, or impossible',
    ours: 'open, 2 conversations, 1 message',
    play: async (w) => {
      await solved(w)
      await say(w, { intent: 'new' })
      return stand(w)
    },
  },
]

for (const [name, scenarios] of Object.entries({
  chatwoot,
  zammad,
  rocketChat,
  libredesk,
  algaPsa,
  deliberate,
}))
  describe(name, () => {
    it.each(scenarios)('$id: $done | theirs: $peer | ours: $ours', async ({ ours, policy, play }) => {
      expect(await play(world(policy === undefined ? {} : { policy }))).toBe(ours)
    })
  })

/** dotdo's negatives: what is no transition leaves no half state. */
describe('dotdo', () => {
  it('C-6: any command in closed is refused, and nothing is half done', async () => {
    const w = world()
    await solved(w)
    const before = await w.events()
    for (const answer of [
      await said(w.desk.assign({ ...agent, to: 'kim', expected: 'sam' })),
      await said(w.desk.addTopic({ ...agent, topic: 'vase' })),
      await said(w.desk.noReplyNeeded(agent)),
    ])
      expect(answer).toBe('conversation.closed')
    expect(await w.events()).toEqual(before)
  })
})
