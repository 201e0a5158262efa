import type { View } from './library.ts'
import { addressOf, type Command, endpoints, inboxes, some, texts, topicIds } from './speech.ts'
import { day, hour, minute, type World } from './world.ts'

const agents = ['sam', 'kim'] as const

/** Who gives it, and by which name it can be given again. */
const by = ({ chance, fresh }: World, { customer }: View) => ({
  customer,
  agent: chance.in(0.85) ? chance.of(agents) : undefined,
  automation: some(chance, 0.06, 'bot'),
  commandId: some(chance, 0.3, `k${fresh()}`),
})

/** What R-1 wants to know. */
const intent = ({ chance }: World, { active, closed }: View) =>
  chance.in(0.08)
    ? chance.of(['continue', 'new', undefined] as const)
    : active !== null || closed.length === 0
      ? undefined
      : chance.of(['continue', 'continue', 'new'] as const)

const outChannel = ({ chance }: World, { open }: View): string =>
  open.length > 0 && chance.in(0.8)
    ? chance.of(open).channel
    : chance.of(['email', 'email', 'sms', 'chat', 'whatsapp', 'letters'])

const contactIn = ({ chance }: World, { open, owed }: View): string | undefined => {
  const all = [...open.map(({ id }) => id), ...owed]
  return all.length === 0 || (all.length === 1 && chance.in(0.4)) ? undefined : chance.of(all)
}

/** The version that the caller saw: mostly the present one. */
const versionOf = ({ chance }: World, { version }: View): number =>
  chance.in(0.9) ? version : Math.max(0, version - chance.number(6))

const needsActive =
  (rarely: number, make: Command['make']): Command['make'] =>
  (w, view) =>
    view.active === null && !w.chance.in(rarely) ? null : make(w, view)

const send = (w: World, view: View, more: { readonly echoed?: boolean } = {}) => {
  const { chance } = w
  const echo =
    more.echoed === true ? w.sent.findLast(({ customer }) => customer === view.customer) : undefined
  const channel = echo?.channel ?? outChannel(w, view)
  if (channel === 'voice' || channel === 'voicemail') return null
  const id =
    echo?.id ??
    some(chance, 0.85, `${channel === 'email' ? '<' : ''}o${w.fresh()}${channel === 'email' ? '@shop>' : ''}`)
  const text = echo?.text ?? chance.of(texts)
  const token = some(chance, 0.15, `t${w.fresh()}`)
  if (token !== undefined) w.tokens.push(token)
  if (id !== undefined) w.sent.push({ customer: view.customer, channel, id, text })
  const to = some(chance, 0.7, addressOf(view.customer, channel))
  const cc = channel === 'email' ? some(chance, 0.15, ['colleague@example.com']) : undefined
  return {
    ...by(w, view),
    channel,
    id,
    text,
    token,
    to,
    cc,
    endpoint: some(chance, 0.2, chance.of(endpoints)),
  }
}

