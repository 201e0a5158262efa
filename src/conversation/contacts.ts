import type { ChannelClass } from '../channel/channel.ts'
import { type ContactKey, type Direction, hasSameKey } from '../contact/contact.ts'
import type { Envelope } from '../kernel/event.ts'
import type { ContactId, TopicId } from '../kernel/ids.ts'
import type { EmitOptions } from '../kernel/origin.ts'
import type { ConversationChange } from './change.ts'
import type { ConversationEvents } from './events.ts'

/** How the contact came about: who began it and whether the conversation (re)opened for it (K-7). */
export interface ContactOrigin {
  readonly direction: Direction
  readonly opensConversation: boolean
  readonly topics: readonly TopicId[]
  /** The other end is not the customer (K-9); default no. */
  readonly thirdParty?: boolean | undefined
}

/** Joins the open contact with this key, else starts one (K-1). */
export const joinContact = (
  { next, emit }: ConversationChange,
  channelClass: ChannelClass,
  key: ContactKey,
  origin: ContactOrigin,
): ContactId => {
  const open = next.contacts.find((contact) => hasSameKey(contact, key))
  if (open !== undefined) return open.id
  const { direction, opensConversation, topics, thirdParty = false } = origin
  const data = {
    channel: key.channel,
    endpoint: key.endpoint,
    address: key.address,
    session: key.session,
    class: channelClass,
    direction,
    opensConversation,
    topics,
    thirdParty,
  }
  const { id, contact } = emit('contact.started', data, { contact: 'self' })
  return contact ?? id
}

/**
 * Ends the calls of the same address that ring since before this one, and of which nothing was told since: their hang-up
 * was not reported (K-3).
 */
export const endSupersededCalls = ({ next, emit }: ConversationChange, call: ContactId): void => {
  const at = next.contacts.findIndex(({ id }) => id === call)
  const address = next.contacts[at]?.address ?? null
  if (address === null) return
  for (const { id, ...earlier } of next.contacts.slice(0, at))
    if (earlier.class === 'voice' && earlier.address === address && earlier.lastReplyAt === null)
      emit('contact.ended', { reason: 'superseded' }, { contact: id })
}

type ReplyEventType = 'message.sent' | 'message.attributed' | 'call.answered'

/** Records what may be a reply; the first one to something pending on a contact fulfils it (K-2). */
export const emitReply = <T extends ReplyEventType>(
  { next, emit }: ConversationChange,
  type: T,
  data: ConversationEvents[T],
  options: EmitOptions,
): Envelope<T, ConversationEvents[T]> => {
  const id = options.contact ?? null
  const pending = next.pendingReplies.find((candidate) => candidate.contact === id)
  const event = emit(type, data, options)
  const contact = next.contacts.find((open) => open.id === id)
  if (pending !== undefined && !next.pendingReplies.includes(pending) && contact?.fulfilled === null)
    emit('contact.fulfilled', { outcome: 'responded' }, { contact: contact.id })
  return event
}
