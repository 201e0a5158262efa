import type { ConversationId } from '../kernel/ids.ts'
import {
  addFigures,
  addStats,
  addValue,
  emptyFigures,
  emptyStat,
  type Figures,
  type Stat,
} from './figures.ts'
import type { ChannelStat, CloseStat, ConversationMetrics } from './metrics.ts'

/** Many conversations in one: counts and sums, so that two summaries can be added (E-5). */
export interface MetricsSummary {
  readonly schema: 1
  /** Customers with a conversation; those who were merged are one. */
  readonly customers: number
  readonly customersWithSeveralChannels: number
  /** Without those that were merged into another. */
  readonly conversations: number
  readonly conversationsWithSeveralChannels: number
  readonly conversationsReopened: number
  readonly conversationsMerged: number
  readonly conversationsPerCustomer: Stat
  readonly contactsPerConversation: Stat
  readonly channelsPerConversation: Stat
  readonly segments: number
  readonly reopens: number
  readonly figures: Figures
  readonly closes: readonly CloseStat[]
  readonly channels: readonly ChannelStat[]
}

/** Where a conversation went on, as far as it is among these. */
const survivingConversation = (
  all: ReadonlyMap<ConversationId, ConversationMetrics>,
  one: ConversationMetrics,
) => {
  const visited = new Set<ConversationId>()
  let found = one
  for (;;) {
    const next = found.mergedInto === null ? undefined : all.get(found.mergedInto)
    if (next === undefined || visited.has(next.conversation)) return found
    visited.add(next.conversation)
    found = next
  }
}

/** Texts by their code units: the same order everywhere. */
const byKey = (a: readonly [key: string, item: unknown], b: readonly [key: string, item: unknown]): number =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0

/** Equal ones as one, in an order that does not depend on who came first. */
const mergeByKey = <T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  add: (a: T, b: T) => T,
): readonly T[] => {
  const found = new Map<string, T>()
  for (const item of items) {
    const key = keyOf(item)
    const existing = found.get(key)
    found.set(key, existing === undefined ? item : add(existing, item))
  }
  return [...found].sort(byKey).map(([, item]) => item)
}

const mergeCloses = (closes: readonly CloseStat[]): readonly CloseStat[] =>
  mergeByKey(
    closes,
    ({ by, cause }) => `${cause} ${by}`,
    (a, b) => ({ ...a, time: addStats(a.time, b.time) }),
  )

const mergeChannels = (channels: readonly ChannelStat[]): readonly ChannelStat[] =>
  mergeByKey(
    channels,
    ({ channel }) => channel,
    (a, b) => ({ channel: a.channel, contacts: a.contacts + b.contacts }),
  )

const countSeveral = (groups: Iterable<ReadonlySet<string>>): number =>
  [...groups].filter(({ size }) => size > 1).length

const addToSet = <K, T>(map: Map<K, Set<T>>, key: K, items: readonly T[]): void => {
  const itemSet = map.get(key) ?? new Set()
  for (const item of items) itemSet.add(item)
  map.set(key, itemSet)
}

const statOf = (values: readonly number[]): Stat => values.reduce(addValue, emptyStat)

/**
 * Many conversations in one value of bounded size (E-5). All conversations of a customer, and of those merged into him,
 * belong into the same call; what one call cannot hold goes into several, and `addSummaries` adds them.
 *
 * @example
 * summarise(foldMetrics(events)).conversations // 1
 */
export const summarise = (metrics: readonly ConversationMetrics[]): MetricsSummary => {
  const all = new Map(metrics.map((one) => [one.conversation, one]))
  const channelsOf = new Map<string, Set<string>>()
  const customers = new Map<string, Set<string>>()
  const conversationsOf = new Map<string, Set<string>>()
  const contactsOf = new Map<string, number>()
  for (const one of metrics) {
    const root = survivingConversation(all, one)
    const names = one.channels.map(({ channel }) => channel)
    addToSet(customers, one.customer, names)
    if (root.mergedInto !== null) continue
    addToSet(channelsOf, root.conversation, names)
    addToSet(conversationsOf, root.customer, [root.conversation])
    contactsOf.set(root.conversation, (contactsOf.get(root.conversation) ?? 0) + one.total.contacts)
  }
  return {
    schema: 1,
    customers: customers.size,
    customersWithSeveralChannels: countSeveral(customers.values()),
    conversations: channelsOf.size,
    conversationsWithSeveralChannels: countSeveral(channelsOf.values()),
    conversationsReopened: metrics.filter((one) => one.mergedInto === null && one.reopens > 0).length,
    conversationsMerged: metrics.filter((one) => one.mergedInto !== null).length,
    conversationsPerCustomer: statOf([...conversationsOf.values()].map(({ size }) => size)),
    contactsPerConversation: statOf([...contactsOf.values()]),
    channelsPerConversation: statOf([...channelsOf.values()].map(({ size }) => size)),
    segments: metrics.reduce((sum, one) => sum + one.segments, 0),
    reopens: metrics.reduce((sum, one) => sum + one.reopens, 0),
    figures: metrics.reduce((sum, { total }) => addFigures(sum, total), emptyFigures),
    closes: mergeCloses(metrics.flatMap(({ closes }) => closes)),
    channels: mergeChannels(metrics.flatMap(({ channels }) => channels)),
  }
}

/**
 * Two summaries as one (E-5): in any order and in any groups it comes to the same. The parts must share no customer.
 *
 * @example
 * const summary = summarise(foldMetrics(events))
 * addSummaries(summary, summarise([])).customers // 1
 */
export const addSummaries = (a: MetricsSummary, b: MetricsSummary): MetricsSummary => ({
  schema: 1,
  customers: a.customers + b.customers,
  customersWithSeveralChannels: a.customersWithSeveralChannels + b.customersWithSeveralChannels,
  conversations: a.conversations + b.conversations,
  conversationsWithSeveralChannels: a.conversationsWithSeveralChannels + b.conversationsWithSeveralChannels,
  conversationsReopened: a.conversationsReopened + b.conversationsReopened,
  conversationsMerged: a.conversationsMerged + b.conversationsMerged,
  conversationsPerCustomer: addStats(a.conversationsPerCustomer, b.conversationsPerCustomer),
  contactsPerConversation: addStats(a.contactsPerConversation, b.contactsPerConversation),
  channelsPerConversation: addStats(a.channelsPerConversation, b.channelsPerConversation),
  segments: a.segments + b.segments,
  reopens: a.reopens + b.reopens,
  figures: addFigures(a.figures, b.figures),
  closes: mergeCloses([...a.closes, ...b.closes]),
  channels: mergeChannels([...a.channels, ...b.channels]),
})
