import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auditImport } from '../../src/migration/audit.ts'
import { parseForeignConversation } from '../../src/migration/parse-foreign.ts'
import { suggestStateClass } from '../../src/migration/state-words.ts'
import { lawRuns, monday } from '../support/world.ts'
import { exportStates, planOf } from './import-desk.ts'

const least = { id: '7', startedAt: monday }

describe('a foreign record', () => {
  it('B-1: is read whole, every field present', () => {
    const given = {
      id: '7',
      customer: 'ada',
      state: 'On-hold',
      startedAt: '2026-01-05T09:00:00Z',
      closedAt: new Date(monday),
      channel: 'email',
      address: 'Ada@Example.com',
      endpoint: 'help@shop.example',
      inbox: 'old',
      agent: 'sam',
      topics: ['vase', 'vase', ' '],
      lastCustomerMessageAt: monday,
      lastActivityAt: '',
      priority: 'high',
    }
    const { priority: _, ...rest } = given
    expect(parseForeignConversation(given)).toEqual({
      ok: true,
      value: {
        ...rest,
        startedAt: monday,
        closedAt: monday,
        topics: ['vase'],
        lastActivityAt: null,
      },
    })
  })

  it('B-1: what says nothing is left out', () => {
    const value = {
      ...least,
      customer: null,
      state: '',
      closedAt: null,
      channel: null,
      address: null,
      endpoint: null,
      inbox: null,
      agent: null,
      topics: [],
      lastCustomerMessageAt: null,
      lastActivityAt: null,
    }
    expect(parseForeignConversation(least)).toEqual({ ok: true, value })
    expect(parseForeignConversation({ ...least, customer: ' ', state: '', agent: '', topics: null })).toEqual(
      {
        ok: true,
        value,
      },
    )
  })

  it('B-1: all that is wrong is told at once, with paths', () => {
    const read = parseForeignConversation({
      customer: 7,
      startedAt: monday / 1000,
      closedAt: 'yesterday',
      topics: 'vase',
    })
    expect(!read.ok && read.error.map(({ path }) => path)).toEqual([
      'id',
      'customer',
      'startedAt',
      'closedAt',
      'topics',
    ])
    expect(!read.ok && read.error[2]?.message).toMatch(/seconds/)
    expect(!read.ok && read.error[0]?.message).toBe('is missing')
  })

  it.each([null, undefined, 'ada', 7, [], [least]])('B-1: %j is none', (value) => {
    expect(parseForeignConversation(value)).toMatchObject({ ok: false, error: [{ path: '' }] })
  })

  it('B-4: an id of any length becomes one that a store can index', () => {
    const read = parseForeignConversation({ id: 'x'.repeat(5_000), customer: 'y\ud800', startedAt: monday })
    expect(read.ok && read.value.id.length).toBeLessThanOrEqual(200)
    expect(read.ok && read.value.customer).not.toContain('\ud800')
  })

  it('B-1: one bad record never stops the others, and nothing throws', () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), (rubble) => {
        const records = [...rubble, { ...least, customer: 'ada', state: 'open', channel: 'email' }]
        const { customers, skipped } = planOf(records, monday)
        expect(customers.some(({ conversations }) => conversations.some(({ id }) => id === '7'))).toBe(true)
        expect(skipped.length).toBe(rubble.length)
        expect(auditImport(records, { states: exportStates }, monday).records).toBe(records.length)
      }),
      lawRuns(200),
    )
  })
})

describe('the usual words', () => {
  it('O-6: of other systems are known, however they are joined and spelled', () => {
    for (const word of ['open', 'Pending', 'ON_HOLD', 'on-hold', 'pending reminder', 'Snoozed', 'TODO'])
      expect([word, suggestStateClass(word)]).toEqual([word, 'active'])
    for (const word of ['Solved', 'resolved', 'DONE', 'archived', 'spam', 'trash', 'merged', 'removed'])
      expect([word, suggestStateClass(word)]).toEqual([word, 'closed'])
    for (const word of ['', '300', 'constructor', 'awaiting parts'])
      expect([word, suggestStateClass(word)]).toEqual([word, null])
  })
})
