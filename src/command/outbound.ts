import type { Address } from '../channel/address.ts'
import type { Channel } from '../channel/channel.ts'
import { endpointOf } from '../channel/endpoint.ts'
import { dialCall } from '../conversation/call.ts'
import { type NoAddress, noAddress } from '../conversation/counterpart.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import { type ChannelUnknown, type OutboundState, resolveChannel } from '../conversation/outbound.ts'
import { sendMessage } from '../conversation/send.ts'
import type { ParsedOutbound } from '../conversation/sent.ts'
import { foldCustomer } from '../customer/evolve.ts'
import { sharedAddressOwner } from '../customer/grant-address.ts'
import { contentOf, fingerprintOf, refOf } from '../intake/content.ts'
import { findEarlyReports } from '../intake/early-reports.ts'
import { type RegisteredSender, registerAddress } from '../intake/register-sender.ts'
import { belongsTo, conversationIn, lastClosed, type Snapshot } from '../intake/snapshot.ts'
import { parseInstant } from '../kernel/instant.ts'
import type { Issue, Refusal, Refused } from '../kernel/result.ts'
import { shortenKey } from '../kernel/text-keys.ts'
import { type Context, contextAfter } from '../policy/context.ts'
import {
  type DecideContext,
  type Decided,
  decideForCustomer,
  firstOf,
  type Handler,
  type Handlers,
  type Outcome,
  type ParseContext,
  type ParsedCommand,
  retentionOf,
} from './handler.ts'
import type { DialInput, SendInput } from './inputs.ts'
import { commandInvalid } from './invalid.ts'
import { oneTrip, ownQuery, parsed } from './parts.ts'
import { noConversation, unknownCustomer } from './results.ts'

/** An outbound command whose recipient is read: null is no recipient, undefined leaves the choice to what is known. */
interface Recipient {
  readonly channel: Channel
  readonly to: Address | null | undefined
}

const recipientOf = (
  name: string,
  raw: string | null | undefined,
  { policy, normaliseAddress }: ParseContext,
): Recipient | Refused<ChannelUnknown | NoAddress> => {
  const channel = resolveChannel({ policy }, name)
  if ('ok' in channel) return channel
  const to = raw == null ? raw : normaliseAddress(raw, channel)
  return raw != null && to === null ? noAddress(channel, raw) : { channel, to }
}

const keyIn = (address: Address | null | undefined): string | null | undefined =>
  address == null ? address : address.key

const endpointIn = (endpoint: string | null | undefined): string | null | undefined =>
  endpoint === undefined ? undefined : endpointOf(endpoint)

/**
 * The customer written to (I-0, CU-1, R-1): a known one gains an address that has no owner, an unknown one is registered
 * with it. A shared address says nothing new of a customer; one that another customer owns is recorded once, for the contact
 * that begins with it.
 */
const recipient = (
  { customer, addressOwner, active }: Snapshot,
  { customer: id, imported }: SendInput | DialInput,
  to: Address | null | undefined,
  context: Context,
): RegisteredSender | null => {
  if (customer === null && to == null && imported !== true) return null
  const isNews = customer === null || !(active?.contacts ?? []).some(({ address }) => address === to?.key)
  const isShared = addressOwner === sharedAddressOwner && customer !== null
  const address = isNews && !isShared ? (to ?? null) : null
  return registerAddress(
    { customer, id: customer?.id ?? id, address, addressOwner, cause: 'register' },
    context,
  )
}

interface Parsed<I, M> {
  readonly given: I
  readonly to: Address | null | undefined
  readonly message: M
}

/** Decides an outbound for a customer who may be new: both in one outcome. */
const decideOutbound = <I extends SendInput | DialInput, M>(
  command: ParsedCommand<Parsed<I, M>>,
  snapshots: readonly Snapshot[],
  decision: DecideContext,
  operation: (
    message: M,
    standing: OutboundState,
    snapshot: Snapshot,
    context: Context,
  ) => { ok: true; state: OutboundState['active']; events: readonly ConversationEvent[] } | Refused<Refusal>,
): Decided | Refused<Refusal> => {
  const { given, to, message } = command.input
  const decide = (snapshot: Snapshot, context: Context): Outcome | Refused<Refusal> => {
    const known = recipient(snapshot, given, to, context)
    if (known === null) return unknownCustomer(given.customer)
    const { customer, events, claims } = known
    const wanted = given.conversation ?? null
    const named = wanted === null ? null : conversationIn(snapshot, wanted)
    if (wanted !== null && named === null) return noConversation(given.customer)
    const { active, addressOwner } = snapshot
    const closed = named === null || named.closed === null ? lastClosed(snapshot) : named
    const keep = given.intent === 'continue' && active === null ? retentionOf(closed, decision) : undefined
    const standing = { customer, active, closed, addressOwner, retention: keep }
    const result = operation(message, standing, snapshot, contextAfter(context, events.length))
    if (!result.ok) return result
    return {
      ok: true,
      customer: foldCustomer(result.events, customer) ?? customer,
      conversation: result.state,
      events: [...events, ...result.events],
      claims,
    }
  }
  return decideForCustomer(command, given.customer, firstOf(snapshots), decision, decide)
}

