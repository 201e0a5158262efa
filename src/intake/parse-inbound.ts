import type { Address, NormaliseAddress } from '../channel/address.ts'
import type { Channel } from '../channel/channel.ts'
import { endpointOf } from '../channel/endpoint.ts'
import { type ChannelUnknown, resolveChannel } from '../conversation/outbound.ts'
import { digest } from '../kernel/digest.ts'
import type { CommandId, TopicId } from '../kernel/ids.ts'
import { type Instant, parseInstant } from '../kernel/instant.ts'
import { type Issue, ok, type Refusal, type Refused, type Result, refuse } from '../kernel/result.ts'
import { shortenKey } from '../kernel/text-keys.ts'
import type { Context } from '../policy/context.ts'
import type { Policy } from '../policy/policy.ts'
import type { TopicCatalogue } from '../topic/catalogue.ts'
import type { Classification } from './classify.ts'
import { contentOf, fingerprintOf, refOf } from './content.ts'
import type { Inbound } from './inbound.ts'
import { inboundIssues } from './inbound-issues.ts'
import type { InboundKind, ParsedInbound } from './parsed-inbound.ts'
import { threadIds } from './thread.ts'

export type InboundInvalid = Refusal<'inbound.invalid'> & { readonly issues: readonly Issue[] }
/** A delivery report, or a remark, about a message that is not known yet: it may be by the time it is told again (I-18, I-19). */
export type ReportUnknown = Refusal<'message.unknown'> & { readonly retryable: true }
export type InboundError = InboundInvalid | ChannelUnknown | ReportUnknown

/** Refuses an inbound or a call with all that is wrong with it. */
export const inboundInvalid = (issues: readonly Issue[]): Refused<InboundInvalid> =>
  refuse({
    code: 'inbound.invalid',
    rule: 'B-1',
    message: `Cannot read the inbound: ${issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')}.`,
    remedy: 'Fix the listed fields and send it again; nothing was stored.',
    issues,
  })

/** What it quotes, the most telling first: the host's token, then In-Reply-To, then References from the end (I-16). */
const referencesOf = (input: Inbound, channel: string, ownRefs: readonly string[]): readonly string[] => {
  if (input.kind === 'echo') return ownRefs
  if (input.of != null) return [refOf(channel, input.of)]
  if (input.thread == null && input.headers == null) return []
  const { token, ...ids } = input.thread ?? {}
  const all = Object.values(ids).some((said) => said != null) ? ids : (input.headers ?? {})
  return [
    ...(token == null || token === '' ? [] : [refOf('token', token)]),
    ...threadIds(all).map((id) => refOf(channel, id)),
  ]
}

const automatedByHost: Classification = { kind: 'automated', strength: 'strong', evidence: 'automated: true' }

/** What reading needs beside the policy: the normaliser and the classifier. */
export interface ParseInboundContext extends Pick<Context, 'policy' | 'topics'> {
  readonly normaliseAddress: NormaliseAddress
  readonly classify: (inbound: Inbound) => Classification
  /** Names a delivery that nothing else names: no id and no time (I-3). */
  readonly commandId: CommandId
}

const senderAddressOf = (input: Inbound, channel: Channel, normalise: NormaliseAddress): Address | null => {
  const address = typeof input.from === 'string' ? normalise(input.from, channel) : null
  return address !== null && input.shared === true ? { ...address, shared: true } : address
}

/** The message key: channel, endpoint and id; without an id, what is left to tell it by; null where nothing is (I-1, I-3). */
const messageKeyOf = (
  id: string | null,
  kind: InboundKind,
  channel: string,
  endpoint: string | null,
  at: Instant | null,
  writer: string | null,
  fingerprint: string,
): string | null => {
  if (id !== null) return digest(kind, channel, endpoint, id)
  return at === null ? null : digest(kind, channel, endpoint, writer, at, fingerprint)
}

/** The topics of an inbound, each once; unknown and disabled ones apart, for no message is refused for them (T-1, I-13). */
const splitTopics = (
  topicIds: readonly TopicId[],
  { topics }: TopicCatalogue,
): Pick<ParsedInbound, 'topics' | 'ignoredTopics'> => {
  const usable = new Set(topics.flatMap(({ id, disabled }) => (disabled ? [] : [id])))
  const named = [...new Set(topicIds)]
  return {
    topics: named.filter((topic) => usable.has(topic)),
    ignoredTopics: named.filter((topic) => !usable.has(topic)),
  }
}

const noTopics = { topics: [], ignoredTopics: [] }

/** The key under which other content with the same id is stored (I-2). */
export const collisionKeyOf = (key: CommandId, fingerprint: string): CommandId =>
  `${key}~${fingerprint.slice(0, 12)}`

/** A voicemail names its call by id alone: it may have come by any channel that carries calls (K-12). */
const callRefs = ({ channels }: Policy, id: string): readonly string[] =>
  Object.values(channels)
    .filter((channel) => channel.class === 'voice')
    .map((channel) => refOf(channel.name, id))

/**
 * Reads an inbound at the edge: addresses normalised, ids digested and so bounded, times checked (B-1, I-1, I-3, I-14).
 *
 * Refused: `inbound.invalid` with the list of issues, `channel.unknown`. Unknown and disabled topics are left out (T-1).
 *
 * @example
 * const read = parseInbound({ channel: 'email', from: 'Ada@Example.com', text: 'Broken' }, reading)
 * read.ok && read.value.address?.key       // 'email:ada@example.com'
 * parseInbound({ channel: 'email' }, reading) // refused: inbound.invalid
 */
export const parseInbound = (
  input: Inbound,
  context: ParseInboundContext,
  as?: InboundKind,
): Result<ParsedInbound, InboundError> => {
  const issues = inboundIssues(input, as)
  if (issues.length > 0) return inboundInvalid(issues)
  const kind = as ?? input.kind ?? 'message'
  const channel = resolveChannel(context, input.channel)
  if ('ok' in channel) return channel
  const id = typeof input.id === 'string' && input.id !== '' ? input.id : null
  const ownRefs = id === null ? [] : [refOf(channel.name, id)]
  const calls = input.call == null ? [] : callRefs(context.policy, input.call)
  const instant = input.at === undefined ? null : parseInstant(input.at)
  const at = instant?.ok === true ? instant.value : null
  const content = contentOf(input, input.from)
  const fingerprint = fingerprintOf(kind, content, input.fingerprint, input.of, input.signal, input.value)
  const endpoint = endpointOf(input.endpoint)
  const address = senderAddressOf(input, channel, context.normaliseAddress)
  const customer = input.customer || null
  const { topics, ignoredTopics } = input.topics?.length
    ? splitTopics(input.topics, context.topics)
    : noTopics
  const messageKey =
    messageKeyOf(id, kind, channel.name, endpoint, at, address?.key ?? customer, fingerprint) ??
    context.commandId
  return ok({
    kind,
    channel,
    endpoint,
    session: typeof input.session === 'string' ? shortenKey(input.session) : null,
    address,
    customer,
    messageKey,
    collisionKey: collisionKeyOf(messageKey, fingerprint),
    // Without an id the derived key is found again wherever it is stored, as an id would be (I-3).
    refs: id === null && at !== null ? [messageKey] : ownRefs,
    references: [...calls, ...referencesOf(input, channel.name, ownRefs)],
    call: calls[0] ?? null,
    fingerprint,
    at,
    topics,
    ignoredTopics,
    classification: input.automated === true ? automatedByHost : context.classify(input),
    signal: input.signal == null ? null : { kind: input.signal, value: input.value ?? null },
    content,
  })
}
