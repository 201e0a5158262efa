import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { type LogLine, replayLog } from '../../src/replay/index.ts'
import { agentMessage, customerMessage, hour, line } from './log.ts'

/** A store that counts the trips to it. */
const counting = (store: Store) => {
  let trips = 0
  const counted = <Arguments extends readonly unknown[], Answer>(port: (...given: Arguments) => Answer) => {
    return (...given: Arguments): Answer => {
      trips += 1
      return port(...given)
    }
  }
  return {
    trips: () => trips,
    store: {
      ...store,
      find: counted(store.load),
      timeline: counted(store.timeline),
      commit: counted(store.commit),
    },
  }
}

const tripsOf = async (lines: readonly LogLine[], store: Store) => {
  const watched = counting(store)
  const report = await replayLog(lines, { store: watched.store })
  return {
    trips: watched.trips(),
    report,
    events: (await store.events({ after: null, limit: 100_000 })).items.length,
  }
}

const customers = ['Ada', 'Bob', 'Eve', 'Max']
const rounds = Array.from({ length: 25 }, (_, round) => round)

/** Every type of line but merges and separations, round by round. */
const lines = rounds.flatMap((round) => {
  const from = round * 10 * hour
  const call = { channel: 'voice', direction: 'inbound' }
  return customers.flatMap((customer) => [
    customerMessage(from, { customer, channel: 'email', topic: 'vase', text: `Question ${round}` }),
    customerMessage(from, { customer, channel: 'email', id: `mail ${round}`, text: `Question ${round}` }),
    agentMessage(from, { customer, channel: 'email', id: `reply ${round}` }),
    line('assign', { customer, after: from, agent: `Agent ${round}` }),
    line('call.started', { customer, after: from, id: `${customer} ${round}`, ...call }),
    line('call.answered', { customer, after: from, agent: 'Sam', id: `${customer} ${round}`, ...call }),
    line('call.ended', { customer, after: from, id: `${customer} ${round}`, ...call }),
    line('note', { customer, after: from, agent: 'Sam', text: 'Called.' }),
    line('task.create', { customer, after: from, id: `task ${round}`, dueAt: '2027-01-01T00:00:00Z' }),
    line('task.close', { customer, after: from, id: `task ${round}` }),
    line('close', { customer, after: from, force: true, agent: 'Sam' }),
  ])
})
const inOrder = lines.toSorted((one, other) => one.at - other.at)

describe('a log that is replayed again into the same store', () => {
  it('takes two trips for each customer when nothing is new (I-1)', async () => {
    const store = memoryStore()
    const first = await tripsOf(inOrder, store)
    const second = await tripsOf(inOrder, store)
    expect(second.report).toMatchObject({
      applied: first.report.applied,
      duplicates: first.report.applied,
      rejected: 0,
      violations: 0,
      declared: first.report.declared,
    })
    // A page of history holds 200 events.
    expect(second.trips).toBeLessThanOrEqual(2 * customers.length + Math.ceil(first.events / 200))
    expect(second.trips * 20).toBeLessThan(first.trips)
  })

  it('takes as many trips as the new lines alone when the log has grown', async () => {
    const store = memoryStore()
    await replayLog(inOrder.slice(0, -11), { store })
    const { trips, report } = await tripsOf(inOrder, store)
    expect(report.duplicates).toBe(inOrder.length - 11)
    expect(trips).toBeLessThan(150)
  })

  it('reads no further back than to the first line of a new part (I-14)', async () => {
    const store = memoryStore()
    await replayLog(inOrder, { store })
    const { trips } = await tripsOf([customerMessage(5000 * hour, { text: 'One more' })], store)
    expect(trips).toBeLessThanOrEqual(5)
  })
})