const refsOf = ({ channel, id, token }: SendInput): readonly string[] => [
  ...(id == null || id === '' ? [] : [refOf(channel, id)]),
  ...(token == null || token === '' ? [] : [refOf('token', token)]),
]

/** The provider's echo of this very message, if it came first (I-4). */
const echoOf = (snapshot: Snapshot, refs: readonly string[]): ParsedOutbound['echoed'] => {
  const id = refs[0]
  const { customer } = snapshot
  if (id === undefined || customer === null) return null
  const echo = snapshot.referencedEvents.find(
    (event) =>
      event.type === 'message.sent' &&
      event.data.echo &&
      event.data.refs.includes(id) &&
      belongsTo(customer, event),
  )
  if (echo === undefined) return null
  const conversation = conversationIn(snapshot, echo.conversation)?.id ?? echo.conversation
  return { message: echo.id, conversation, at: echo.occurredAt }
}

/** Whether the message has content; the text of an approved template is with the platform. */
const hasContent = ({ text, attachments, fingerprint, template }: SendInput): boolean =>
  (text ?? '').trim() !== '' || (attachments ?? []).length > 0 || !!fingerprint || template === true

type Message = Omit<ParsedOutbound, 'conversation' | 'echoed' | 'reports'>

const send = (): Handler<'send', Parsed<SendInput, Message>> => ({
  parse: (input, context) => {
    const at = input.at == null ? null : parseInstant(input.at)
    const issues: readonly Issue[] = [
      ...(hasContent(input) || input.imported === true
        ? []
        : [{ path: 'text', message: 'is missing: say what is sent, by text, attachments or fingerprint' }]),
      ...(at?.ok === false ? [at.error] : []),
    ]
    if (issues.length > 0) return commandInvalid(issues)
    const read = recipientOf(input.channel, input.to, context)
    if ('ok' in read) return read
    const { channel, to } = read
    const content = contentOf(input, input.to)
    const message: Message = {
      channel: input.channel,
      address: keyIn(to),
      endpoint: endpointIn(input.endpoint),
      session: input.session == null ? input.session : shortenKey(input.session),
      otherRecipients: (input.cc ?? []).flatMap((raw) => context.normaliseAddress(raw, channel)?.key ?? []),
      refs: refsOf(input),
      fingerprint: fingerprintOf('message', content, input.fingerprint),
      content,
      intent: input.intent,
      template: input.template ?? false,
      answers: input.answers ?? false,
      starts: input.starts ?? false,
      at: at?.ok === true ? at.value : undefined,
      imported: input.imported,
    }
    return parsed('send', input, input.customer, { given: input, to, message }, context)
  },
  queries: oneTrip((command) => {
    const { given, to, message } = command.input
    const { customer, conversation = null } = given
    const quoted = message.refs.slice(0, 1)
    return [ownQuery(command, customer, { conversation, refs: quoted, address: keyIn(to) ?? null })]
  }),
  decide: (command, snapshots, decision) =>
    decideOutbound(command, snapshots, decision, (message, standing, snapshot, context) => {
      const conversation = conversationIn(snapshot, command.input.given.conversation ?? null)?.id
      const echoed = echoOf(snapshot, message.refs)
      const reports = findEarlyReports(snapshot, message.refs.slice(0, 1))
      return sendMessage(standing, { ...message, conversation, echoed, reports }, context)
    }),
})

type Call = Parameters<typeof dialCall>[1]

const dial = (): Handler<'dial', Parsed<DialInput, Call>> => ({
  parse: (input, context) => {
    const { channel = 'voice', id, endpoint, intent, imported } = input
    const read = recipientOf(channel, input.to, context)
    if ('ok' in read) return read
    const { to } = read
    const content = contentOf({ id }, input.to)
    const message: Call = {
      channel,
      session: shortenKey(id),
      address: keyIn(to),
      endpoint: endpointIn(endpoint),
      refs: [refOf(channel, id)],
      fingerprint: fingerprintOf('call', content),
      content,
      intent,
      imported,
    }
    return parsed('dial', input, input.customer, { given: input, to, message }, context)
  },
  queries: oneTrip((command) => {
    const { given, to } = command.input
    const { customer, conversation = null } = given
    return [ownQuery(command, customer, { conversation, address: keyIn(to) ?? null })]
  }),
  decide: (command, snapshots, decision) =>
    decideOutbound(command, snapshots, decision, (call, standing, _, context) =>
      dialCall(standing, call, context),
    ),
})

/** What agents and automations send to customers. */
export const outboundHandlers = (): Handlers<'send' | 'dial'> => ({ send: send(), dial: dial() })
