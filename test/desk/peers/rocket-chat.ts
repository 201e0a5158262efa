import {
  afterReply,
  agent,
  agentWrites,
  answerAndClose,
  answerText,
  assigneeSummary,
  customerWrites,
  type Scenario,
} from './scenario.ts'

export const rocketChat: readonly Scenario[] = [
  {
    id: 'O-4 RC-1',
    done: 'the visitor asks for his room twice',
    peer: 'the same id, the second says not new',
    ours: 'start, append',
    play: async (w) => {
      const chat = { channel: 'chat', from: 'ada' }
      return `${(await customerWrites(w, 'one', chat)).outcome}, ${(await customerWrites(w, 'two', chat)).outcome}`
    },
  },
  {
    id: 'O-4 RC-2',
    done: 'he asks twice at once',
    peer: 'two rooms (one since #39087)',
    ours: 'new, 1 conversation, 2 messages',
    play: async (w) => {
      const chat = { channel: 'chat', from: 'ada', customer: 'ada' }
      await Promise.all(['1', '2'].map((id) => w.anotherDesk().receive({ ...chat, id, text: id })))
    },
  },
  {
    id: 'I-9 RC-3',
    done: 'the room is closed; he writes at once',
    peer: 'a new room',
    ours: 'open, 1 conversation, 2 messages',
    play: async (w) => {
      await answerAndClose(w, { channel: 'chat', from: 'ada' })
      await customerWrites(w, 'two', { channel: 'chat', from: 'ada' })
    },
  },
  {
    id: 'K-7 RC-4',
    done: 'the visitor closes his chat, answered before',
    peer: 'closed',
    ours: 'waiting, 1 conversation, 1 message',
    play: async (w) => {
      await customerWrites(w, 'one', { channel: 'chat', from: 'ada' })
      await agentWrites(w, { channel: 'chat' })
      await w.desk.endContact({ customer: 'ada', by: 'customer' })
    },
  },
  {
    id: 'C-2 RC-5',
    done: 'closing without what the setting requires, even by force',
    peer: 'error-comment-is-required',
    ours: 'conversation.topic_required',
    policy: { closingTopics: 'any' },
    play: async (w) => {
      const { version } = await customerWrites(w)
      return answerText(w.desk.close({ ...agent, version, force: true }))
    },
  },
  {
    id: 'C-5 RC-6',
    done: 'three closes at once',
    peer: 'one succeeds, two fail with "try again"',
    ours: 'closed, conversation.already_closed, conversation.already_closed',
    play: async (w) => {
      const { version } = await customerWrites(w)
      const closes = [1, 2, 3].map(() =>
        answerText(w.anotherDesk().close({ ...agent, version, force: true })),
      )
      return (await Promise.all(closes)).join(', ')
    },
  },
  {
    id: 'O-7 RC-7',
    done: 'two different rooms closed at once',
    peer: 'both succeed',
    ours: 'closed, closed, 0 conflicts',
    play: async (w) => {
      for (const customer of ['ada', 'bob']) await customerWrites(w, customer, { customer, from: null })
      const closed = await Promise.all(['ada', 'bob'].map((customer) => w.agentCloses(customer)))
      return `${closed.map(({ status }) => status).join(', ')}, ${w.store.trips.conflicts} conflicts`
    },
  },
  {
    id: 'C-4 RC-8',
    done: 'two people close at once',
    peer: 'exactly one wins, and the recorded closer is the winner',
    ours: 'one closed, by him',
    play: async (w) => {
      const { version } = await customerWrites(w)
      const closes = ['kim', 'lou'].map((by) =>
        w.anotherDesk().close({ customer: 'ada', agent: by, version, force: true }),
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
    play: afterReply((w) => w.desk.unassign({ ...agent, expected: 'sam' }), assigneeSummary),
  },
]
