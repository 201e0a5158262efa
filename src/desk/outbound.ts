import { endpointOf } from '../channel/endpoint.ts'
import { dialCall } from '../conversation/call.ts'
import { noAddress } from '../conversation/counterpart.ts'
import { knownChannel } from '../conversation/outbound.ts'
import type { MessageSent } from '../conversation/said.ts'
import { sendMessage } from '../conversation/send.ts'
import type { Outbound } from '../conversation/sent.ts'
import { contentOf, fingerprintOf, refOf } from '../intake/content.ts'
import { earlyReports } from '../intake/early-reports.ts'
import { conversationIn, isOf, type Situation } from '../intake/situation.ts'
import { bounded } from '../kernel/bounded.ts'
import { type Instant, parseInstant } from '../kernel/instant.ts'
import type { Issue, Result } from '../kernel/result.ts'
import { invalid } from './checked.ts'
import type { Runner } from './command.ts'
import type { Desk } from './desk.ts'
import type { Send } from './inputs.ts'
import { addressOf, decideOutbound, keyIn } from './reaching.ts'

const refsOf = ({ channel, id, token }: Pick<Send, 'channel' | 'id' | 'token'>): readonly string[] => [
  ...(id == null || id === '' ? [] : [refOf(channel, id)]),
  ...(token == null || token === '' ? [] : [refOf('token', token)]),
]

/** The provider's echo of this very message, if it came first (I-4). */
const echoOf = (situation: Situation, refs: readonly string[]): Outbound['echoed'] => {
  const id = refs[0]
  const echo = situation.quoted.find((event) => {
    const sent = event.data as Partial<MessageSent>
    const isOurs =
      event.type === 'message.sent' && situation.customer !== null && isOf(situation.customer, event)
    return isOurs && sent.echo === true && id !== undefined && sent.refs?.includes(id)
  })
  if (echo === undefined) return null
  const conversation = conversationIn(situation, echo.conversation)?.id ?? echo.conversation
  return { message: echo.id, conversation, at: echo.occurredAt }
}

/** Whether anything is said; of an approved template the platform has the text. */
const isSaid = ({ text, attachments, fingerprint, template }: Send): boolean =>
  (text ?? '').trim() !== '' || (attachments ?? []).length > 0 || !!fingerprint || template === true

/** What the shape of a message does not tell: whether anything is said, and when. */
const issuesOf = (input: Send, at: Result<Instant, Issue> | null): readonly Issue[] => [
  ...(isSaid(input) || input.imported === true
    ? []
    : [{ path: 'text', message: 'is missing: say what is sent, by text, attachments or fingerprint' }]),
  ...(at?.ok === false ? [at.error] : []),
]

/** What agents and machines say to customers. */
export const outbound = ({ runtime, run }: Runner): Pick<Desk, 'send' | 'dial'> => ({
  send: async (input) => {
    const { channel: name, endpoint, fingerprint, answers, starts, template, imported } = input
    const at = input.at == null ? null : parseInstant(input.at)
    const issues = issuesOf(input, at)
    if (issues.length > 0) return invalid('send', issues)
    const channel = knownChannel({ policy: runtime.policy() }, name)
    if ('ok' in channel) return channel
    const to = addressOf(runtime, channel, input.to)
    if (input.to != null && to === null) return noAddress(channel, input.to)
    const content = contentOf(input, input.to)
    const refs = refsOf(input)
    const message = {
      channel: name,
      address: keyIn(to),
      endpoint: endpoint === undefined ? undefined : endpointOf(endpoint),
      session: input.session == null ? input.session : bounded(input.session),
      to: (input.cc ?? []).map((raw) => keyIn(addressOf(runtime, channel, raw))).filter((key) => key != null),
      refs,
      fingerprint: fingerprintOf('message', content, fingerprint),
      content,
      intent: input.intent,
      template: template ?? false,
      answers: answers ?? false,
      starts: starts ?? false,
      at: at?.ok === true ? at.value : undefined,
      imported,
    }
    return run(
      input,
      (situation, context) =>
        decideOutbound(runtime, situation, { ...input, to }, context, (standing, here) =>
          sendMessage(
            standing,
            {
              ...message,
              conversation: conversationIn(situation, input.conversation ?? null)?.id,
              echoed: echoOf(situation, refs),
              reports: earlyReports(situation, refs.slice(0, 1)),
            },
            here,
          ),
        ),
      { quoted: refs.slice(0, 1), address: keyIn(to) ?? null },
    )
  },
  dial: async (input) => {
    const { channel: name = 'voice', id, endpoint, intent, imported } = input
    const channel = knownChannel({ policy: runtime.policy() }, name)
    if ('ok' in channel) return channel
    const to = addressOf(runtime, channel, input.to)
    if (input.to != null && to === null) return noAddress(channel, input.to)
    const content = contentOf({ id }, input.to)
    const call = {
      channel: name,
      session: bounded(id),
      address: keyIn(to),
      endpoint: endpoint === undefined ? undefined : endpointOf(endpoint),
      refs: [refOf(name, id)],
      fingerprint: fingerprintOf('call', content),
      content,
      intent,
      imported,
    }
    return run(
      input,
      (situation, context) =>
        decideOutbound(runtime, situation, { ...input, to }, context, (standing, here) =>
          dialCall(standing, call, here),
        ),
      { address: keyIn(to) ?? null },
    )
  },
})
