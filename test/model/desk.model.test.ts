import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createWorld,
  type DeskWorld,
  day,
  eventsOfType,
  findStoreFaults,
  hour,
  inboundMail,
  lawRuns,
  minute,
  monday,
} from '../support/world.ts'
import {
  activeOf,
  agentAnswers,
  close,
  customerWrites,
  endSilentContacts,
  isInside,
  join,
  lastClosed,
  type Model,
  newPerson,
  type Person,
  reopen,
  start,
  statusOf,
} from './model.ts'

type Command = fc.AsyncCommand<Model, DeskWorld>
/** What the model says: whether the desk will do it. It has done it when it returns. */
type Expected = (person: Person, model: Model) => boolean

const personOf = (model: Model, customer: string): Person => model.people[customer] ?? newPerson()

/** The desk and the model do the same, and agree on all that the model knows. */
const compare = async (model: Model, w: DeskWorld): Promise<void> => {
  const events = await w.events()
  for (const [customer, person] of Object.entries(model.people)) {
    const own = events.filter((event) => event.customer === customer)
    expect(eventsOfType(own, 'conversation.started')).toHaveLength(person.conversations.length)
    expect(eventsOfType(own, 'message.received')).toHaveLength(person.messages)
    const found = await w.desk.current(customer)
    if (!found.ok) {
      expect(own).toEqual([])
      continue
    }
    expect(found.status).toBe(statusOf(person))
    const c = activeOf(person) ?? lastClosed(person)
    expect(found.conversation?.agent).toBe(c?.agent)
    expect(found.conversation?.pendingReplies.length).toBe(c?.pending.length)
    expect(found.conversation?.closed?.at ?? null).toBe(c?.closedAt ?? null)
  }
}

const command = (
  name: string,
  customer: string,
  expected: Expected,
  run: (w: DeskWorld) => Promise<{ readonly ok: boolean }>,
): Command => ({
  check: () => true,
  run: async (model, w) => {
    const will = expected(personOf(model, customer), model)
    expect({ [name]: (await run(w)).ok }).toEqual({ [name]: will })
    await compare(model, w)
  },
  toString: () => `${name} ${customer}`,
})

const pass = (ms: number): Command => ({
  check: () => true,
  run: async (model, w) => {
    model.now = w.advance(ms)
    endSilentContacts(model)
    await compare(model, w)
  },
  toString: () => `pass ${ms / minute} min`,
})

const tick = (): Command => ({
  check: () => true,
  run: async (model, w) => {
    await w.desk.applyDeadlines()
    await compare(model, w)
    expect(await findStoreFaults(w)).toEqual([])
  },
  toString: () => 'tick',
})

const customer = fc.constantFrom('ada', 'bob')
const channel = fc.constantFrom('email', 'sms', 'chat')
const agent = fc.constantFrom('sam', 'kim')

const receiving = (who: string, by: string): Command =>
  command(
    `receive ${by}`,
    who,
    (person, { now }) => {
      customerWrites(person, by, now)
      return true
    },
    async (w) => {
      const text = `${(await w.events()).length}`
      return w.desk.receive(inboundMail(text, { customer: who, channel: by, from: null }))
    },
  )
const receive = fc.tuple(customer, channel).map(([who, by]) => receiving(who, by))

const send = fc.tuple(customer, channel, agent).map(([who, by, whose]) =>
  command(
    `send ${by} ${whose}`,
    who,
    (person, { now }) => {
      const active = activeOf(person)
      if (active === undefined && isInside(lastClosed(person), now)) return false
      const c = active ?? start(person)
      const contact = join(c, by, false, active === undefined)
      c.agent ??= whose
      agentAnswers(c, contact, now)
      return true
    },
    (w) => w.desk.send({ customer: who, agent: whose, channel: by, text: 'x', imported: true }),
  ),
)

const closing = fc.tuple(customer, fc.boolean()).map(([who, force]) =>
  command(
    force ? 'force close' : 'close',
    who,
    (person, { now }) => {
      const c = activeOf(person)
      if (c === undefined || (c.pending.length > 0 && !force)) return false
      close(person, c, now)
      return true
    },
    async (w) => {
      const found = await w.desk.current(who)
      return w.desk.close({ customer: who, agent: 'sam', version: found.ok ? found.version : 0, force })
    },
  ),
)

