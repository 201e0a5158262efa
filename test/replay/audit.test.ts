import { describe, expect, it } from 'vitest'
import type { ChangeSet, Store } from '../../src/index.ts'
import { createDesk, definePolicy } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { auditStore } from '../../src/replay/audit.ts'
import { replayInSession } from '../../src/replay/replay.ts'
import { openSession } from '../../src/replay/session.ts'
import { agentMessage, customerMessage, hour, line } from './log.ts'

type Changes = { -readonly [K in keyof ChangeSet]: ChangeSet[K] }

/** A store whose commits say something else than what was decided, as a defect would make them. */
const lying = (lie: (changes: Changes) => void): { readonly seen: () => Promise<readonly string[]> } => {
  const store: Store = { ...memoryStore(), commit: async () => ({ ok: true }) }
  const watched = auditStore(store)
  const honest = memoryStore()
  const desk = createDesk({
    policy: definePolicy({ inbox: 'support' }),
    store: {
      ...honest,
      commit: async (changes) => {
        const told = { ...changes }
        lie(told)
        await watched.store.commit(told)
        return honest.commit(changes)
      },
    },
  })
  return {
    seen: async () => {
      await desk.receive({ channel: 'email', customer: 'ada', text: 'Hello' })
      await desk.send({ channel: 'email', customer: 'ada', agent: 'sam', text: 'Hi' })
      return watched.violations().first
    },
  }
}

describe('the observer of the commits', () => {
  it('has nothing to say where nothing is wrong', async () => {
    expect(await lying(() => {}).seen()).toEqual([])
  })

  it('O-7: sees a gap in a stream', async () => {
    const seen = await lying((changes) => {
      changes.events = changes.events.filter(({ type }) => type !== 'contact.fulfilled')
    }).seen()
    expect(seen).toEqual([expect.stringMatching(/^O-7: .* has place 9 after 7$/)])
  })

  it('O-1: sees a second active conversation', async () => {
    const seen = await lying((changes) => {
      changes.events = changes.events.map((event) =>
        event.type === 'conversation.assigned'
          ? ({ ...event, type: 'conversation.started', conversation: 'x', data: { follows: null } } as never)
          : event,
      )
    }).seen()
    expect(seen).toContainEqual('O-1: customer ada has 2 active conversations')
  })

  it('S-3, S-4: sees a status that the events do not make', async () => {
    const seen = await lying((changes) => {
      changes.conversations = changes.conversations.map((row) => ({ ...row, status: 'waiting' }))
      changes.events = changes.events.map((event) =>
        event.type === 'conversation.status_changed'
          ? ({ ...event, data: { to: 'closed' } } as never)
          : event,
      )
    }).seen()
    expect(seen).toEqual([
      expect.stringMatching(/^S-3: .* says closed, by its events it is new$/),
      expect.stringMatching(/^S-4: .* is stored as waiting, by its events it is new$/),
      expect.stringMatching(/^S-3: .* says closed, by its events it is open$/),
      expect.stringMatching(/^S-4: .* is stored as waiting, by its events it is open$/),
    ])
  })

  it.each([
    ['zoe', 'ada'],
    ['ada', 'zoe'],
  ])(
    'CU-4, S-4: follows a conversation from %s to %s, what was due at the same stroke included',
    async (from, into) => {
      const given = (after: number, customer: string) => agentMessage(after, { customer })
      const merge = line('customer.merge', { after: 5 * hour, customer: from, into })
      const session = openSession({})
      const report = await replayInSession(session, [given(0, from), merge, given(6 * hour, into)], {})
      expect(report).toMatchObject({ violations: 0, conversations: 1, byStatus: { open: 1 } })
    },
  )

  it('CU-4, S-4: sees a conversation that came from nowhere', async () => {
    const honest = memoryStore()
    const watched = auditStore({ ...memoryStore(), commit: async () => ({ ok: true }) })
    const desk = createDesk({
      policy: definePolicy({ inbox: 'support' }),
      store: {
        ...honest,
        commit: async (changes) => {
          const events = changes.events.map((event) =>
            event.type === 'conversation.adopted' ? { ...event, data: { from: 'eve' } } : event,
          )
          await watched.store.commit({ ...changes, events })
          return honest.commit(changes)
        },
      },
    })
    await desk.register({ customer: 'ada' })
    await desk.receive({ channel: 'email', customer: 'bob', text: 'Hello' })
    await desk.merge({ customer: 'bob', into: 'ada' })
    expect(watched.violations().first).toEqual([
      expect.stringMatching(/^S-4: .* is stored as new, by its events it is closed$/),
    ])
  })

  it('hears nothing of a commit that failed, and keeps the first 20', async () => {
    const watched = auditStore({
      ...memoryStore(),
      commit: async () => ({ ok: false, conflict: { kind: 'stale', key: 'ada' } }),
    })
    await watched.store.commit({
      expected: [],
      customers: [],
      conversations: [],
      tasks: [],
      claims: [],
      events: [],
      redacted: [],
    })
    for (let n = 0; n < 25; n++) watched.reportViolation(`${n}`)
    expect(watched.customerCount()).toBe(0)
    expect(watched.violations()).toMatchObject({ count: 25, first: expect.objectContaining({ length: 20 }) })
  })

  it('I-13, S-4: sees at the end a message too many and a list that is wrong', async () => {
    const session = openSession({})
    const { desk } = session
    const forgetful = {
      ...session,
      desk: {
        ...desk,
        counts: async () => ({ ok: true as const, counts: { new: 5, open: 0, waiting: 0, closed: 0 } }),
      },
    }
    await desk.receive({ channel: 'email', customer: 'Ada', text: 'not in the log' })
    const report = await replayInSession(
      forgetful,
      [customerMessage(), agentMessage(1), line('close', { after: 2 })],
      {},
    )
    expect(report.violations).toBe(2)
    expect(report.firstViolations).toEqual([
      'I-13: 1 messages in were given, 2 are in the timelines',
      'S-4: 5 are listed as new, by the events 0 are',
    ])
  })
})
