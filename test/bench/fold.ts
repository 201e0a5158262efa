import { deepStrictEqual } from 'node:assert'
import {
  type Contact,
  type Conversation,
  type ConversationEvent,
  createDesk,
  definePolicy,
  foldConversation,
  type PendingReply,
  type StoredEvent,
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

type Writable<T> = { -readonly [K in keyof T]: T[K] }
type Pending = Writable<Omit<PendingReply, 'laterTimes'>> & { laterTimes: number[] }

/** Times kept behind the oldest one. */
const newestKept = 16

const pendingOn = (owed: readonly Pending[], contact: string | null): Pending | undefined => {
  for (let at = 0; at < owed.length; at++) if (owed[at]?.contact === contact) return owed[at]
  return undefined
}

const contactOf = (
  contacts: readonly Writable<Contact>[],
  id: string | null,
): Writable<Contact> | undefined => {
  for (let at = 0; at < contacts.length; at++) if (contacts[at]?.id === id) return contacts[at]
  return undefined
}

const without = <T>(list: T[], one: T | undefined): void => {
  if (one !== undefined) list.splice(list.indexOf(one), 1)
}

/**
 * The same state as fast as it can be written for this one stream: one switch over the event types that it has, local
 * variables, literals, and objects that are written into. Times come in order, and each reply settles its whole contact.
 */
const byHand = (stream: readonly StoredEvent[]): Conversation | null => {
  const first = stream[0]
  if (first === undefined) return null
  const contacts: Writable<Contact>[] = []
  const owed: Pending[] = []
  let inbox = ''
  let agent: string | null = null
  let topics: readonly string[] = []
  let follows: string | null = null
  let startedAt = 0
  let statusAt = 0
  let activeAt = 0
  let heardAt: number | null = null
  let heardSeq = 0
  let answeredAt: number | null = null
  for (const event of stream as readonly ConversationEvent[])
    switch (event.type) {
      case 'conversation.started':
        inbox = event.data.inbox
        topics = event.data.topics
        follows = event.data.follows
        startedAt = event.occurredAt
        activeAt = event.occurredAt
        break
      case 'conversation.assigned':
        agent = event.data.agent
        inbox = event.data.inbox
        break
      case 'conversation.status_changed':
        statusAt = event.occurredAt
        break
      case 'contact.started': {
        const { data } = event
        contacts.push({
          id: event.contact ?? event.id,
          channel: data.channel,
          endpoint: data.endpoint,
          address: data.address,
          session: data.session,
          class: data.class,
          direction: data.direction,
          thirdParty: data.thirdParty,
          startedAt: event.occurredAt,
          opensConversation: data.opensConversation,
          fulfilled: null,
          lastReplyAt: null,
          repliedUntil: null,
        })
        break
      }
      case 'contact.fulfilled': {
        const contact = contactOf(contacts, event.contact)
        if (contact !== undefined) contact.fulfilled = event.data.outcome
        break
      }
      case 'contact.ended':
        without(contacts, contactOf(contacts, event.contact))
        break
      case 'message.received': {
        activeAt = event.occurredAt
        heardAt = event.occurredAt
        heardSeq = event.seq
        const known = pendingOn(owed, event.contact)
        if (known !== undefined) {
          known.laterTimes.push(event.occurredAt)
          if (known.laterTimes.length > newestKept) known.laterTimes.shift()
        } else {
          const contact = contactOf(contacts, event.contact)
          if (contact !== undefined)
            owed.push({
              contact: contact.id,
              channel: contact.channel,
              endpoint: contact.endpoint,
              address: contact.address,
              session: contact.session,
              waitingSince: event.occurredAt,
              laterTimes: [],
              overdueAt: null,
            })
        }
        break
      }
      case 'message.sent': {
        activeAt = event.occurredAt
        without(owed, pendingOn(owed, event.contact))
        answeredAt = event.occurredAt
        const contact = contactOf(contacts, event.contact)
        if (contact !== undefined) contact.lastReplyAt = event.occurredAt
        break
      }
    }
  return {
    schema: 1,
    id: first.conversation ?? '',
    customer: first.customer,
    inbox,
    agent,
    topics,
    contacts,
    pendingReplies: owed,
    follows,
    mergedInto: null,
    separatedFrom: null,
    separatedInto: null,
    snooze: null,
    startedAt,
    statusChangedAt: statusAt,
    lastActivityAt: activeAt,
    lastCustomerMessageAt: heardAt,
    lastCustomerMessageSeq: heardSeq,
    lastAgentReplyAt: answeredAt,
    reopenedAt: [],
    lastCountedCloseAt: null,
    reopenedWithoutContact: false,
    closed: null,
    firstClosed: null,
  }
}

deepStrictEqual(byHand(events), foldConversation(events))

const contenders: { readonly [name: string]: () => unknown } = {
  library: () => foldConversation(events),
  hand: () => byHand(events),
}
const contender = contenders[process.argv[2] ?? '']
if (contender === undefined) throw new Error(`no contender ${process.argv[2]}`)
measure(contender, 200)
