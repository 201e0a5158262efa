import { isShortenedKey, shortenKey, trimAndNormalise } from '../kernel/text-keys.ts'
import { isAnonymousSender } from './anonymous.ts'
import type { Channel } from './channel.ts'
import { parseEmail } from './email.ts'
import { parseInternationalPhone } from './phone-number.ts'

/** Names an address: equal keys, same address. What claims are made on (CU-1). */
export type AddressKey = string

/** Where a customer is reached. */
export interface Address {
  readonly kind: 'email' | 'phone' | 'handle'
  /** `email:ada@example.com`, `phone:+4930123456` or `handle:<channel>:<value>`. */
  readonly key: AddressKey
  /** The normalised text, at most 254 characters. */
  readonly value: string
  /** As it came, for people to read; only its first 400 characters. */
  readonly original: string
  /** A landline or a company mailbox identifies nobody by itself (I-17). Only the host knows: normalising says false. */
  readonly shared: boolean
}

/** Reads the address of a sender or caller; null where it identifies nobody. Never throws. */
export type NormaliseAddress = (raw: string, channel: Pick<Channel, 'name' | 'address'>) => Address | null

const addressParsers: { readonly [kind in Channel['address']]: (text: string) => string | null } = {
  email: parseEmail,
  phone: parseInternationalPhone,
  handle: () => null,
}

/** A channel's name in a key: without a colon, so that no two channels share a key. */
const channelKeyPart = (name: string): string => name.replaceAll('%', '%25').replaceAll(':', '%3A')

/** Whether an address is one of that channel: of its kind, or a handle there. */
export const isOnChannel = (key: AddressKey, { name, address }: Pick<Channel, 'name' | 'address'>): boolean =>
  (address !== 'handle' && key.startsWith(`${address}:`)) || key.startsWith(`handle:${channelKeyPart(name)}:`)

/**
 * The normalisation of the core (I-0, CU-1): emails and international phone numbers are understood, everything else
 * is a handle of its channel, exactly as it came. Nothing is lost and nothing is guessed.
 *
 * @example
 * normaliseAddress('Ada <Ada+1@Example.com>', { name: 'email', address: 'email' })?.key // 'email:ada+1@example.com'
 * normaliseAddress('Anonymous', { name: 'voice', address: 'phone' })                    // null
 */
export const normaliseAddress: NormaliseAddress = (raw, channel) => {
  const text = trimAndNormalise(raw)
  if (isAnonymousSender(text, channel.address)) return null
  const parsed = isShortenedKey(text) ? null : addressParsers[channel.address](text)
  const kind = parsed === null ? 'handle' : channel.address
  const value = parsed ?? shortenKey(text)
  const key = parsed === null ? `handle:${channelKeyPart(channel.name)}:${value}` : `${kind}:${value}`
  return { kind, key, value, original: raw.slice(0, 400), shared: false }
}
