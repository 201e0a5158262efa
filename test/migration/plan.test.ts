import { describe, expect, it } from 'vitest'
import { day, hour, monday } from '../support/world.ts'
import { planOf } from './import-desk.ts'

const fine = {
  id: '1',
  customer: 'ada',
  state: 'resolved',
  startedAt: monday - 3 * day,
  closedAt: monday - 2 * day,
  channel: 'email',
}
const open = { ...fine, state: 'open', closedAt: null }

/** What becomes of one record, and why. */
const mended = (record: object) => {
  const { customers, repairs } = planOf([record], monday)
  return { now: customers[0]?.conversations[0], repairs }
}

describe('the plan of an import', () => {
  it('O-6: changes nothing about what is well', () => {
    const { now, repairs } = mended(fine)
    expect(repairs).toEqual([])
    expect(now).toMatchObject({ id: '1', state: 'closed', closedAt: fine.closedAt, mergedInto: null })
  })

  it('O-6, C-4: a missing close time becomes the latest time known of it', () => {
    const known = { lastCustomerMessageAt: monday - 30 * hour, lastActivityAt: monday - 20 * hour }
    expect(mended({ ...fine, closedAt: null }).now?.closedAt).toBe(fine.startedAt)
    expect(mended({ ...fine, closedAt: null, ...known }).repairs).toEqual([
      { conversation: '1', what: 'closed_without_time', from: null, to: monday - 20 * hour, rule: 'C-4' },
    ])
  })

  it('O-6: so does one before the start', () => {
    expect(mended({ ...fine, closedAt: fine.startedAt - 1 }).repairs).toEqual([
      {
        conversation: '1',
        what: 'closed_before_started',
        from: fine.startedAt - 1,
        to: fine.startedAt,
        rule: 'C-4',
      },
    ])
  })

  it('O-6: the close time of an active one is of an earlier close, and goes', () => {
    const { now, repairs } = mended({ ...open, closedAt: fine.closedAt })
    expect(now).toMatchObject({ state: 'active', closedAt: null })
    expect(repairs).toMatchObject([{ what: 'active_with_close_time', from: fine.closedAt, to: null }])
  })

  it('O-6: an unknown state is active, unless there is a close time', () => {
    expect(mended({ ...fine, state: 'Escalated', closedAt: null }).now?.state).toBe('active')
    expect(mended({ ...fine, state: '__proto__' }).repairs).toEqual([
      { conversation: '1', what: 'state_unknown', from: '__proto__', to: 'closed', rule: 'S-1' },
    ])
  })

  it('O-6, I-14: no time is later than the import', () => {
    const { now, repairs } = mended({ ...fine, closedAt: monday + 1, lastActivityAt: monday + hour })
    expect([now?.closedAt, now?.lastActivityAt]).toEqual([monday, monday])
    expect(repairs.map(({ what }) => what)).toEqual(['time_in_future', 'time_in_future'])
  })

  it('O-6, O-5: it starts with the first that is known of it', () => {
    expect(mended({ ...open, lastCustomerMessageAt: fine.startedAt - hour }).repairs).toEqual([
      {
        conversation: '1',
        what: 'started_late',
        from: fine.startedAt,
        to: fine.startedAt - hour,
        rule: 'O-5',
      },
    ])
  })

  it('O-6, K-1: one without a channel has the one that the host names', () => {
    const { customers, repairs } = planOf([{ ...fine, channel: '' }], monday, { channel: 'chat' })
    expect(customers[0]?.conversations[0]?.channel).toBe('chat')
    expect(repairs).toMatchObject([{ what: 'channel_missing', from: null, to: 'chat' }])
  })

  it('O-6, O-1: of several active ones the newest survives, and takes topics and agent', () => {
    const records = [
      { ...open, id: '3', startedAt: monday - hour, topics: ['vase'] },
      { ...open, id: '1', startedAt: monday - 3 * hour, agent: 'kim', topics: ['refund', 'vase'] },
      { ...open, id: '2', startedAt: monday - 2 * hour, agent: 'sam' },
    ]
    const { customers, repairs } = planOf(records, monday)
    expect(
      customers[0]?.conversations.map(({ id, state, closedAt, mergedInto }) => [
        id,
        state,
        closedAt,
        mergedInto,
      ]),
    ).toEqual([
      ['1', 'closed', monday, '3'],
      ['2', 'closed', monday, '3'],
      ['3', 'active', null, null],
    ])
    expect(customers[0]?.conversations[2]).toMatchObject({ agent: 'sam', topics: ['vase', 'refund'] })
    expect(repairs).toEqual([
      { conversation: '1', what: 'several_active', from: 'active', to: '3', rule: 'O-1' },
      { conversation: '2', what: 'several_active', from: 'active', to: '3', rule: 'O-1' },
      { conversation: '3', what: 'topics_joined', from: ['vase'], to: ['vase', 'refund'], rule: 'CU-4' },
      { conversation: '3', what: 'agent_taken', from: null, to: 'sam', rule: 'CU-4' },
    ])
  })

  it('O-6: an agent of the newest is kept', () => {
    const records = [
      { ...open, id: '1', agent: 'kim' },
      { ...open, id: '2', startedAt: monday - hour, agent: 'sam' },
    ]
    expect(planOf(records, monday).customers[0]?.conversations[1]?.agent).toBe('sam')
  })

  it('O-6: of two that began at once, the one that was heard of last is the newer', () => {
    const records = [
      { ...open, id: '1', lastActivityAt: monday },
      { ...open, id: '2' },
    ]
    expect(planOf(records, monday).customers[0]?.conversations[1]?.id).toBe('1')
  })

  it('O-6: closed ones are told in the order of their closes, the active one last', () => {
    const records = [
      open,
      { ...fine, id: '2', closedAt: monday - hour },
      { ...fine, id: '3', closedAt: monday - 2 * hour },
    ]
    expect(planOf(records, monday).customers[0]?.conversations.map(({ id }) => id)).toEqual(['3', '2', '1'])
  })

  it('O-6: of two with one id of which the same is known, the same one stays in any order', () => {
    const twins = [
      { ...open, agent: 'kim' },
      { ...open, agent: 'sam' },
    ]
    const agentIn = (records: readonly object[]) =>
      planOf(records, monday).customers[0]?.conversations.map(({ agent }) => agent)
    expect(agentIn(twins)).toEqual(['kim'])
    expect(agentIn(twins.toReversed())).toEqual(['kim'])
  })

  it('O-6, B-1: what cannot be kept is listed with the reason', () => {
    const records = [
      fine,
      { ...fine, customer: '' },
      { ...fine, id: '2', customer: 'bob' },
      { id: '3' },
      { ...fine, lastActivityAt: monday - hour },
    ]
    const { customers, skipped } = planOf(records, monday, { isKnown: (customer) => customer !== 'bob' })
    expect(customers[0]?.conversations[0]?.lastActivityAt).toBe(monday - hour)
    expect(skipped).toEqual([
      { reason: 'duplicate_id', at: 0, id: '1', customer: 'ada', issues: [] },
      { reason: 'customer_missing', at: 1, id: '1', customer: null, issues: [] },
      { reason: 'customer_unknown', at: 2, id: '2', customer: 'bob', issues: [] },
      {
        reason: 'unreadable',
        at: 3,
        id: null,
        customer: null,
        issues: [{ path: 'startedAt', message: 'is missing' }],
      },
    ])
  })
})
