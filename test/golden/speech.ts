import type { Chance } from '../fuzz/chance.ts'
import type { View } from './library.ts'
import type { World } from './world.ts'

/** One kind of command: how often it is tried, and how it is made; null where it makes no sense now. */
export interface Command {
  readonly weight: number
  readonly make: (w: World, view: View) => (() => unknown) | null
}

export const texts = [
  'Hello',
  'Where is my vase?',
  'thanks!',
  'It arrived broken',
  'Danke 👍',
  'Please call me',
  'ok',
] as const
export const endpoints = ['help@shop.com', 'sales@shop.com', '+49 30 1'] as const
export const topicIds = [
  'vase',
  'refund',
  'billing',
  'orders',
  'vase',
  'refund',
  'past',
  'unheard-of',
] as const
export const inboxes = ['support', 'sales', 'vip'] as const

export const some = <T>(chance: Chance, share: number, value: T): T | undefined =>
  chance.in(share) ? value : undefined

/** Where a customer is reached: always the same. */
export const addressOf = (customer: string, channel: string): string => {
  if (channel === 'email' || channel === 'letters') return `${customer}@example.com`
  const digits = [...customer].map((letter) => letter.charCodeAt(0) % 10).join('')
  if (channel === 'chat' || channel === 'messenger') return `${customer}_1815`
  return `+4915${digits.padEnd(9, '7').slice(0, 9)}`
}
