import {
  applyInbound,
  createDesk,
  decideInbound,
  definePolicy,
  emptySnapshot,
  emptyTopicCatalogue,
  human,
  identifySender,
  normaliseAddress,
  parseInbound,
  snapshotQuery,
} from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { measure } from './measure.ts'

/** One message decided and applied for a customer with so many past messages: the argument says how many. */
const policy = definePolicy({ inbox: 'support' })
const store = memoryStore()
let now = 1_767_603_600_000
const desk = createDesk({ store, policy, clock: () => now })
const message = { channel: 'chat', customer: 'ada', from: 'ada', text: 'Hello' }

// The same number of messages in all, so that both runs have one heap and one set of compiled shapes.
for (let id = 0; id < 100_000; id++) {
  now += 1_000
  const mine = id < Number(process.argv[2]) ? message : { ...message, customer: 'bob', from: 'bob' }
  await desk.receive({ ...mine, id: `${id}` })
}
const [situation = emptySnapshot] = await store.load([snapshotQuery({ customer: 'ada' })])
const reading = {
  policy,
  topics: emptyTopicCatalogue,
  normaliseAddress: normaliseAddress,
  classify: () => human,
  commandId: 'x',
}
const read = parseInbound({ ...message, id: 'next' }, reading)
if (!read.ok) throw new Error(read.error.message)
const arrival = read.value
const actor = { kind: 'customer' as const, id: 'ada' }
const origin = { now, actor, commandId: arrival.messageKey, head: situation.head, emitted: 0 }
const context = { ...origin, policy, topics: emptyTopicCatalogue }
const facts = { retention: { keepsAgent: true, inbox: null }, answeredBy: null }

measure(() => {
  const identity = identifySender(arrival, situation, emptySnapshot)
  return applyInbound(arrival, identity, decideInbound(arrival, identity, context), facts, context)
})
