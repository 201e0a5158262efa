import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OperationWorld, performAll, performFromStart } from '../conversation/operation-world.ts'
import {
  advance,
  agentAnswersCall,
  agentSends,
  currentConversation,
  customerCalls,
  customerWrites,
} from '../conversation/operations.ts'
import { minutes, noon, type Operation, sam } from '../support/operations.ts'

/** How many minutes after the start each pending message was sent. */
const pendingMinutes = (world: OperationWorld): readonly number[] =>
  currentConversation(world)
    .pendingReplies.flatMap(({ waitingSince, laterTimes }) => [waitingSince, ...laterTimes])
    .map((at) => (at - noon) / minutes(1))

/** All reports arrive in the same minute, the 59th, with the times of the provider: no contact has fallen silent. */
const arrival = (at: number) => ({ late: minutes(59 - at) })
const message = (at: number): Operation => customerWrites('email', arrival(at))
const echo = (at: number): Operation => ({ do: 'echo', channel: 'email', ...arrival(at) })
const attribution: Operation = agentSends(sam, 'email', { echoed: true })
const start = (...operations: readonly Operation[]): OperationWorld =>
  performFromStart([advance(minutes(59)), ...operations])

describe('pending replies', () => {
  it('keeps a question asked after the reply whose echo arrives last (C-1)', () => {
    const world = start(message(1), message(2), message(4), echo(3))
    expect(pendingMinutes(world)).toEqual([4])
    expect(pendingMinutes(performAll(world, attribution))).toEqual([4])
  })

  it('fulfils the contact with the first reply, also when a later question stays pending (K-2)', () => {
    expect(currentConversation(start(message(1), message(4), echo(3))).contacts).toMatchObject([
      { fulfilled: 'responded' },
    ])
    expect(currentConversation(start(message(4), echo(3))).contacts).toMatchObject([{ fulfilled: null }])
  })

  it('settles messages of ended contacts up to the reply, and keeps later ones (C-1)', () => {
    const left: Operation = { do: 'end', by: 'agent' }
    const world = start(message(1), message(4), left, customerWrites('chat', arrival(5)), echo(3))
    expect(pendingMinutes(world)).toEqual([4, 5])
  })

  it('settles with a taken call the call itself and what is older, but no later message (C-1, K-3)', () => {
    const left: Operation = { do: 'end', by: 'agent' }
    const world = start(message(1), message(9), left, customerCalls('s1', arrival(8)))
    expect(pendingMinutes(world)).toEqual([1, 9, 8])
    expect(pendingMinutes(performAll(world, agentAnswersCall()))).toEqual([])
  })

  it('keeps a message that arrives after a reply from here, also when it was sent before (C-1)', () => {
    expect(pendingMinutes(start(message(1), agentSends(sam, 'email'), message(2)))).toEqual([2])
  })

  it('counts the times left by a partial reply for the response target (C-1, D-6)', () => {
    expect(
      currentConversation(start(message(1), message(4), message(6), echo(3))).pendingReplies,
    ).toMatchObject([{ waitingSince: noon + minutes(4), laterTimes: [noon + minutes(6)], overdueAt: null }])
  })

  it('depends on no order of arrival: pending is what no reply follows (C-1)', () => {
    const time = fc.nat(12)
    const report = fc.oneof(
      { weight: 3, arbitrary: time.map((at) => ({ heard: at })) },
      { weight: 2, arbitrary: fc.tuple(time, fc.boolean()).map(([at, named]) => ({ replied: at, named })) },
    )
    fc.assert(
      fc.property(time, fc.array(report, { maxLength: 14 }), (first, reports) => {
        const told = reports.flatMap((one) =>
          'heard' in one ? [message(one.heard)] : [echo(one.replied), ...(one.named ? [attribution] : [])],
        )
        const heard = [first, ...reports.flatMap((one) => ('heard' in one ? [one.heard] : []))]
        const replied = reports.flatMap((one) => ('replied' in one ? [one.replied] : []))
        const wanted = heard.filter((at) => replied.every((reply) => reply < at))
        const found = pendingMinutes(start(message(first), ...told))
        expect(found).toEqual([...new Set(wanted)].sort((a, b) => a - b))
      }),
    )
  })

  it('keeps the oldest and the newest 16, and forgets none while one is pending (C-1)', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(59), { minLength: 1, maxLength: 40 }), fc.nat(59), (times, reply) => {
        const sorted = times.toSorted((a, b) => a - b)
        const world = start(...times.map(message))
        expect(pendingMinutes(world)).toEqual(sorted.length > 17 ? [sorted[0], ...sorted.slice(-16)] : sorted)
        const after = pendingMinutes(performAll(world, echo(reply)))
        expect(after.length > 0).toBe(sorted.some((at) => at > reply))
        expect(after.every((at) => at > reply && times.includes(at))).toBe(true)
      }),
    )
  })
})