/** What agents and machines of the company say and do in one customer's conversation. */
export const outboundCommands: { readonly [name: string]: Command } = {
  'send reply': {
    weight: 20,
    make: (w, view) => {
      const message = send(w, view)
      if (message === null) return null
      const said = { ...message, intent: intent(w, view) }
      return () => w.desk.send(said)
    },
  },
  'send template': {
    weight: 2,
    make: (w, view) => {
      const message = send(w, view)
      if (message === null) return null
      const said = { ...message, intent: intent(w, view), template: true }
      return () => w.desk.send(said)
    },
  },
  'send automated': {
    weight: 4,
    make: (w, view) => {
      const message = send(w, view)
      if (message === null) return null
      const answers = some(w.chance, 0.4, true)
      const starts = some(w.chance, 0.4, true)
      const said = {
        ...message,
        agent: undefined,
        automation: 'bot',
        answers,
        starts,
        intent: intent(w, view),
      }
      return () => w.desk.send(said)
    },
  },
  'send imported': {
    weight: 2,
    make: (w, view) => {
      const message = send(w, view)
      if (message === null) return null
      const at = w.now() - w.chance.number(3) * hour
      const said = { ...message, intent: w.chance.of(['continue', 'new'] as const), imported: true, at }
      const { active } = view
      return () => w.desk.send(active === null ? said : { ...said, intent: undefined })
    },
  },
  'send late': {
    weight: 3,
    make: (w, view) => {
      const message = send(w, view)
      if (message === null) return null
      const said = { ...message, intent: intent(w, view), at: w.now() - w.chance.number(90) * minute }
      return () => w.desk.send(said)
    },
  },
  'send echoed': {
    weight: 3,
    make: (w, view) => {
      const message = send(w, view, { echoed: true })
      if (message === null) return null
      const said = { ...message, intent: intent(w, view) }
      return () => w.desk.send(said)
    },
  },
  dial: {
    weight: 3,
    make: (w, view) => {
      const id = `call${w.fresh()}`
      w.calls.push({ id, customer: view.customer })
      const to = some(w.chance, 0.85, addressOf(view.customer, 'voice'))
      const call = { ...by(w, view), id, to, endpoint: '+49 30 1', intent: intent(w, view) }
      return () => w.desk.dial(call)
    },
  },
  endContact: {
    weight: 6,
    make: needsActive(0.05, (w, view) => {
      if (view.open.length === 0 && !w.chance.in(0.05)) return null
      const contact = contactIn(w, { ...view, owed: [] })
      const one = view.open[0]
      const named =
        w.chance.in(0.25) && one !== undefined ? { channel: one.channel, session: one.session } : { contact }
      const ended = { ...by(w, view), ...named, by: w.chance.of(['agent', 'customer'] as const) }
      return () => w.desk.endContact(ended)
    }),
  },
  noReplyNeeded: {
    weight: 4,
    make: needsActive(0.05, (w, view) => {
      const marked = {
        ...by(w, view),
        contact: contactIn(w, view),
        version: some(w.chance, 0.5, versionOf(w, view)),
      }
      return () => w.desk.noReplyNeeded(marked)
    }),
  },
  assign: {
    weight: 6,
    make: needsActive(0.05, (w, view) => {
      const { chance } = w
      const assigned = {
        ...by(w, view),
        to: chance.of([...agents, undefined, null]),
        inbox: some(chance, 0.4, chance.of(inboxes)),
        expected: chance.in(0.9) ? view.agent : chance.of(['sam', 'lee', null]),
        reason: some(chance, 0.3, chance.of(['routed', 'declined', 'missed', 'transferred'] as const)),
      }
      return () => w.desk.assign(assigned)
    }),
  },
  unassign: {
    weight: 3,
    make: needsActive(0.05, (w, view) => {
      const let_ = { ...by(w, view), expected: w.chance.in(0.9) ? view.agent : 'lee' }
      return () => w.desk.unassign(let_)
    }),
  },
  note: {
    weight: 3,
    make: (w, view) => {
      const conversation = w.chance.of([undefined, undefined, null, view.active, ...view.closed])
      const note = { ...by(w, view), text: w.chance.of(texts), conversation }
      return () => w.desk.note(note)
    },
  },
  addTopic: {
    weight: 5,
    make: needsActive(0.05, (w, view) => {
      const added = { ...by(w, view), topic: w.chance.of(topicIds) }
      return () => w.desk.addTopic(added)
    }),
  },
  removeTopic: {
    weight: 2,
    make: needsActive(0.05, (w, view) => {
      const topic = view.topics.length > 0 ? w.chance.of(view.topics) : w.chance.of(topicIds)
      const removed = { ...by(w, view), topic }
      return () => w.desk.removeTopic(removed)
    }),
  },
  close: {
    weight: 8,
    make: needsActive(0.05, (w, view) => {
      if (view.owed.length > 0 && !w.chance.in(0.15)) return null
      const closed = { ...by(w, view), version: versionOf(w, view), reason: some(w.chance, 0.2, 'solved') }
      return () => w.desk.close(closed)
    }),
  },
  'close by force': {
    weight: 5,
    make: needsActive(0.05, (w, view) => {
      const closed = { ...by(w, view), version: versionOf(w, view), force: true }
      return () => w.desk.close(closed)
    }),
  },
  'close imported': {
    weight: 3,
    make: needsActive(0.1, (w, view) => {
      const closed = { customer: view.customer, version: 0, imported: true }
      return () => w.desk.close(closed)
    }),
  },
  reopen: {
    weight: 4,
    make: (w, view) => {
      if (view.active !== null && !w.chance.in(0.1)) return null
      const conversation = view.closed.length > 0 ? some(w.chance, 0.4, w.chance.of(view.closed)) : undefined
      const reopened = { ...by(w, view), conversation, imported: some(w.chance, 0.2, true) }
      return () => w.desk.reopen(reopened)
    },
  },
  snooze: {
    weight: 4,
    make: needsActive(0.05, (w, view) => {
      const { chance, now } = w
      const until = chance.of([undefined, now() + minute, now() + hour, new Date(now() + day)])
      const snoozed = {
        ...by(w, view),
        until: chance.in(0.05) ? now() - minute : until,
        onReply: chance.of(['wake', until === undefined ? undefined : 'keep', undefined] as const),
        force: some(chance, 0.7, true),
        version: some(chance, 0.3, versionOf(w, view)),
      }
      return () => w.desk.snooze(snoozed)
    }),
  },
  wake: {
    weight: 4,
    make: needsActive(0.05, (w, view) => {
      if (!view.isSnoozed && !w.chance.in(0.3)) return null
      const woken = by(w, view)
      return () => w.desk.wake(woken)
    }),
  },
  separate: {
    weight: 5,
    make: needsActive(0.05, (w, view) => {
      const { chance } = w
      const contact = contactIn(w, view) ?? view.open[0]?.id ?? view.owed[0]
      if (contact === undefined && !chance.in(0.05)) return null
      const apart = {
        ...by(w, view),
        contacts: [contact ?? 'none'],
        topics: chance.in(0.4) ? [chance.of(view.topics.length > 0 ? view.topics : topicIds)] : undefined,
        inbox: some(chance, 0.3, chance.of(inboxes)),
        force: some(chance, 0.8, true),
        reason: some(chance, 0.2, 'another matter'),
      }
      return () => w.desk.separate(apart)
    }),
  },
  rejoin: {
    weight: 12,
    make: (w, view) => {
      if (!view.wasSeparated && !w.chance.in(0.02)) return null
      const back = { ...by(w, view), reason: some(w.chance, 0.3, 'the same after all') }
      return () => w.desk.rejoin(back)
    },
  },
  block: {
    weight: 1,
    make: (w, view) => {
      const blocked = { ...by(w, view), reason: some(w.chance, 0.5, 'spam') }
      return () => w.desk.block(blocked)
    },
  },
  unblock: {
    weight: 5,
    make: (w, view) => {
      if (!view.blocked && !w.chance.in(0.1)) return null
      const unblocked = by(w, view)
      return () => w.desk.unblock(unblocked)
    },
  },
}
