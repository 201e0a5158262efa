import { describe, expect, it } from 'vitest'
import { auditImport } from '../../src/migration/audit.ts'
import { day, hour, monday } from '../support/world.ts'
import { exportStates, planOf } from './import-desk.ts'

const fine = {
  id: '1',
  customer: 'ada',
  state: 'resolved',
  startedAt: monday - 3 * day,
  closedAt: monday - 2 * day,
  channel: 'email',
}
const audit = (records: readonly object[], options = {}) =>
  auditImport(records, { states: exportStates, ...options }, monday)
const found = (...records: readonly object[]) =>
  audit(records).findings.map(({ what, customer, count }) => [what, customer, count])

describe('an audit of foreign data', () => {
  it('O-6: finds nothing where all is well', () => {
    const open = { ...fine, id: '2', state: 'open', closedAt: null }
    expect(audit([fine, open])).toEqual({
      records: 2,
      customers: 1,
      findings: [],
      states: [
        { state: 'open', class: 'active', suggestion: null, count: 1 },
        { state: 'resolved', class: 'closed', suggestion: null, count: 1 },
      ],
      unreadable: [],
    })
  })

  it('O-1: finds several active conversations of a customer, not of several', () => {
    const open = (id: string, customer = 'ada') => ({ ...fine, id, customer, state: 'open', closedAt: null })
    expect(found(open('1'), open('2', 'bob'))).toEqual([])
    expect(audit([open('3'), open('2'), open('4', 'bob'), open('1')]).findings).toEqual([
      { what: 'several_active', customer: 'ada', count: 3, conversations: ['1', '2', '3'] },
    ])
  })

  it('O-6: counts by customer and shows the first few ids, in order', () => {
    const records = ['9', '8', '7', '6', '5', '4', '3'].map((id) => ({ ...fine, id, closedAt: null }))
    expect(audit([...records, { ...fine, id: '1', customer: 'bob', closedAt: null }]).findings).toEqual([
      { what: 'closed_without_time', customer: 'ada', count: 7, conversations: ['3', '4', '5', '6', '7'] },
      { what: 'closed_without_time', customer: 'bob', count: 1, conversations: ['1'] },
    ])
  })

  it.each([
    ['closed_without_time', { closedAt: null }],
    ['closed_before_started', { closedAt: monday - 4 * day }],
    ['active_with_close_time', { state: 'pending' }],
    ['time_in_future', { closedAt: monday + 1 }],
    ['started_late', { lastCustomerMessageAt: monday - 4 * day }],
    ['started_late', { lastActivityAt: monday - 4 * day }],
    ['channel_missing', { channel: null }],
    ['state_unknown', { state: 'Escalated' }],
  ])('O-6: finds %s', (what, wrong) => {
    expect(found({ ...fine, ...wrong })).toEqual([[what, 'ada', 1]])
  })

  it('O-6: now is not in the future, and a close at the start is not before it', () => {
    expect(found({ ...fine, startedAt: monday, closedAt: monday })).toEqual([])
  })

  it('O-2: finds records of nobody, and of those whom the host does not have', () => {
    expect(found({ ...fine, customer: null })).toEqual([['customer_missing', null, 1]])
    const isKnown = (customer: string): boolean => customer === 'ada'
    expect(audit([fine, { ...fine, id: '2', customer: 'bob' }], { isKnown }).findings).toEqual([
      { what: 'customer_unknown', customer: 'bob', count: 1, conversations: ['2'] },
    ])
  })

  it('O-6: finds ids that are there twice, unless they are said to be unique', () => {
    expect(found(fine, fine, fine)).toEqual([['duplicate_id', null, 2]])
    expect(audit([fine, fine], { idsAreUnique: true }).findings).toEqual([])
  })

  it('O-1: one active conversation told twice is one', () => {
    const open = { ...fine, state: 'open', closedAt: null }
    expect(found(open, open)).toEqual([['duplicate_id', null, 1]])
  })

  it('B-1: shows what cannot be read by its place', () => {
    const { findings, unreadable, records } = audit([fine, { ...fine, id: '2', startedAt: 1_767_603_600 }])
    expect(records).toBe(2)
    expect(findings).toEqual([{ what: 'unreadable', customer: null, count: 1, conversations: [] }])
    expect(unreadable).toEqual([{ at: 1, issues: [{ path: 'startedAt', message: expect.any(String) }] }])
  })

  it('O-6: counts foreign states, the commonest first, and suggests what unknown ones usually mean', () => {
    const of = (state: string, id: string) => ({ ...fine, id, state })
    const { states: counted } = audit([of('Solved', '1'), of('Solved', '2'), of('Escalated!', '3'), fine])
    expect(counted).toEqual([
      { state: 'Solved', class: null, suggestion: 'closed', count: 2 },
      { state: 'Escalated!', class: null, suggestion: null, count: 1 },
      { state: 'resolved', class: 'closed', suggestion: null, count: 1 },
    ])
  })

  it('O-6: takes any iterable, once', () => {
    const stream = (function* () {
      for (let n = 0; n < 3; n++) yield { ...fine, id: String(n), closedAt: monday - n * hour }
    })()
    expect(auditImport(stream, { states: exportStates }, monday).records).toBe(3)
    expect(planOf(stream, monday).customers).toEqual([])
  })
})
