import type { SendInput } from '../../src/index.ts'
import type { Stat } from '../../src/metrics/figures.ts'
import { foldMetrics } from '../../src/metrics/fold.ts'
import type { ConversationMetrics } from '../../src/metrics/metrics.ts'
import type { MetricsOptions } from '../../src/metrics/options.ts'
import { createWorld, type DeskWorldOptions, expectOk, hour, monday } from '../support/world.ts'

/** Ada's mail with Sam, told in hours before and after this. */
export const storyStart = monday + 24 * hour

/** What one value comes to. */
export const singleStat = (value: number): Stat => ({ count: 1, sum: value, max: value })
export const emptyStat: Stat = { count: 0, sum: 0, max: 0 }
export const stat = (...values: readonly number[]): Stat => ({
  count: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  max: Math.max(0, ...values),
})

export const single = <T>(items: readonly T[]): T => {
  const [first, second] = items
  if (first === undefined || second !== undefined) throw new Error(`there are ${items.length}, not one`)
  return first
}

/** A world in which things happen at an hour of their own. */
export const createStage = (options: DeskWorldOptions = {}) => {
  const w = createWorld(options)
  let said = 0
  const at = (hours: number) => w.advance(Math.round(storyStart + hours * hour) - w.now())
  const send = (more: Partial<SendInput>) =>
    expectOk(w.desk.send({ customer: 'ada', channel: 'email', text: `word ${said++}`, ...more }))
  return {
    ...w,
    at,
    /** Ada writes. */
    customer: (hours: number, more: Parameters<typeof w.customerWrites>[1] = {}) => {
      at(hours)
      return w.customerWrites(`word ${said++}`, more)
    },
    /** Sam answers. */
    agent: (hours: number, more: Partial<SendInput> = {}) => {
      at(hours)
      return send({ agent: 'sam', ...more })
    },
    /** A bot in conversation. */
    bot: (hours: number, more: Partial<SendInput> = {}) => {
      at(hours)
      return send({ automation: 'bot', answers: true, ...more })
    },
    /** Sam closes, whatever is owed. */
    resolve: (hours: number) => {
      at(hours)
      return w.agentCloses()
    },
    /** Sam reopens by hand. */
    reopen: (hours: number) => {
      at(hours)
      return expectOk(w.desk.reopen({ customer: 'ada', agent: 'sam' }))
    },
    all: async (more?: MetricsOptions) => foldMetrics(await w.events(), more),
    /** What is measured of the one conversation. */
    metrics: async (more?: MetricsOptions): Promise<ConversationMetrics> =>
      single(foldMetrics(await w.events(), more)),
  }
}
