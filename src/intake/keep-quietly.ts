import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import { type EarlyReport, reportEvent } from '../conversation/reports.ts'
import type { Customer } from '../customer/customer.ts'
import type { Content } from '../kernel/event.ts'
import { type EmitOptions, envelope } from '../kernel/origin.ts'
import { after, type Context } from '../policy/context.ts'
import type { Arrival } from './arrival.ts'
import { callOf, messageOf, sentOf } from './facts.ts'
import type { Placement } from './placement.ts'
import { isRedacted, withoutWords } from './redact-message.ts'

/** Stores what changes nothing: in a conversation, or in the timeline alone (I-5, I-6, I-13). */
export const keepQuietly = (
  arrival: Arrival,
  placement: Placement,
  present: Conversation | null,
  customer: Customer,
  options: EmitOptions,
  reports: readonly EarlyReport[],
  context: Context,
): readonly ConversationEvent[] => {
  const assignee = present === null ? null : { inbox: present.inbox, agent: present.agent }
  const make = (
    n: number,
    type: string,
    data: unknown,
    content: Content | null = arrival.content,
  ): ConversationEvent =>
    envelope(context, n, 'receive', customer.id, placement.conversation, assignee, type, data, {
      ...options,
      content,
    }) as never
  const about = placement.message
  if (placement.outcome === 'confirm' || placement.outcome === 'signal') {
    const { kind: signal, value } = arrival.signal ?? { kind: 'confirmed', value: null }
    const data = { message: about?.id ?? '', signal, value: signal === 'edited' ? null : value }
    const text = signal === 'edited' && value !== null ? { ...arrival.content, text: value } : arrival.content
    const refs = signal === 'edited' ? arrival.quotes : []
    const event = make(0, 'message.signalled', { ...data, refs }, text)
    return [isRedacted(about) ? (withoutWords(event) as ConversationEvent) : event]
  }
  const early = (report: EarlyReport, message: string, here: Context): ConversationEvent => {
    const [type, data, about] = reportEvent(report, message, false)
    return envelope(here, 0, 'receive', customer.id, null, null, type, data, about) as never
  }
  if (arrival.kind === 'signal' || arrival.kind === 'bounce') {
    const report = arrival.signal?.kind ?? 'bounce'
    return [make(0, 'report.received', { report, refs: arrival.quotes, fingerprint: arrival.fingerprint })]
  }
  const fact =
    arrival.kind === 'echo'
      ? make(0, 'message.sent', sentOf(arrival, false, context))
      : arrival.kind === 'call'
        ? make(0, 'call.started', callOf(arrival, { quiet: true, reasons: placement.reasons }, context))
        : make(0, 'message.received', messageOf(arrival, placement, context))
  if (reports.length > 0)
    return [fact, ...reports.map((report, n) => early(report, fact.id, after(context, n + 1)))]
  if (!placement.suppressed) return [fact]
  return [fact, make(1, 'conversation.reopen_suppressed', { reasons: placement.reasons }, null)]
}
