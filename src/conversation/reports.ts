import type { Channel } from '../channel/channel.ts'
import { type Actor, system } from '../kernel/actor.ts'
import type { Envelope } from '../kernel/event.ts'
import type { MessageId } from '../kernel/ids.ts'
import type { EmitOptions } from '../kernel/origin.ts'
import type { ConversationChange } from './change.ts'
import { joinContact } from './contacts.ts'
import type { ConversationEvents } from './events.ts'
import type { MessageSent } from './said.ts'

/** A delivery report that came before the id of its message was known (I-19). */
export type EarlyReport = Pick<
  Envelope<'report.received', ConversationEvents['report.received']>,
  'occurredAt' | 'actor' | 'data'
>

type Applied = 'delivery.failed' | 'message.signalled'

/** What an early report says of its message, as an event: the same as if it had come after it. */
export const reportEvent = (
  { occurredAt, actor, data }: EarlyReport,
  message: MessageId,
  owed: boolean,
): {
  readonly [T in Applied]: readonly [T, ConversationEvents[T], EmitOptions & { actor: Actor }]
}[Applied] =>
  data.report === 'bounce'
    ? ['delivery.failed', { message, owed, fingerprint: data.fingerprint }, { occurredAt, actor: system }]
    : ['message.signalled', { message, signal: data.report, value: null, refs: [] }, { occurredAt, actor }]

/** Applies early reports to a message of ours whose id is known from now on (I-19): a reply that failed is pending again. */
export const emitReports = (
  changing: ConversationChange,
  channel: Channel,
  sent: Envelope<'message.sent', MessageSent>,
  reports: readonly EarlyReport[],
): void => {
  const { endpoint, address, session, answer } = sent.data
  const key = { channel: channel.name, endpoint, address, session }
  for (const report of reports) {
    const [type, data, options] = reportEvent(report, sent.id, answer)
    if (type === 'message.signalled') changing.emit(type, data, options)
    else if (!answer) changing.emit(type, data, options)
    else {
      const engagement = { direction: 'outbound', opener: false, topics: [] } as const
      const open = changing.next.contacts.find(({ id }) => id === sent.contact)?.id
      const contact = open ?? joinContact(changing, channel.class, key, engagement)
      changing.emit(type, data, { ...options, contact })
    }
  }
}
