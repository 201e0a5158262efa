import type { Channel } from '../channel/channel.ts'
import { endpointOf } from '../channel/endpoint.ts'
import { dialCall } from '../conversation/call.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import type { Intent, Standing } from '../conversation/outbound.ts'
import type { MessageSent } from '../conversation/said.ts'
import { sendMessage } from '../conversation/send.ts'
import type { Outbound } from '../conversation/sent.ts'
import { newCustomer } from '../customer/change.ts'
import type { CustomerEvent } from '../customer/events.ts'
import { contentOf, fingerprintOf, refOf } from '../intake/content.ts'
import { conversationIn, isOf, lastClosed, type Situation } from '../intake/situation.ts'
import { bounded } from '../kernel/bounded.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Refused } from '../kernel/result.ts'
import { after, type Context } from '../policy/context.ts'
import { channelOf } from '../policy/policy.ts'
import { type Command, type NoConversation, noConversation, type Outcome, type Runner } from './command.ts'
import type { Desk } from './desk.ts'
import { askKeep } from './inbound.ts'
import type { Send } from './inputs.ts'
import type { Runtime } from './runtime.ts'

/** A customer whom the host names comes to be with the first word, ours as well as his (I-0). */
const known = (
  situation: Situation,
  id: CustomerId,
  context: Context,
): { readonly standing: Standing; readonly context: Context; readonly events: readonly CustomerEvent[] } => {
  const { customer, active } = situation
  const last = lastClosed(situation)
  if (customer !== null) return { standing: { customer, active, closed: last }, context, events: [] }
  const registering = newCustomer(id, context, 'register')
  registering.emit('customer.registered', { addresses: [] })
  const { state, events } = registering.done()
  return {
    standing: { customer: state, active: null, closed: null },
    context: after(context, events.length),
    events,
  }
}

/** Decides an outbound for a customer who may be new, and puts both into one outcome. */
const decide = async <E>(
  runtime: Runtime,
  situation: Situation,
  command: Command & { readonly intent?: Intent | undefined },
  context: Context,
  operation: (
    standing: Standing,
    context: Context,
  ) => { ok: true; state: Standing['active']; events: readonly ConversationEvent[] } | Refused<E>,
): Promise<Outcome | Refused<E | NoConversation>> => {
  const begun = known(situation, command.customer, context)
  const wanted = command.conversation ?? null
  const named = wanted === null ? null : conversationIn(situation, wanted)
  if (wanted !== null && named === null) return noConversation(command.customer)
  const closed = named === null || named.closed === null ? begun.standing.closed : named
  const continues = command.intent === 'continue' && situation.active === null
  const keep = continues ? await askKeep(runtime, closed) : undefined
  const result = operation({ ...begun.standing, closed, keep }, begun.context)
  if (!result.ok) return result
  const { customer } = begun.standing
  return { ok: true, customer, conversation: result.state, events: [...begun.events, ...result.events] }
}

/** The key of an address as the host wrote it; what was left unsaid stays unsaid. */
const keyOf = (
  { normalise }: Runtime,
  channel: Channel | null,
  raw: string | null | undefined,
): string | null | undefined =>
  raw == null || channel === null ? raw : (normalise(raw, channel)?.key ?? null)

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

/** What agents and machines say to customers. */
export const outbound = ({ runtime, run }: Runner): Pick<Desk, 'send' | 'dial'> => ({
  send: (input) => {
    const { channel: name, endpoint, fingerprint, answers, starts, template } = input
    const channel = channelOf(runtime.policy(), name)
    const content = contentOf(input, input.to)
    const refs = refsOf(input)
    const message = {
      channel: name,
      address: keyOf(runtime, channel, input.to),
      endpoint: endpoint === undefined ? undefined : endpointOf(endpoint),
      session: input.session == null ? input.session : bounded(input.session),
      to: (input.cc ?? []).map((raw) => keyOf(runtime, channel, raw)).filter((key) => key != null),
      refs,
      fingerprint: fingerprintOf('message', content, fingerprint),
      content,
      intent: input.intent,
      template: template ?? false,
      answers: answers ?? false,
      starts: starts ?? false,
    }
    return run(
      input,
      (situation, context) =>
        decide(runtime, situation, input, context, (standing, here) =>
          sendMessage(
            standing,
            {
              ...message,
              conversation: conversationIn(situation, input.conversation ?? null)?.id,
              echoed: echoOf(situation, refs),
            },
            here,
          ),
        ),
      { quoted: refs.slice(0, 1) },
    )
  },
  dial: (input) => {
    const { channel: name = 'voice', id, to, endpoint, intent } = input
    const channel = channelOf(runtime.policy(), name)
    const content = contentOf({ id }, to)
    const call = {
      channel: name,
      session: bounded(id),
      address: keyOf(runtime, channel, to),
      endpoint: endpoint === undefined ? undefined : endpointOf(endpoint),
      refs: [refOf(name, id)],
      fingerprint: fingerprintOf('call', content),
      content,
      intent,
    }
    return run(input, (situation, context) =>
      decide(runtime, situation, input, context, (standing, here) => dialCall(standing, call, here)),
    )
  },
})
