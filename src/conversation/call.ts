import type { Content } from '../kernel/event.ts'
import type { Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import type { Changed } from './change.ts'
import { joinContact } from './contacts.ts'
import { type ContactAmbiguous, counterpart, type NoAddress, noAddress } from './counterpart.ts'
import {
  type ChannelUnknown,
  type Intent,
  type IntentError,
  isForeign,
  knownChannel,
  openForOutbound,
  type Standing,
  takeOver,
} from './outbound.ts'

/** A call that an agent makes. */
export interface Dial {
  readonly channel: string
  /** The provider's id of the call, the contact's session (K-1). */
  readonly session: string
  readonly address?: string | null | undefined
  readonly endpoint?: string | null | undefined
  readonly refs: readonly string[]
  readonly fingerprint: string
  readonly content: Content
  /** Another system made it: recorded as it is told, whether or not there is a number. */
  readonly imported?: boolean | undefined
  readonly intent?: Intent | undefined
}

/**
 * An agent dials (A-4, K-1, R-1, R-2): an outbound like any other.
 *
 * Refused: `channel.unknown`, `contact.ambiguous`, `outbound.no_address`, `outbound.intent_required`,
 * `outbound.conversation_active`.
 *
 * @example
 * const number = { channel: 'voice', session: 'call-1', address: 'phone:+4930123456' }
 * const call = { ...number, refs: [], fingerprint: '', content: contentOf({}, null) }
 * const dialled = dialCall(standing, call, context)
 * dialled.ok && dialled.state.contacts.length // 2
 */
export const dialCall = (
  standing: Standing,
  input: Dial,
  context: Context,
): Changed | Refused<ChannelUnknown | ContactAmbiguous | NoAddress | IntentError> => {
  const channel = knownChannel(context, input.channel)
  if ('ok' in channel) return channel
  const other = counterpart(standing, channel, { ...input, session: undefined })
  if (!other.ok) return other
  if (!other.isKnown && input.imported !== true) return noAddress(channel)
  const key = { ...other.key, session: input.session }
  const open = openForOutbound(standing, channel, key.endpoint, input.intent, context, 'call')
  if (!open.ok) return open
  const { changing, opened } = open
  const thirdParty = isForeign(standing)
  const engagement = { direction: 'outbound', opener: opened, topics: [], thirdParty } as const
  const contact = joinContact(changing, channel.class, key, engagement)
  takeOver(changing, opened, context)
  const fact = {
    ...key,
    refs: input.refs,
    fingerprint: input.fingerprint,
    givenAt: null,
    topics: [],
    direction: 'outbound' as const,
    quiet: false,
    reasons: [],
  }
  changing.emit('call.started', fact, { contact, content: input.content })
  return changing.done()
}
