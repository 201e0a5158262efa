import { type Chance, chanceOf } from '../fuzz/chance.ts'
import { ownIds } from './canon.ts'
import {
  createDesk,
  type Desk,
  type DeskOptions,
  definePolicy,
  type Inbound,
  memoryStore,
  type Policy,
  type PolicyInput,
  type Store,
  type TopicCatalogue,
} from './library.ts'

export const second = 1_000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** One that a customer has, by whom. */
export interface Owned {
  readonly customer: string
  readonly id: string
}

/** A message of ours that providers may tell of. */
export interface Sent extends Owned {
  readonly channel: string
  readonly text: string
}

/** A story under way: the desk, and what its commands have to go on. */
export interface World {
  readonly desk: Desk
  readonly store: Store
  readonly chance: Chance
  readonly people: string[]
  readonly heard: Inbound[]
  readonly sent: Sent[]
  readonly tokens: string[]
  readonly calls: { readonly id: string; readonly customer: string }[]
  readonly tasks: { readonly customer: string; readonly id: string; isClosed: boolean }[]
  readonly said: Owned[]
  readonly cursors: { [name: string]: string | null }
  readonly now: () => number
  readonly pass: (milliseconds: number) => void
  /** A number that was not there before. */
  readonly fresh: () => number
  readonly policy: () => Policy
  /** From now on another policy holds; `since` now, after the one before, if so wished. */
  readonly decree: (kept: boolean) => unknown
  readonly catalogue: () => TopicCatalogue
  readonly setCatalogue: (catalogue: TopicCatalogue) => void
}

const letters = { class: 'mail' } as const

/** Policies that differ in everything that commands ask them. */
const policies: readonly Partial<PolicyInput>[] = [
  {},
  {
    inbox: { default: 'support', byEndpoint: { 'sales@shop.com': 'sales' }, byChannel: { whatsapp: 'vip' } },
    reopenWindow: { days: 1 },
    autoClose: { days: 2 },
    firstResponse: { byInbox: { support: { hours: 1 }, vip: { minutes: 10 } } },
    keepAssignee: { hours: 20 },
  },
  {
    reopenWindow: { plain: { hours: 1 }, sameTopic: 'always', otherTopic: 'never' },
    onAbandoned: 'wait',
    onBouncedReply: 'reopen',
    keepAssignee: { hours: 1 },
    closingTopics: 'any',
    onLateMessage: 'append',
    onCallAnswered: 'keep',
    onAcknowledgement: 'silent',
    listEndpoints: ['list@shop.com'],
  },
  {
    reopenWindow: { plain: 'always', anchor: 'last_customer_message' },
    messagingIdle: 'off',
    mailIdle: { hours: 6 },
    callTimeout: { minutes: 1 },
    keepAssignee: 'never',
    closingTopics: { under: ['orders'] },
    reopenGuard: { reopens: 1, within: { days: 1 } },
    onBouncedReply: 'reopen',
    maxLateness: 'off',
    maxOpenContacts: 3,
  },
  {
    calendars: {
      office: {
        zone: 'Europe/Berlin',
        hours: { monday: '09:00-17:00', tuesday: ['09:00-12:00', '13:00-18:00'], friday: '09:00-15:30' },
        holidays: ['2026-04-03'],
      },
    },
    reopenWindow: { plain: { business: { hours: 6 }, calendar: 'office' }, otherTopic: 'never' },
    reopenWindowByChannel: { email: { days: 3 }, chat: { minutes: 30 } },
    messagingIdle: { minutes: 5 },
    autoClose: { hours: 12 },
    firstResponse: {
      byEndpoint: { 'help@shop.com': { minutes: 30 } },
      byInbox: { support: { business: { hours: 2 }, calendar: 'office' } },
    },
    maxLateness: { hours: 1 },
  },
]

const topic = (id: string, parent: string | null = null, disabled = false) => ({
  id,
  name: id,
  parent,
  disabled,
})

const topics: TopicCatalogue = {
  schema: 1,
  topics: [
    topic('orders'),
    topic('vase', 'orders'),
    topic('refund', 'orders'),
    topic('billing'),
    topic('past', null, true),
  ],
}

/** Friday, 27 March 2026, 15:00 UTC: a weekend and a change of the clocks lie ahead. */
const start = Date.UTC(2026, 2, 27, 15)

/** What hosts decide for themselves, in one of three stories. */
const hosts: readonly Partial<DeskOptions>[] = [
  {},
  {
    canKeepAssignee: (agent, inbox) =>
      agent === 'sam' ? { agent: false, inbox: 'sales' } : { agent: agent !== null, inbox },
  },
  { compareTopic: ({ text }) => ((text?.length ?? 0) % 2 === 0 ? 'same' : 'other') },
]

export const worldOf = (seed: number): World => {
  const chance = chanceOf(seed)
  const store = memoryStore()
  let now = start
  let counted = 0
  let made = 0
  let present = definePolicy({ inbox: 'support', channels: { letters }, ...policies[seed % policies.length] })
  let catalogue = topics
  const desk = createDesk({
    store,
    policy: () => present,
    topics: () => catalogue,
    clock: () => now,
    newId: () => `${ownIds}${(++made).toString(16).padStart(24, '0')}`,
    wait: () => Promise.resolve(),
    random: () => 0.5,
    retryFor: 1_000,
    ...hosts[Math.floor(seed / policies.length) % 3],
  })
  return {
    desk,
    store,
    chance,
    people: ['ada', 'bob', 'cy'],
    heard: [],
    sent: [],
    tokens: [],
    calls: [],
    tasks: [],
    said: [],
    cursors: {},
    now: () => now,
    pass: (milliseconds) => {
      now += milliseconds
    },
    fresh: () => ++counted,
    policy: () => present,
    decree: (kept) => {
      const input = chance.of(policies)
      present = definePolicy({
        inbox: 'support',
        channels: { letters },
        ...input,
        ...(kept ? { effectiveFrom: now, previous: present } : {}),
      })
      return { ok: true, policy: present }
    },
    catalogue: () => catalogue,
    setCatalogue: (next) => {
      catalogue = next
    },
  }
}
