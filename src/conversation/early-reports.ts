import type { Channel } from '../channel/channel.ts'
import { type Actor, systemActor } from '../kernel/actor.ts'
import type { Envelope } from '../kernel/event.ts'
import type { MessageId } from '../kernel/ids.ts'
import type { EmitOptions } from '../kernel/origin.ts'
import type { ConversationChange } from './change.ts'
import { joinContact } from './contacts.ts'
import type { ConversationEvents } from './events.ts'
import type { MessageSentData } from './message-data.ts'

/** A delivery report that came before the id of its message was known (I-19). */
export type EarlyReport = Pick<
  Envelope<'delivery_report.received', ConversationEvents['delivery_report.received']>,
  'occurredAt' | 'actor' | 'data'
>

type AppliedReportType = 'delivery.failed' | 'message.signalled'

/** What an early report says of its message, as an event: the same as if it had come after it. */
export const reportEvent = (
  { occurredAt, actor, data }: EarlyReport,
  message: MessageId,
  pendingAgain: boolean,
): {
  readonly [T in AppliedReportType]: readonly [T, ConversationEvents[T], EmitOptions & { actor: Actor }]
}[AppliedReportType] =>
  data.report === 'bounce'
    ? [
        'delivery.failed',
        { message, pendingAgain, fingerprint: data.fingerprint },
        { occurredAt, actor: systemActor },
      ]
    : ['message.signalled', { message, signal: data.report, value: null, refs: [] }, { occurredAt, actor }]

/** Applies early reports to a message of ours whose id is known from now on (I-19): a reply that failed is pending again. */
export const emitEarlyReports = (
  changing: ConversationChange,
  channel: Channel,
  sent: Envelope<'message.sent', MessageSentData>,
  reports: readonly EarlyReport[],
): void => {
  const { endpoint, address, session, isReply } = sent.data
  const key = { channel: channel.name, endpoint, address, session }
  for (const report of reports) {
    const [type, data, options] = reportEvent(report, sent.id, isReply)
    if (type === 'message.signalled') changing.emit(type, data, options)
    else if (!isReply) changing.emit(type, data, options)
    else {
      const origin = { direction: 'outbound', opensConversation: false, topics: [] } as const
      const open = changing.next.contacts.find(({ id }) => id === sent.contact)?.id
      const contact = open ?? joinContact(changing, channel.class, key, origin)
      changing.emit(type, data, { ...options, contact })
    }
  }
}
