import type { Milliseconds } from '../kernel/duration.ts'

/** Decides how a contact ends: by hanging up, by silence, or by the mail limit (K-3, K-4, K-5). */
export type ChannelClass = 'voice' | 'messaging' | 'mail'

/** How long after the customer's last message the platform lets the company write freely (K-10); null: always. */
export interface ReplyWindow {
  readonly agent: Milliseconds
  readonly automation: Milliseconds
}

/** A channel: its class and its traits, all of it data. */
export interface Channel {
  readonly name: string
  readonly class: ChannelClass
  /** What identifies a customer there. */
  readonly address: 'email' | 'phone' | 'handle'
  /** Whether a customer who leaves unanswered has abandoned the contact (K-7). */
  readonly abandonable: boolean
  /** Whether the provider gives sessions or calls an id, which then belongs to the contact's key (K-1). */
  readonly sessions: boolean
  readonly replyWindow: ReplyWindow | null
  /** The longest silence that the idle limit may be set to; null: 24 hours (K-4). */
  readonly maxIdle: Milliseconds | null
  /** Whether what the customer deletes must go here, too, as the platforms demand (E-7, I-18). */
  readonly redactsDeleted: boolean
}

const day = 86_400_000

const createChannel = (name: string, given: Partial<Channel>): Channel => ({
  name,
  class: 'messaging',
  address: 'handle',
  abandonable: false,
  sessions: false,
  replyWindow: null,
  maxIdle: null,
  redactsDeleted: false,
  ...given,
})

/**
 * A channel that a host declares is messaging by default, reached by a handle.
 *
 * @example
 * customChannel('line').class // 'messaging'
 */
export const customChannel = (name: string, given: Partial<Channel> = {}): Channel =>
  createChannel(name, given)

/** What the platforms of social messaging demand (E-7, K-10). */
const socialMessagingTraits: Partial<Channel> = {
  replyWindow: { agent: day, automation: day },
  redactsDeleted: true,
}

const createBuiltInChannels = (): readonly Channel[] => [
  createChannel('voice', { class: 'voice', address: 'phone', abandonable: true, sessions: true }),
  createChannel('voicemail', { class: 'mail', address: 'phone' }),
  createChannel('email', { class: 'mail', address: 'email' }),
  createChannel('chat', { abandonable: true, sessions: true }),
  createChannel('sms', { address: 'phone' }),
  createChannel('messenger', socialMessagingTraits),
  createChannel('instagram', socialMessagingTraits),
  createChannel('whatsapp', { ...socialMessagingTraits, address: 'phone' }),
]

/** The seven channels of the founding document, with voicemail beside voice. */
export const builtInChannels: readonly Channel[] = /* @__PURE__ */ createBuiltInChannels()
