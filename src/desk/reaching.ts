import type { Address } from '../channel/address.ts'
import type { Channel } from '../channel/channel.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import type { Intent, Standing } from '../conversation/outbound.ts'
import { foldCustomer } from '../customer/evolve.ts'
import { sharedHolder } from '../customer/take.ts'
import { type Known, meet } from '../intake/know.ts'
import { conversationIn, lastClosed, type Situation } from '../intake/situation.ts'
import type { Refused } from '../kernel/result.ts'
import { after, type Context } from '../policy/context.ts'
import {
  type Command,
  type CustomerUnknown,
  type NoConversation,
  noConversation,
  type Outcome,
  unknownCustomer,
} from './command.ts'
import { askKeep } from './inbound.ts'
import type { Runtime } from './runtime.ts'

/** An outbound command, its recipient read: null is nobody, undefined leaves it to what is known. */
export type Reaching = Command & {
  readonly to: Address | null | undefined
  readonly intent?: Intent | undefined
  readonly imported?: boolean | undefined
}

/**
 * Who is written to (I-0, CU-1, R-1): a customer who is known gains an address that nobody has, one who is not is
 * registered with it. A shared address tells nothing new of a customer; one that another customer has is noted once, for
 * the contact that begins with it.
 */
const reached = (situation: Situation, command: Reaching, context: Context): Known | null => {
  const { customer, holder, active } = situation
  const { to, imported } = command
  if (customer === null && to == null && imported !== true) return null
  const isNews = customer === null || !(active?.contacts ?? []).some(({ address }) => address === to?.key)
  const isShared = holder === sharedHolder && customer !== null
  const address = isNews && !isShared ? (to ?? null) : null
  return meet({ customer, id: customer?.id ?? command.customer, address, holder, cause: 'register' }, context)
}

/** Decides an outbound for a customer who may be new, and puts both into one outcome. */
export const decideOutbound = async <E>(
  runtime: Runtime,
  situation: Situation,
  command: Reaching,
  context: Context,
  operation: (
    standing: Standing,
    context: Context,
  ) => { ok: true; state: Standing['active']; events: readonly ConversationEvent[] } | Refused<E>,
): Promise<Outcome | Refused<E | NoConversation | CustomerUnknown>> => {
  const known = reached(situation, command, context)
  if (known === null) return unknownCustomer(command.customer)
  const { customer, events, claims } = known
  const wanted = command.conversation ?? null
  const named = wanted === null ? null : conversationIn(situation, wanted)
  if (wanted !== null && named === null) return noConversation(command.customer)
  const { active, holder } = situation
  const closed = named === null || named.closed === null ? lastClosed(situation) : named
  const continues = command.intent === 'continue' && active === null
  const keep = continues ? await askKeep(runtime, closed) : undefined
  const result = operation({ customer, active, closed, holder, keep }, after(context, events.length))
  if (!result.ok) return result
  return {
    ok: true,
    customer: foldCustomer(result.events, customer) ?? customer,
    conversation: result.state,
    events: [...events, ...result.events],
    claims,
  }
}

/** The address as the host wrote it; what was left unsaid stays unsaid, and null where it is no address. */
export const addressOf = (
  { normalise }: Runtime,
  channel: Channel,
  raw: string | null | undefined,
): Address | null | undefined => (raw == null ? raw : normalise(raw, channel))

export const keyIn = (address: Address | null | undefined): string | null | undefined =>
  address == null ? address : address.key
