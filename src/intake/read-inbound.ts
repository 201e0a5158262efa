import type { Address, NormaliseAddress } from '../channel/address.ts'
import type { Channel } from '../channel/channel.ts'
import { endpointOf } from '../channel/endpoint.ts'
import { type ChannelUnknown, knownChannel } from '../conversation/outbound.ts'
import { bounded } from '../kernel/bounded.ts'
import { digest } from '../kernel/digest.ts'
import type { CommandId, TopicId } from '../kernel/ids.ts'
import { type Instant, parseInstant } from '../kernel/instant.ts'
import { type Issue, ok, type Refusal, type Refused, type Result, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import type { Policy } from '../policy/policy.ts'
import type { Catalogue } from '../topic/catalogue.ts'
import type { Arrival, ArrivalKind } from './arrival.ts'
import type { Classification } from './classify.ts'
import { contentOf, fingerprintOf, refOf } from './content.ts'
import type { Inbound } from './inbound.ts'
import { inboundIssues } from './inbound-issues.ts'
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
const quotesOf = (input: Inbound, channel: string, own: readonly string[]): readonly string[] => {
  if (input.kind === 'echo') return own
  if (input.of != null) return [refOf(channel, input.of)]
  if (input.thread == null && input.headers == null) return []
  const { token, ...ids } = input.thread ?? {}
  const all = Object.values(ids).some((said) => said != null) ? ids : (input.headers ?? {})
  return [
    ...(token == null || token === '' ? [] : [refOf('token', token)]),
    ...threadIds(all).map((id) => refOf(channel, id)),
  ]
}

const machine: Classification = { kind: 'automated', strength: 'strong', evidence: 'automated: true' }

/** What reading needs beside the policy: the normaliser and the classifier. */
export interface ReadContext extends Pick<Context, 'policy' | 'topics'> {
  readonly normalise: NormaliseAddress
  readonly classify: (inbound: Inbound) => Classification
  /** Names a delivery that nothing else names: no id and no time (I-3). */
  readonly commandId: CommandId
}

const addressOf = (input: Inbound, channel: Channel, normalise: NormaliseAddress): Address | null => {
  const address = typeof input.from === 'string' ? normalise(input.from, channel) : null
  return address !== null && input.shared === true ? { ...address, shared: true } : address
}

/** The message key: channel, endpoint and id; without an id, what is left to tell it by; null where nothing is (I-1, I-3). */
const keyOf = (
  id: string | null,
  kind: ArrivalKind,
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
const topicsOf = (
  given: readonly TopicId[],
  { topics }: Catalogue,
): Pick<Arrival, 'topics' | 'ignoredTopics'> => {
  const usable = new Set(topics.flatMap(({ id, disabled }) => (disabled ? [] : [id])))
  const named = [...new Set(given)]
  return {
    topics: named.filter((topic) => usable.has(topic)),
    ignoredTopics: named.filter((topic) => !usable.has(topic)),
  }
}

const noTopics = { topics: [], ignoredTopics: [] }

/** The key under which other content with the same id is stored (I-2). */
export const spareKeyOf = (key: CommandId, fingerprint: string): CommandId =>
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
 * const read = readInbound({ channel: 'email', from: 'Ada@Example.com', text: 'Broken' }, reading)
 * read.ok && read.value.address?.key       // 'email:ada@example.com'
 * readInbound({ channel: 'email' }, reading) // refused: inbound.invalid
 */
export const readInbound = (
  input: Inbound,
  context: ReadContext,
  as?: ArrivalKind,
): Result<Arrival, InboundError> => {
  const issues = inboundIssues(input, as)
  if (issues.length > 0) return inboundInvalid(issues)
  const kind = as ?? input.kind ?? 'message'
  const channel = knownChannel(context, input.channel)
  if ('ok' in channel) return channel
  const id = typeof input.id === 'string' && input.id !== '' ? input.id : null
  const own = id === null ? [] : [refOf(channel.name, id)]
  const calls = input.call == null ? [] : callRefs(context.policy, input.call)
  const instant = input.at === undefined ? null : parseInstant(input.at)
  const at = instant?.ok === true ? instant.value : null
  const content = contentOf(input, input.from)
  const fingerprint = fingerprintOf(kind, content, input.fingerprint, input.of, input.signal, input.value)
  const endpoint = endpointOf(input.endpoint)
  const address = addressOf(input, channel, context.normalise)
  const customer = input.customer || null
  const { topics, ignoredTopics } = input.topics?.length ? topicsOf(input.topics, context.topics) : noTopics
  const key =
    keyOf(id, kind, channel.name, endpoint, at, address?.key ?? customer, fingerprint) ?? context.commandId
  return ok({
    kind,
    channel,
    endpoint,
    session: typeof input.session === 'string' ? bounded(input.session) : null,
    address,
    customer,
    key,
    spareKey: spareKeyOf(key, fingerprint),
    // Without an id the derived key is found again wherever it is stored, as an id would be (I-3).
    refs: id === null && at !== null ? [key] : own,
    quotes: [...calls, ...quotesOf(input, channel.name, own)],
    call: calls[0] ?? null,
    fingerprint,
    at,
    topics,
    ignoredTopics,
    classification: input.automated === true ? machine : context.classify(input),
    signal: input.signal == null ? null : { kind: input.signal, value: input.value ?? null },
    content,
  })
}
