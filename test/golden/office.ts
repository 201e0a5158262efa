import { createTopic, disableTopic, enableTopic, moveTopic, renameTopic, type View } from './library.ts'
import { addressOf, type Command, inboxes, some, texts } from './speech.ts'
import { day, hour, minute, type World } from './world.ts'

const agents = ['sam', 'kim'] as const

const by = ({ chance, fresh }: World, customer: string) => ({
  customer,
  agent: some(chance, 0.8, chance.of(agents)),
  commandId: some(chance, 0.3, `k${fresh()}`),
})

const someoneElse = ({ chance, people }: World, { customer }: View): string => {
  const others = people.filter((id) => id !== customer)
  return chance.in(0.05) ? customer : chance.of(others.length > 0 ? others : ['nobody'])
}

/** An address as it was given, out of its key. */
const given = (key: string): { readonly channel: string; readonly address: string } => {
  const [kind = '', ...rest] = key.split(':')
  if (kind === 'email') return { channel: 'email', address: rest.join(':') }
  if (kind === 'phone') return { channel: 'sms', address: rest.join(':') }
  return { channel: rest[0] ?? 'chat', address: rest.slice(1).join(':') }
}

const ownAddress = ({ chance }: World, { addresses, customer }: View) =>
  addresses.length > 0 && chance.in(0.9)
    ? given(chance.of(addresses))
    : { channel: 'email', address: addressOf(`${customer}2`, 'email') }

/** A task, mostly one of the kind that the command is for. */
const taskIn = (w: World, isClosed: boolean, customer: string) => {
  const fit = w.tasks.filter((task) => task.isClosed === isClosed)
  const from = w.chance.in(0.95) ? fit : w.tasks
  const task = from.length > 0 ? w.chance.of(from) : null
  if (task === null) return w.chance.in(0.02) ? { ...by(w, customer), task: 'none' } : null
  return { ...by(w, task.customer), task: task.id }
}

const dueAt = ({ chance, now }: World): number => now() + chance.of([minute, hour, hour, day, 3 * day, -hour])

const page = ({ chance, cursors }: World, name: string) => ({
  after: chance.in(0.4) ? (cursors[name] ?? null) : null,
  limit: chance.of([1, 2, 5, 100, undefined]),
})

const holder = ({ chance }: World) => ({
  inbox: some(chance, 0.3, chance.of(inboxes)),
  agent: chance.of([undefined, undefined, null, ...agents]),
})

