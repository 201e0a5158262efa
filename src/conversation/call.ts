import type { Content } from '../kernel/event.ts'
import type { Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import type { ConversationChanged } from './change.ts'
import { joinContact } from './contacts.ts'
import { type ContactAmbiguous, findCounterpart, type NoAddress, noAddress } from './counterpart.ts'
import {
  assignToActor,
  type ChannelUnknown,
  type IntentError,
  isToThirdParty,
  type OutboundIntent,
  type OutboundState,
  openForOutbound,
  resolveChannel,
} from './outbound.ts'

/** A call that an agent makes. */
export interface ParsedDial {
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
  readonly intent?: OutboundIntent | undefined
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
  state: OutboundState,
  input: ParsedDial,
  context: Context,
): ConversationChanged | Refused<ChannelUnknown | ContactAmbiguous | NoAddress | IntentError> => {
  const channel = resolveChannel(context, input.channel)
  if ('ok' in channel) return channel
  const recipient = findCounterpart(state, channel, { ...input, session: undefined })
  if (!recipient.ok) return recipient
  if (!recipient.isReachable && input.imported !== true) return noAddress(channel)
  const key = { ...recipient.key, session: input.session }
  const open = openForOutbound(state, channel, key.endpoint, input.intent, context, 'call')
  if (!open.ok) return open
  const { changing, opened } = open
  const thirdParty = isToThirdParty(state)
  const origin = { direction: 'outbound', opensConversation: opened, topics: [], thirdParty } as const
  const contact = joinContact(changing, channel.class, key, origin)
  assignToActor(changing, opened, context)
  const callData = {
    ...key,
    refs: input.refs,
    fingerprint: input.fingerprint,
    providerTime: null,
    topics: [],
    direction: 'outbound' as const,
    silent: false,
    reasons: [],
  }
  changing.emit('call.started', callData, { contact, content: input.content })
  return changing.done()
}
