import { day, second } from '../../support/world.ts'
import {
  afterClose,
  agentWrites,
  answerAndClose,
  customerWrites,
  lockOff,
  type Scenario,
  thanks,
} from './scenario.ts'

/** Where we differ from all four on purpose. */
export const deliberate: readonly Scenario[] = [
  {
    id: 'I-11 4.7 outside',
    done: 'a customer message outside the window',
    peer: 'reopened, or new and unlinked',
    ours: 'start, linked',
    play: async (w) => {
      await answerAndClose(w)
      w.advance(2 * day)
      const { outcome, conversation } = await customerWrites(w, 'two')
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
      await answerAndClose(w)
      const open = await customerWrites(w, 'Something else')
      const told = await customerWrites(w, 'Thanks', thanks)
      return told.conversation?.id === open.conversation?.id
        ? `${told.outcome} to the open one`
        : told.outcome
    },
  },
  {
    id: 'I-15 4.7 late',
    done: 'a message that happened before the close, delivered after it',
    peer: 'reopens (or an orphan in Rocket.Chat)',
    ours: 'reopen by default; append_silently where policy says so',
    play: async (w) => {
      await answerAndClose(w)
      const late = { at: w.now() - second }
      const first = await customerWrites(w, 'two', late)
      await w.agentCloses()
      w.setPolicy({ onLateMessage: 'append' })
      return `${first.outcome} by default; ${(await customerWrites(w, 'three', late)).outcome} where policy says so`
    },
  },
  {
    id: 'R-1 4.7 agent',
    done: 'an agent writes into a closed one and says that it is new',
    peer: 'no change of status, or impossible',
    ours: 'open, 2 conversations, 1 message',
    play: afterClose((w) => agentWrites(w, { intent: 'new' })),
  },
]
