import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/index.ts'
import { createWorld, inboundMail } from '../support/world.ts'

/** Compiles only if a check of `type` gives the shape of `data`; `@ts-expect-error` fails where it would give any shape. */
const channelOf = (event: StoredEvent): string | null => {
  if (event.type === 'message.received') return event.data.channel
  // @ts-expect-error of a message that we sent nothing is known yet here: `data` may be of any other type
  return event.data.template === true ? 'template' : null
}

describe('StoredEvent', () => {
  it('gives the shape of its data by its type, in results, in the timeline and in the feed (E-2)', async () => {
    const { desk, store } = createWorld()
    const received = await desk.receive(inboundMail('Hello'))
    if (!received.ok) throw new Error(received.error.message)
    const timeline = await desk.timeline({ customer: received.customer ?? '' })
    const { items } = await store.events({ after: null, limit: 10 })
    const fromTimeline = timeline.ok ? timeline.items.map(({ event }) => event) : []
    for (const events of [received.events, fromTimeline, items])
      expect(events.map(channelOf).filter((channel) => channel !== null)).toEqual(['email'])
  })
})