const reopening = fc.tuple(customer, agent).map(([who, whose]) =>
  command(
    `reopen ${whose}`,
    who,
    (person) => {
      const last = lastClosed(person)
      if (activeOf(person) !== undefined || last === undefined) return false
      reopen(last).agent = whose
      return true
    },
    (w) => w.desk.reopen({ customer: who, agent: whose }),
  ),
)

const assign = fc.tuple(customer, fc.option(agent), fc.option(agent)).map(([who, to, believed]) =>
  command(
    `assign ${to} for ${believed}`,
    who,
    (person) => {
      const c = activeOf(person)
      if (c === undefined || (c.agent !== to && c.agent !== believed)) return false
      c.agent = to
      return true
    },
    (w) => w.desk.assign({ customer: who, to, expected: believed }),
  ),
)

const noReplyNeeded = customer.map((who) =>
  command(
    'no reply needed',
    who,
    (person) => {
      const c = activeOf(person)
      const candidates = new Set(c === undefined ? [] : [...c.contacts, ...c.pending])
      const [meant] = c?.pending.length === 1 ? c.pending : candidates
      if (c === undefined || meant === undefined || (candidates.size > 1 && c.pending.length !== 1))
        return false
      c.contacts = c.contacts.filter((open) => open !== meant)
      c.pending = []
      return true
    },
    (w) => w.desk.noReplyNeeded({ customer: who, agent: 'sam' }),
  ),
)

const ending = (who: string, on: string, by: 'agent' | 'customer'): Command =>
  command(
    `end ${on} by ${by}`,
    who,
    (person, { now }) => {
      const c = activeOf(person)
      const contact = c?.contacts.find((open) => open.channel === on)
      if (c === undefined || contact === undefined) return false
      c.contacts = c.contacts.filter((open) => open !== contact)
      const isLeft = by === 'customer' && on === 'chat' && contact.inbound && contact.answeredAt === null
      const isAlone = c.contacts.length === 0 && c.pending.every((pending) => pending === contact)
      if (isLeft && contact.opener && c.agent === null && isAlone) close(person, c, now)
      return true
    },
    (w) => w.desk.endContact({ customer: who, agent: 'sam', by, channel: on }),
  )
const endContact = fc
  .tuple(customer, channel, fc.constantFrom('agent' as const, 'customer' as const))
  .map(([who, on, by]) => ending(who, on, by))

const block = fc.tuple(customer, fc.boolean()).map(([who, blocked]) =>
  command(
    blocked ? 'block' : 'unblock',
    who,
    (person, { now }) => {
      const c = activeOf(person)
      if (c === undefined && person.conversations.length === 0 && person.messages === 0) return false
      if (blocked && !person.blocked && c !== undefined) close(person, c, now)
      person.blocked = blocked
      return true
    },
    (w) => w.desk[blocked ? 'block' : 'unblock']({ customer: who, agent: 'sam' }),
  ),
)

const commands = fc.commands(
  [
    receive,
    receive,
    send,
    closing,
    reopening,
    assign,
    noReplyNeeded,
    endContact,
    block,
    fc.constantFrom(1, minute, 15 * minute, hour, 12 * hour, day).map(pass),
    fc.constant(tick()),
  ],
  { maxCommands: 40, size: 'max' },
)

const beside = () => {
  const model: Model = { now: monday, people: { ada: newPerson(), bob: newPerson() } }
  return { model, real: createWorld() }
}

describe('the desk beside its model', () => {
  it('S-1, O-1, W-1, K-4, K-5, C-1, A-4: whatever is done, they agree on statuses, conversations and messages', () =>
    fc.assert(
      fc.asyncProperty(commands, (all) => fc.asyncModelRun(beside, all)),
      lawRuns(300),
    ))

  it('agrees that a chat left unanswered closes nothing while a mail that has ended waits for a reply (K-7)', () =>
    fc.asyncModelRun(beside, [
      receiving('ada', 'chat'),
      receiving('ada', 'email'),
      ending('ada', 'email', 'agent'),
      ending('ada', 'chat', 'customer'),
    ]))
})
