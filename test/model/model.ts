import type { Status } from '../../src/index.ts'
import { day, hour, minute } from '../support/world.ts'

/** All that the model knows of a contact. Each customer has one address per channel, so the channel is its key. */
interface Contact {
  readonly channel: string
  readonly inbound: boolean
  readonly opener: boolean
  answeredAt: number | null
}

interface Conversation {
  closedAt: number | null
  /** Where the window is measured from; a bare reopening does not move it. */
  anchor: number
  reopenedWithoutContact: boolean
  agent: string | null
  contacts: Contact[]
  /** Contacts that wait for an answer, ended ones too. */
  pending: Contact[]
}

/** What a customer is to the model: no events, no sequence, no reasons. */
export interface Person {
  conversations: Conversation[]
  messages: number
  blocked: boolean
}

export interface Model {
  now: number
  readonly people: { readonly [customer: string]: Person }
}

const window = day
const silence = (channel: string): number => (channel === 'email' ? hour : 15 * minute)

export const newPerson = (): Person => ({ conversations: [], messages: 0, blocked: false })
export const activeOf = (p: Person): Conversation | undefined =>
  p.conversations.find((c) => c.closedAt === null)
/** The last closed; of two closed in one millisecond the one that was closed last stands later. */
export const lastClosed = (p: Person): Conversation | undefined =>
  p.conversations
    .filter((c) => c.closedAt !== null)
    .sort((a, b) => (a.closedAt ?? 0) - (b.closedAt ?? 0))
    .at(-1)
export const isInside = (c: Conversation | undefined, now: number): boolean =>
  c !== undefined && now - c.anchor <= window

export const statusOf = (p: Person): Status | null => {
  const c = activeOf(p)
  if (c === undefined) return p.conversations.length === 0 ? null : 'closed'
  return c.contacts.length === 0 ? 'waiting' : c.agent === null ? 'new' : 'open'
}

/** What falls silent by now has ended. */
export const endSilentContacts = (model: Model): void => {
  for (const { conversations } of Object.values(model.people))
    for (const c of conversations)
      c.contacts = c.contacts.filter(
        (contact) =>
          contact.answeredAt === null ||
          c.pending.includes(contact) ||
          contact.answeredAt + silence(contact.channel) > model.now,
      )
}

export const start = (p: Person): Conversation => {
  const c = {
    closedAt: null,
    anchor: 0,
    reopenedWithoutContact: false,
    agent: null,
    contacts: [],
    pending: [],
  }
  p.conversations.push(c)
  return c
}

/** Moves it to the end, so that ties are broken by the order of closes. */
export const close = (p: Person, c: Conversation, now: number): void => {
  c.closedAt = now
  if (!c.reopenedWithoutContact) c.anchor = now
  c.contacts = []
  c.pending = []
  p.conversations = [...p.conversations.filter((other) => other !== c), c]
}

export const reopen = (c: Conversation): Conversation => {
  c.closedAt = null
  c.reopenedWithoutContact = true
  return c
}

export const join = (c: Conversation, channel: string, inbound: boolean, opener: boolean): Contact => {
  const open = c.contacts.find((contact) => contact.channel === channel)
  if (open !== undefined) return open
  const contact = { channel, inbound, opener, answeredAt: null }
  c.contacts.push(contact)
  c.reopenedWithoutContact = false
  return contact
}

export const customerWrites = (p: Person, channel: string, now: number): void => {
  p.messages++
  if (p.blocked) return
  const active = activeOf(p)
  const last = lastClosed(p)
  const c = active ?? (last !== undefined && isInside(last, now) ? reopen(last) : start(p))
  const contact = join(c, channel, true, active === undefined)
  if (!c.pending.includes(contact)) c.pending.push(contact)
}

export const agentAnswers = (c: Conversation, contact: Contact, now: number): void => {
  contact.answeredAt = now
  c.pending = c.pending.filter((owed) => owed !== contact && c.contacts.includes(owed))
}
