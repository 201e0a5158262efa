import type { Conversation } from '../conversation/conversation.ts'
import { type EarlyReport, reportEvent } from '../conversation/early-reports.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import type { Customer } from '../customer/customer.ts'
import type { Content } from '../kernel/event.ts'
import { createEvent, type EmitOptions } from '../kernel/origin.ts'
import { type Context, contextAfter } from '../policy/context.ts'
import { callDataOf, echoData, messageReceivedData } from './event-data.ts'
import type { InboundDecision } from './inbound-decision.ts'
import type { ParsedInbound } from './parsed-inbound.ts'
import { isRedacted, withoutPersonalText } from './redact-message.ts'

/** Stores what changes nothing: in a conversation, or in the timeline alone (I-5, I-6, I-13). */
export const recordSilently = (
  inbound: ParsedInbound,
  decision: InboundDecision,
  present: Conversation | null,
  customer: Customer,
  options: EmitOptions,
  reports: readonly EarlyReport[],
  context: Context,
): readonly ConversationEvent[] => {
  const assignee = present === null ? null : { inbox: present.inbox, agent: present.agent }
  const makeEvent = (
    n: number,
    type: string,
    data: unknown,
    content: Content | null = inbound.content,
  ): ConversationEvent =>
    createEvent(context, n, 'receive', customer.id, decision.conversation, assignee, type, data, {
      ...options,
      content,
    }) as never
  const subject = decision.message
  if (decision.outcome === 'confirm' || decision.outcome === 'signal') {
    const { kind: signal, value } = inbound.signal ?? { kind: 'confirmed', value: null }
    const data = { message: subject?.id ?? '', signal, value: signal === 'edited' ? null : value }
    const text = signal === 'edited' && value !== null ? { ...inbound.content, text: value } : inbound.content
    const refs = signal === 'edited' ? inbound.references : []
    const event = makeEvent(0, 'message.signalled', { ...data, refs }, text)
    return [isRedacted(subject) ? (withoutPersonalText(event) as ConversationEvent) : event]
  }
  const makeReportEvent = (report: EarlyReport, message: string, here: Context): ConversationEvent => {
    const [type, data, about] = reportEvent(report, message, false)
    return createEvent(here, 0, 'receive', customer.id, null, null, type, data, about) as never
  }
  if (inbound.kind === 'signal' || inbound.kind === 'bounce') {
    const report = inbound.signal?.kind ?? 'bounce'
    return [
      makeEvent(0, 'delivery_report.received', {
        report,
        refs: inbound.references,
        fingerprint: inbound.fingerprint,
      }),
    ]
  }
  const mainEvent =
    inbound.kind === 'echo'
      ? makeEvent(0, 'message.sent', echoData(inbound, false, context))
      : inbound.kind === 'call'
        ? makeEvent(
            0,
            'call.started',
            callDataOf(inbound, { silent: true, reasons: decision.reasons }, context),
          )
        : makeEvent(0, 'message.received', messageReceivedData(inbound, decision, context))
  if (reports.length > 0)
    return [
      mainEvent,
      ...reports.map((report, n) => makeReportEvent(report, mainEvent.id, contextAfter(context, n + 1))),
    ]
  if (!decision.suppressed) return [mainEvent]
  return [mainEvent, makeEvent(1, 'conversation.reopen_suppressed', { reasons: decision.reasons }, null)]
}
