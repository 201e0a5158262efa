import { describe, expect, it } from 'vitest'
import { jobById, jobsOf, messageOf, originalOf, type Plan, readWords } from './plan.ts'
import { queueOf } from './queue.ts'

const plan: Plan = { seed: 7, messages: 2_000, customers: 100 }

describe('the plan of a load', () => {
  it('is the same for the same seed, job by job and message by message, and another for another', () => {
    const [one, same, other] = [plan, plan, { ...plan, seed: 8 }].map((each) => [...jobsOf(each)])
    expect(same).toEqual(one)
    expect(other).not.toEqual(one)
    expect(one?.map(({ id }) => jobById(id))).toEqual(one)
    expect(messageOf(plan, 40, 0)).toEqual(messageOf(plan, 40, 0))
    expect(readWords(messageOf(plan, 40, 0).text)).toEqual({ kind: 'in', n: 40 })
  })

  it('has every message once, and of everything else a share', () => {
    const count = (deed: string): number => [...jobsOf(plan)].filter((job) => job.kind === deed).length
    expect(count('message')).toBe(2_000)
    for (const deed of [
      'again',
      'send',
      'echo',
      'resend',
      'assign',
      'close',
      'reopen',
      'snooze',
      'task',
      'done',
    ])
      expect([deed, count(deed) > 10]).toEqual([deed, true])
    expect(count('merge')).toBeGreaterThan(0)
  })

  it('has few customers who write much', () => {
    const from = Array.from({ length: 2_000 }, (_, n) => messageOf(plan, n, 0).customer ?? 'a stranger')
    const most = from.filter((customer) => customer === 'c0').length
    expect(most).toBeGreaterThan(120)
    expect(new Set(from).size).toBeGreaterThan(60)
  })
})

describe('the queue of a load', () => {
  it('gives each job until it is acknowledged, and what a dead worker had to another', () => {
    const queue = queueOf({ ...plan, messages: 50 }, 2)
    const taken = Array.from({ length: 10 }, () => queue.take(0)?.id)
    expect(queue.held(0)).toBe(10)
    queue.acknowledge(0, taken[0] ?? -1)
    expect(queue.giveBack(0)).toBe(9)
    const seen = new Set<number>(taken.slice(0, 1).filter((id) => id !== undefined))
    for (let turn = 0; !queue.isDone() && turn < 1_000; turn++) {
      const job = queue.take(turn % 2)
      if (job === null) continue
      expect(seen).not.toContain(job.id)
      seen.add(job.id)
      queue.acknowledge(turn % 2, job.id)
    }
    expect([...seen].sort()).toEqual([...jobsOf({ ...plan, messages: 50 })].map(({ id }) => id).sort())
  })

  it('gives a second delivery to another worker than the first', () => {
    const queue = queueOf(plan, 3)
    const by = new Map<number, number>()
    for (let turn = 0; turn < 500; turn++) {
      const job = queue.take(turn % 3)
      if (job === null) continue
      by.set(job.id, turn % 3)
      const original = originalOf(job)
      if (original !== null) expect(by.get(original)).not.toBe(turn % 3)
    }
    expect([...by.keys()].filter((id) => originalOf(jobById(id)) !== null).length).toBeGreaterThan(20)
  })
})