/** What is done to customers, tasks, topics and policies, and what is only looked at. */
export const officeCommands: { readonly [name: string]: Command } = {
  register: {
    weight: 2,
    make: (w) => {
      const customer = some(w.chance, 0.8, `new${w.chance.number(5)}`)
      const address = addressOf(customer ?? `eve${w.chance.number(6)}`, 'email')
      const addresses = [
        { channel: 'email', address, shared: some(w.chance, 0.1, true) },
        ...(w.chance.in(0.3) ? [{ channel: 'sms', address: addressOf(address, 'sms') }] : []),
      ]
      const given = { ...by(w, ''), customer, addresses: some(w.chance, 0.8, addresses) }
      return () => w.desk.register(given)
    },
  },
  addAddress: {
    weight: 3,
    make: (w, { customer }) => {
      const whose = w.chance.of([customer, customer, `${customer}2`, `eve${w.chance.number(4)}`])
      const channel = w.chance.of(['email', 'sms', 'chat', 'whatsapp', 'voice'])
      const shared = some(w.chance, 0.2, true)
      const added = { ...by(w, customer), channel, address: addressOf(whose, channel), shared }
      return () => w.desk.addAddress(added)
    },
  },
  removeAddress: {
    weight: 2,
    make: (w, view) => {
      const removed = { ...by(w, view.customer), ...ownAddress(w, view) }
      return () => w.desk.removeAddress(removed)
    },
  },
  moveAddress: {
    weight: 2,
    make: (w, view) => {
      const moved = { ...by(w, view.customer), ...ownAddress(w, view), to: someoneElse(w, view) }
      return () => w.desk.moveAddress(moved)
    },
  },
  planMerge: {
    weight: 1,
    make: (w, view) => {
      const attributes = some(w.chance, 0.5, { from: { plan: 'a', vip: true }, into: { plan: 'b' } })
      const into = someoneElse(w, view)
      return () => w.desk.planMerge({ customer: view.customer, into, attributes })
    },
  },
  merge: {
    weight: 2,
    make: (w, view) => {
      const blocked = w.chance.of([undefined, undefined, true, false])
      const merged = { ...by(w, view.customer), into: someoneElse(w, view), blocked }
      return () => w.desk.merge(merged)
    },
  },
  erase: {
    weight: 1,
    make: (w, { customer }) => {
      const erased = { ...by(w, customer), force: some(w.chance, 0.6, true) }
      return () => w.desk.erase(erased)
    },
  },
  redact: {
    weight: 2,
    make: (w, { customer }) => {
      if (w.said.length === 0) return null
      const { customer: whose, id } = w.chance.of(w.said)
      const redacted = { ...by(w, w.chance.in(0.9) ? whose : customer), message: id }
      return () => w.desk.redact(redacted)
    },
  },
  releaseAgent: {
    weight: 1,
    make: (w) => {
      const released = { agent: 'boss', commandId: some(w.chance, 0.3, `k${w.fresh()}`) }
      const from = w.chance.of(agents)
      const limit = w.chance.of([1, 10, undefined])
      return () => w.desk.releaseAgent({ ...released, from, limit })
    },
  },
  moveInbox: {
    weight: 1,
    make: (w) => {
      const [from, to] = [w.chance.of(inboxes), w.chance.of(inboxes)]
      const limit = w.chance.of([1, 10, undefined])
      return () => w.desk.moveInbox({ agent: 'boss', from, to, limit })
    },
  },
  createTask: {
    weight: 5,
    make: (w, { customer }) => {
      const { chance } = w
      const task = {
        ...by(w, customer),
        text: chance.in(0.05) ? '' : chance.of(texts),
        dueAt: dueAt(w),
        inbox: some(chance, 0.3, chance.of(inboxes)),
        to: chance.of([...agents, null, undefined]),
      }
      return () => w.desk.createTask(task)
    },
  },
  editTask: {
    weight: 4,
    make: (w, { customer }) => {
      const task = taskIn(w, false, customer)
      if (task === null) return null
      const edited = {
        ...task,
        text: some(w.chance, 0.6, w.chance.of(texts)),
        dueAt: some(w.chance, 0.5, dueAt(w)),
      }
      return () => w.desk.editTask(edited)
    },
  },
  assignTask: {
    weight: 5,
    make: (w, { customer }) => {
      const { chance } = w
      const task = taskIn(w, false, customer)
      if (task === null) return null
      const to = chance.of([...agents, null, undefined])
      const assigned = {
        ...task,
        to,
        inbox: some(chance, 0.5, chance.of(inboxes)),
        expected: chance.of([...agents, null, null]),
      }
      return () => w.desk.assignTask(assigned)
    },
  },
  commentOnTask: {
    weight: 4,
    make: (w, { customer }) => {
      const task = taskIn(w, false, customer)
      if (task === null) return null
      const comment = { ...task, text: w.chance.of(texts) }
      return () => w.desk.commentOnTask(comment)
    },
  },
  closeTask: {
    weight: 5,
    make: (w, { customer }) => {
      const task = taskIn(w, false, customer)
      return task === null ? null : () => w.desk.closeTask(task)
    },
  },
  reopenTask: {
    weight: 8,
    make: (w, { customer }) => {
      const task = taskIn(w, true, customer)
      if (task === null) return null
      const reopened = { ...task, dueAt: some(w.chance, 0.4, dueAt(w)) }
      return () => w.desk.reopenTask(reopened)
    },
  },
  canReply: {
    weight: 2,
    make: (w, { customer }) => {
      const channel = w.chance.of(['email', 'chat', 'sms', 'whatsapp', 'messenger', 'whatsapp', 'fax'])
      const to = some(w.chance, 0.5, addressOf(customer, channel))
      const who = w.chance.of(['agent', 'automation', undefined] as const)
      return () => w.desk.canReply({ customer, channel, to, by: who })
    },
  },
  timeline: {
    weight: 1,
    make: (w, { customer }) => {
      const order = w.chance.of(['oldest_first', 'newest_first', undefined] as const)
      const asOf = some(w.chance, 0.2, w.now() - hour)
      const asked = page(w, 'timeline')
      return () => w.desk.timeline({ customer, order, asOf, ...asked })
    },
  },
  list: {
    weight: 1,
    make: (w) => {
      const status = w.chance.of(['new', 'open', 'waiting', 'closed', undefined] as const)
      const asked = { ...holder(w), ...page(w, 'list') }
      return () => w.desk.conversations({ status, ...asked })
    },
  },
  tasks: {
    weight: 1,
    make: (w, { customer }) => {
      const asked = { ...holder(w), ...page(w, 'tasks') }
      const closed = w.chance.of([true, false, undefined])
      const dueBy = some(w.chance, 0.3, w.now() + hour)
      const whose = some(w.chance, 0.4, customer)
      return () => w.desk.tasks({ customer: whose, closed, dueBy, ...asked })
    },
  },
  counts: {
    weight: 1,
    make: (w) => {
      const asked = holder(w)
      return w.chance.in(0.3) ? () => w.desk.counts() : () => w.desk.counts(asked)
    },
  },
  tick: {
    weight: 6,
    make: (w) => {
      const limit = w.chance.of([undefined, undefined, 1, 5])
      const now = some(w.chance, 0.2, w.now())
      return () => w.desk.applyDeadlines({ limit, now })
    },
  },
  refreshDeadlines: {
    weight: 1,
    make: (w) => {
      const asked = page(w, 'refreshDeadlines')
      return () => w.desk.refreshDeadlines(asked)
    },
  },
  'change the policy': { weight: 1, make: (w) => () => w.decree(w.chance.in(0.7)) },
  'create a topic': {
    weight: 1,
    make: (w) => {
      const parent = w.chance.of(['orders', 'billing', null, undefined, 'unheard-of'])
      const name = w.chance.of(['Shards', 'Late', 'Vase', ' Gift  wrap '])
      return () => kept(w, createTopic(w.catalogue(), { name, parent }))
    },
  },
  'move a topic': {
    weight: 1,
    make: (w) => {
      const id = w.chance.of(['vase', 'refund', 'billing', 'orders'])
      const parent = w.chance.of(['orders', 'billing', 'refund', null])
      return () => kept(w, moveTopic(w.catalogue(), { id, parent }))
    },
  },
  'rename a topic': {
    weight: 1,
    make: (w) => {
      const id = w.chance.of(['vase', 'refund', 'unheard-of'])
      const name = w.chance.of(['Vases', 'Money back', ''])
      return () => kept(w, renameTopic(w.catalogue(), { id, name }))
    },
  },
  'disable a topic': {
    weight: 1,
    make: (w) => {
      const id = w.chance.of(['vase', 'refund', 'billing'])
      return () => kept(w, disableTopic(w.catalogue(), { id }))
    },
  },
  'enable a topic': {
    weight: 2,
    make: (w) => {
      const id = w.chance.of(['vase', 'refund', 'billing', 'past', 'unheard-of'])
      return () => kept(w, enableTopic(w.catalogue(), { id }))
    },
  },
}

/** The catalogue holds from now on, if it was changed. */
const kept = (
  w: World,
  answer: ReturnType<typeof createTopic> | ReturnType<typeof moveTopic> | ReturnType<typeof renameTopic>,
) => {
  if (answer.ok) w.setCatalogue(answer.catalogue)
  return answer
}
