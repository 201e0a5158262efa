import fc from 'fast-check'
import {
  type Conversation,
  definePolicy,
  type Policy,
  separateConversation,
  snoozeConversation,
  systemActor,
} from '../../src/index.ts'
import { deepFreeze } from '../conversation/deep-freeze.ts'
import { contextFor, type OperationWorld, runAll } from '../conversation/operation-world.ts'
import { days, minutes, noon, operations, sam } from '../support/operations.ts'

/** Policies under which everything can fall due, with lengths that meet now and then. */
const deadlinePolicies: readonly Policy[] = deepFreeze([
  definePolicy({
    inbox: 'support',
    channels: { letters: {} },
    autoClose: { hours: 1 },
    firstResponse: { byEndpoint: { 'help@shop.com': { minutes: 15 } }, byInbox: { support: { hours: 1 } } },
  }),
  definePolicy({
    inbox: { default: 'support', byChannel: { chat: 'live' } },
    channels: { letters: {} },
    messagingIdle: { minutes: 1 },
    mailIdle: { days: 1 },
    callTimeout: { minutes: 15 },
    autoClose: { days: 3 },
    firstResponse: { byInbox: { support: { minutes: 30 }, live: { minutes: 1 } } },
  }),
  definePolicy({
    inbox: 'support',
    effectiveFrom: noon + minutes(20),
    channels: { letters: {} },
    mailIdle: 'off',
    autoClose: { minutes: 0 },
    firstResponse: { byInbox: { support: { days: 2 } } },
  }),
])

/** An active conversation, plain, put aside or separated, the context of what happens next, and the policy. */
export interface ActiveCase {
  readonly c: Conversation
  readonly world: OperationWorld
}

const afterEvents = (world: OperationWorld, c: Conversation, events: OperationWorld['log']): ActiveCase => ({
  c,
  world: {
    ...world,
    log: [...world.log, ...events],
    situation: { ...world.situation, active: c, head: world.situation.head + events.length },
    commands: world.commands + 1,
  },
})

/** Stories that end with an active conversation; some of them end with it put aside, or separated from another. */
export const activeCases: fc.Arbitrary<ActiveCase> = fc
  .tuple(
    operations,
    fc.constantFrom(...deadlinePolicies),
    fc.constantFrom('plain', 'snoozed', 'separated'),
    fc.nat(days(2)),
  )
  .map(([story, policy, how, until]): ActiveCase | null => {
    const { world } = runAll(story, policy)
    const c = world.situation.active
    if (c === null) return null
    const context = contextFor(world, sam)
    if (how === 'snoozed') {
      const snoozed = snoozeConversation(
        c,
        { until: world.now + 1 + until, onReply: 'keep', force: true },
        context,
      )
      return snoozed.ok ? afterEvents(world, snoozed.state, snoozed.events) : null
    }
    const contacts = c.contacts.slice(0, 1).map(({ id }) => id)
    const parted = how === 'separated' ? separateConversation(c, { contacts, force: true }, context) : null
    return parted?.ok === true ? afterEvents(world, parted.state, parted.events) : { c, world }
  })
  .filter((found) => found !== null)
  .map(deepFreeze)

export const systemContext = (world: OperationWorld) => contextFor(world, systemActor)
