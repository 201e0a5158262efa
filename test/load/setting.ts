import { definePolicy, type Instant, type Policy, type TopicCatalogue } from '../../src/index.ts'

/** Short deadlines, so that sweeps have something to do all the time (D-3). */
export const policy: Policy = definePolicy({
  inbox: { default: 'support', byChannel: { chat: 'chat', whatsapp: 'chat' } },
  messagingIdle: { minutes: 15 },
  mailIdle: { hours: 1 },
  autoClose: { minutes: 30 },
  firstResponse: { byInbox: { support: { hours: 1 }, chat: { minutes: 5 } } },
  reopenWindow: { plain: { hours: 4 } },
})

export const topics: TopicCatalogue = { schema: 1, topics: [] }

/** How many times faster than the machine's the clock of the load runs: a second is ten minutes. */
const speed = 600

/** The clock of every process of one load. */
export const clockFrom =
  (began: Instant): (() => Instant) =>
  () =>
    began + (Date.now() - began) * speed
