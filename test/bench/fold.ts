import {
  type Contact,
  type ConversationEvent,
  createDesk,
  definePolicy,
  foldConversation,
  type Owed,
  type Recorded,
} from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { measure } from './measure.ts'

/** A stored stream of about 1,200 events folded into its state: by the library's recipes, and by a switch by hand. */
const policy = definePolicy({ inbox: 'support' })
let now = 1_767_603_600_000
const store = memoryStore()
const desk = createDesk({ store, policy, clock: () => now })

for (let n = 0; n < 250; n++) {
  now += 60_000
  await desk.receive({ channel: 'chat', customer: 'ada', from: 'ada', id: `${n}`, text: 'Hello' })
  now += 60_000
  await desk.send({ customer: 'ada', agent: 'sam', channel: 'chat', text: 'Yes' })
  now += 3_600_000
}
const all = await store.events({ after: null, limit: 10_000 })
const id = all.items.find((event) => event.type === 'conversation.started')?.conversation
const events = all.items.filter((event) => event.conversation === id)

/** The same state, by somebody who knows which events this stream has. */
const byHand = (stream: readonly Recorded[]): unknown => {
  let inbox = ''
  let agent: string | null = null
  let contacts: Contact[] = []
  let owed: Owed[] = []
  let startedAt = 0
  let statusAt = 0
  let activeAt = 0
  let heardAt = 0
  let heardSeq = 0
  let answeredAt = 0
  const change = (id: string | null, changed: (contact: Contact) => Contact): void => {
    contacts = contacts.map((contact) => (contact.id === id ? changed(contact) : contact))
  }
  const keyOf = (id: string) => {
    const {
      channel = '',
      endpoint = null,
      address = null,
      session = null,
    } = contacts.find((one) => one.id === id) ?? {}
    return { channel, endpoint, address, session }
  }
  for (const event of stream as readonly ConversationEvent[])
    switch (event.type) {
      case 'conversation.started':
        inbox = event.data.inbox
        startedAt = event.occurredAt
        break
      case 'conversation.assigned':
        agent = event.data.agent
        inbox = event.data.inbox
        break
      case 'conversation.status_changed':
        statusAt = Math.max(statusAt, event.occurredAt)
        break
      case 'contact.started': {
        const { channel, endpoint, address, session, direction, opener } = event.data
        const key = { channel, endpoint, address, session }
        const rest = { class: event.data.class, direction, startedAt: event.occurredAt, opener }
        contacts = [
          ...contacts,
          { id: event.id, ...key, ...rest, fulfilled: null, answeredAt: null, settledUntil: null },
        ]
        break
      }
      case 'contact.fulfilled': {
        const { as } = event.data
        change(event.contact, (contact) => ({ ...contact, fulfilled: as }))
        break
      }
      case 'contact.ended':
        contacts = contacts.filter((contact) => contact.id !== event.contact)
        break
      case 'message.received':
        activeAt = Math.max(activeAt, event.occurredAt)
        heardAt = Math.max(heardAt, event.occurredAt)
        heardSeq = event.seq
        if (owed.some((one) => one.contact === event.contact))
          owed = owed.map((one) =>
            one.contact === event.contact
              ? { ...one, more: [...one.more, event.occurredAt].slice(-16) }
              : one,
          )
        else if (event.contact !== null)
          owed = [
            ...owed,
            {
              contact: event.contact,
              since: event.occurredAt,
              more: [],
              ...keyOf(event.contact),
              overdueAt: null,
            },
          ]
        break
      case 'message.sent':
        activeAt = Math.max(activeAt, event.occurredAt)
        owed = owed.filter((one) => one.contact !== event.contact)
        answeredAt = event.occurredAt
        change(event.contact, (contact) => ({ ...contact, answeredAt: event.occurredAt }))
        break
    }
  return { inbox, agent, contacts, owed, startedAt, statusAt, activeAt, heardAt, heardSeq, answeredAt }
}

const contenders: { readonly [name: string]: () => unknown } = {
  library: () => foldConversation(events),
  hand: () => byHand(events),
}
const contender = contenders[process.argv[2] ?? '']
if (contender === undefined) throw new Error(`no contender ${process.argv[2]}`)
measure(contender, 2_000)
