import { day, hour, minute } from '../../support/world.ts'
import {
  afterClose,
  answerAndClose,
  customerWrites,
  customerWritesAfter,
  type Scenario,
  vacation,
} from './scenario.ts'

export const algaPsa: readonly Scenario[] = [
  {
    id: 'W-1 AP-3',
    done: 'the client writes beyond the cutoff',
    peer: 'a new ticket',
    ours: 'start',
    policy: { reopenWindow: { hours: 168 } },
    play: async (w) => {
      await answerAndClose(w)
      w.advance(168 * hour + 1)
      return (await customerWrites(w, 'two')).outcome
    },
  },
  {
    id: 'W-1 AP-4',
    done: 'the client writes exactly at the cutoff',
    peer: 'reopened',
    ours: 'reopen',
    policy: { reopenWindow: { hours: 168 } },
    play: async (w) => {
      await answerAndClose(w)
      w.advance(168 * hour)
      return (await customerWrites(w, 'two')).outcome
    },
  },
  {
    id: 'I-10 AP-8',
    done: 'the fourth reopening in an hour',
    peer: 'comment only',
    ours: 'reopen, reopen, reopen, append_silently',
    policy: { reopenGuard: { reopens: 3, within: { hours: 1 } } },
    play: async (w) => {
      await answerAndClose(w)
      const outcomes: string[] = []
      for (let n = 0; n < 4; n++) {
        w.advance(minute)
        outcomes.push((await customerWrites(w, `again ${n}`)).outcome)
        if (n < 3) await w.agentCloses()
      }
      return outcomes.join(', ')
    },
  },
  {
    id: 'I-6 AP-10',
    done: 'an auto-reply beyond the cutoff',
    peer: 'a new ticket: the cutoff is looked at first',
    ours: 'closed, 1 conversation, 2 messages',
    play: afterClose((w) => customerWritesAfter(w, 30 * day, 'I am away', vacation)),
  },
  {
    id: 'I-14 AP-11',
    done: 'sent in time, processed days after the cutoff',
    peer: 'the mail’s own time counts: reopened',
    // A sender can write any time into a mail: it counts for a day, or for as long as `maxLateness` says.
    ours: 'start',
    play: async (w) => {
      await answerAndClose(w)
      const at = w.now() + hour
      w.advance(9 * day)
      return (await customerWrites(w, 'two', { at })).outcome
    },
  },
]
