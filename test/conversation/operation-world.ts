import {
  type Actor,
  addNote,
  addTopic,
  applyDueDeadlines,
  applyInbound,
  assignConversation,
  blockCustomer,
  type Classification,
  type Context,
  type Conversation,
  type ConversationChanged,
  type Customer,
  closeConversation,
  contentOf,
  decideInbound,
  dialCall,
  emptySnapshot,
  endContact,
  fingerprintOf,
  foldCustomer,
  type Instant,
  identifySender,
  noReplyNeeded,
  normaliseAddress,
  noteOnCustomer,
  type ParseInboundContext,
  type Policy,
  parseInbound,
  type Refusal,
  type Refused,
  refOf,
  registerCustomer,
  removeTopic,
  reopenConversation,
  type Snapshot,
  type StoredEvent,
  sendMessage,
  systemActor,
  unblockCustomer,
} from '../../src/index.ts'
import { answerCall, endCall, findCall } from '../../src/intake/call.ts'
import {
  ada,
  agent,
  type ContactRef,
  defaultPolicy,
  host,
  type InboundFields,
  noon,
  type Operation,
  type OperationOf,
  sam,
  topics,
} from '../support/operations.ts'
import { deepFreeze } from './deep-freeze.ts'

/** What an operation answered: what there is now and what was emitted, or a refusal. */
export type OperationAnswer = AcceptedAnswer | Refused<Refusal>

export interface AcceptedAnswer {
  readonly ok: true
  readonly customer: Customer | null
  /** The conversation as it is now; null if it touched none. */
  readonly conversation: Conversation | null
  readonly events: readonly StoredEvent[]
}

/** One customer and all that happened so far. */
export interface OperationWorld {
  readonly situation: Snapshot
  readonly log: readonly StoredEvent[]
  readonly now: Instant
  /** Commands given so far; each has its own id. */
  readonly commands: number
  readonly policy: Policy
}

/** One operation, or the settling before it: what it was given and what it answered. */
export interface OperationRun {
  readonly operation: Operation | { readonly do: 'settle' }
  readonly before: OperationWorld
  readonly after: OperationWorld
  readonly context: Context
  /** The conversation it was about; null for a new one or none. */
  readonly target: Conversation | null
  readonly answer: OperationAnswer
}

/** What a command of this actor would be told now. */
export const contextFor = (
  { now, situation: { head }, commands, policy }: OperationWorld,
  actor: Actor = sam,
): Context => ({ now, actor, commandId: `c${commands}`, head, emitted: 0, policy, topics })

const withEvents = (
  world: OperationWorld,
  context: Context,
  { customer, conversation, events }: AcceptedAnswer,
): OperationWorld => {
  const { situation } = world
  const others = situation.closed.filter(({ id }) => id !== conversation?.id)
  const wasActive = situation.active !== null && situation.active.id === conversation?.id
  return {
    ...world,
    log: [...world.log, ...events],
    situation: {
      ...situation,
      customer: customer ?? foldCustomer(events, situation.customer),
      head: context.head + events.length,
      active:
        conversation !== null && conversation.closed === null
          ? conversation
          : wasActive
            ? null
            : situation.active,
      closed:
        conversation !== null && conversation.closed !== null
          ? [conversation, ...others].slice(0, 4)
          : others,
    },
  }
}

/** Ada, registered, with no address and no conversation. */
export const startWorld = (policy: Policy = defaultPolicy): OperationWorld => {
  const world: OperationWorld = { situation: emptySnapshot, log: [], now: noon, commands: 0, policy }
  const context = contextFor(world, host)
  const registered = registerCustomer(null, { id: 'ada', addresses: [] }, context)
  if (!registered.ok) throw new Error(registered.error.message)
  const { state, events } = registered
  const first = withEvents(world, context, { ok: true, customer: state, conversation: null, events })
  return deepFreeze({ ...first, commands: 1 })
}

const human: Classification = { kind: 'human', strength: null, evidence: null }

const asAnswer = (
  customer: Customer | null,
  result: ConversationChanged | Refused<Refusal>,
): OperationAnswer =>
  result.ok ? { ok: true, customer, conversation: result.state, events: result.events } : result

/** The conversation that a command means: the active one, else the last closed. */
const targetConversation = ({ active, closed }: Snapshot): Conversation | null => active ?? closed[0] ?? null

const contactIdOf = ({ log }: OperationWorld, which: ContactRef): string => {
  if (typeof which === 'object') return which.id
  const ids = log.filter(({ type }) => type === 'contact.started').map(({ contact }) => contact)
  return ids.at(-1 - which) ?? 'none'
}

/** What reading an inbound needs. */
const parseContextOf = ({ policy, commandId }: Context): ParseInboundContext => ({
  policy,
  topics,
  normaliseAddress: normaliseAddress,
  classify: () => human,
  commandId,
})

/** Reads, identifies, places and receives, as the desk does. */
const runInbound = (
  world: OperationWorld,
  context: Context,
  kind: 'message' | 'call' | 'echo' | 'bounce',
  {
    channel = 'email',
    late,
    ...operation
  }: InboundFields & { text?: string; automated?: boolean; of?: string },
  answeredBy: string | null = null,
  quoted: readonly StoredEvent[] = [],
): OperationAnswer => {
  const at = late === undefined ? {} : { at: context.now - late }
  const id = kind === 'call' ? { id: operation.session } : {}
  const { do: _, answeredBy: __, ...said } = { do: null, answeredBy: null, text: '', ...operation }
  const read = parseInbound(
    { customer: 'ada', channel, ...said, ...at, ...id },
    parseContextOf(context),
    kind,
  )
  if (!read.ok) return read
  const arrival = deepFreeze({ ...read.value, key: context.commandId, collisionKey: `${context.commandId}~` })
  const { active, closed } = world.situation
  const about = [active, ...closed].filter((c) => c !== null).map(({ id }) => id)
  const situation = deepFreeze({
    ...world.situation,
    referencedEvents: quoted.filter(({ conversation }) => about.includes(conversation ?? '')),
  })
  const identity = deepFreeze(identifySender(arrival, situation, situation))
  const placement = deepFreeze(decideInbound(arrival, identity, context))
  if (placement.outcome === 'unmatched') return { ok: true, customer: null, conversation: null, events: [] }
  const facts = {
    retention: { keepsAgent: true, inbox: null },
    answeredBy: answeredBy === null ? null : agent(answeredBy),
  }
  return applyInbound(arrival, identity, placement, facts, context)
}

const runCallEvent = (
  world: OperationWorld,
  context: Context,
  operation: OperationOf<'take' | 'hang'>,
): OperationAnswer | null => {
  const { session } = operation
  const read = parseInbound({ channel: 'voice', session, id: session }, parseContextOf(context), 'call')
  if (!read.ok) return read
  const { open } = findCall(read.value, world.situation)
  if (open === null) return null
  return operation.do === 'take'
    ? answerCall(read.value, open, context)
    : endCall(read.value, open, operation.by, context)
}

const runSend = (
  world: OperationWorld,
  context: Context,
  { channel, conversation, echoed, by: _, do: __, ...operation }: OperationOf<'send'>,
): OperationAnswer => {
  const { customer, active, closed } = world.situation
  if (customer === null) throw new Error('ada is registered')
  const [last = null] = closed
  const id = `<${context.commandId}@shop>`
  const content = contentOf({ text: 'hello', id }, null)
  const echo = world.log.findLast(({ data }) => (data as { echo?: boolean }).echo === true)
  const sent = sendMessage(
    { customer, active, closed: last },
    {
      template: false,
      answers: false,
      starts: false,
      // Ada need not be reached anywhere.
      imported: true,
      ...operation,
      channel,
      ...(conversation === undefined
        ? {}
        : { conversation: conversation === 'closed' ? (last?.id ?? '') : conversation.id }),
      otherRecipients: [],
      refs: [refOf(channel, id)],
      fingerprint: fingerprintOf('message', content),
      content,
      echoed:
        echoed === true && echo !== undefined
          ? { message: echo.id, conversation: echo.conversation, at: echo.occurredAt }
          : null,
    },
    context,
  )
  return sent.ok ? { ok: true, customer: null, conversation: sent.state, events: sent.events } : sent
}

const runDial = (
  { situation: { customer, active, closed } }: OperationWorld,
  context: Context,
  { channel = 'voice', session, intent }: OperationOf<'dial'>,
): OperationAnswer => {
  if (customer === null) throw new Error('ada is registered')
  const content = contentOf({ id: session }, null)
  const fingerprint = fingerprintOf('call', content)
  const refs = [refOf(channel, session)]
  const call = { channel, session, refs, fingerprint, content, intent, imported: true }
  return asAnswer(null, dialCall({ customer, active, closed: closed[0] ?? null }, call, context))
}

/** Null where there is nothing that the operation could be done to. */
const runOperation = (
  operation: Operation,
  world: OperationWorld,
  context: Context,
): OperationAnswer | null => {
  const { situation } = world
  const c = targetConversation(situation)
  switch (operation.do) {
    case 'write':
      return runInbound(world, context, 'message', operation)
    case 'ring':
      return runInbound(
        world,
        context,
        'call',
        { channel: 'voice', ...operation },
        operation.answeredBy ?? null,
      )
    case 'echo':
      return runInbound(world, context, 'echo', operation)
    case 'bounce': {
      const sent = world.log.filter(({ type }) => type === 'message.sent').at(-1 - operation.back)
      if (sent === undefined) return null
      const channel = (sent.data as { channel: string }).channel
      return runInbound(world, context, 'bounce', { channel, of: sent.content?.externalId ?? '' }, null, [
        sent,
      ])
    }
    case 'take':
    case 'hang':
      return runCallEvent(world, context, operation)
    case 'send':
      return runSend(world, context, operation)
    case 'dial':
      return runDial(world, context, operation)
    case 'block':
    case 'unblock': {
      const { customer, active } = situation
      if (customer === null) throw new Error('ada is registered')
      return operation.do === 'block'
        ? blockCustomer(customer, active, operation, context)
        : unblockCustomer(customer, context)
    }
    case 'note':
      if (operation.beside === true || c === null) {
        const event = noteOnCustomer('ada', operation, context)
        return { ok: true, customer: null, conversation: null, events: [event] }
      }
      return asAnswer(null, addNote(c, operation, context))
    case 'reopen': {
      const all = [...situation.closed, ...(situation.active === null ? [] : [situation.active])]
      const which = all[(operation.which ?? 0) % Math.max(all.length, 1)]
      if (which === undefined) return null
      return asAnswer(
        null,
        reopenConversation(
          which,
          { active: situation.active?.id ?? null, retention: operation.keep },
          context,
        ),
      )
    }
    default:
      return c === null ? null : asAnswer(null, runOnConversation(c, operation, world, context))
  }
}

const runOnConversation = (
  c: Conversation,
  operation: OperationOf<'end' | 'noReply' | 'assign' | 'topic' | 'close' | 'pass' | 'clock' | 'sweep'>,
  world: OperationWorld,
  context: Context,
): ConversationChanged | Refused<Refusal> => {
  switch (operation.do) {
    case 'end':
    case 'noReply': {
      const contact = operation.contact === undefined ? undefined : contactIdOf(world, operation.contact)
      return operation.do === 'end'
        ? endContact(c, { ...operation, contact }, context)
        : noReplyNeeded(c, { contact }, context)
    }
    case 'assign':
      return assignConversation(c, { expected: c.agent, ...operation }, context)
    case 'topic':
      return operation.remove === true ? removeTopic(c, operation, context) : addTopic(c, operation, context)
    case 'close':
      return closeConversation(c, { version: context.head, ...operation }, context)
    default:
      return { ok: true, state: c, events: [] }
  }
}

const actorOf = (operation: Operation): Actor => {
  switch (operation.do) {
    case 'write':
    case 'ring':
    case 'echo':
    case 'bounce':
      return systemActor
    case 'take':
      return agent(operation.agent)
    case 'end':
    case 'hang':
      return operation.by === 'customer' ? ada : sam
    default:
      return 'by' in operation ? operation.by : systemActor
  }
}

const recordRun = (
  world: OperationWorld,
  operation: OperationRun['operation'],
  context: Context,
  target: Conversation | null,
  answer: OperationAnswer,
): OperationRun => {
  const after = answer.ok ? withEvents(world, context, answer) : world
  return { operation, before: world, after, context, target, answer: deepFreeze(answer) }
}

/** Applies what was due, then the operation (D-2); all that they are given is frozen. */
export const perform = (
  world: OperationWorld,
  operation: Operation,
): { readonly world: OperationWorld; readonly runs: readonly OperationRun[] } => {
  deepFreeze(operation)
  if (operation.do === 'pass' || operation.do === 'clock') {
    const now = operation.do === 'pass' ? world.now + operation.for : operation.now
    return { world: deepFreeze({ ...world, now }), runs: [] }
  }
  const runs: OperationRun[] = []
  let present = deepFreeze(world)
  const { active } = present.situation
  if (active !== null) {
    const context = deepFreeze(contextFor(present, systemActor))
    const settled = recordRun(
      present,
      { do: 'settle' },
      context,
      active,
      asAnswer(null, applyDueDeadlines(active, context)),
    )
    present = deepFreeze(settled.after)
    runs.push(settled)
  }
  if (operation.do === 'sweep') return { world: present, runs }
  const context = deepFreeze(contextFor(present, actorOf(operation)))
  const answer = runOperation(operation, present, context)
  if (answer !== null)
    runs.push(recordRun(present, operation, context, targetConversation(present.situation), answer))
  const after = runs.at(-1)?.after ?? present
  return { world: deepFreeze({ ...after, commands: present.commands + 1 }), runs }
}

/** One operation on a world: the world after it, what it answered, and what it was told. */
export const performOne = (
  world: OperationWorld,
  operation: Operation,
): OperationRun & { readonly world: OperationWorld } => {
  const performed = perform(world, operation)
  const last = performed.runs.at(-1)
  if (last === undefined) throw new Error(`nothing to ${operation.do}`)
  return { ...last, world: performed.world }
}

/** Legal operations one after the other, for examples; throws at the first that is refused. */
export const performAll = (from: OperationWorld, ...operations: readonly Operation[]): OperationWorld =>
  operations.reduce((world, operation) => {
    const { world: after, runs } = perform(world, operation)
    for (const { answer } of runs) if (!answer.ok) throw new Error(`${operation.do}: ${answer.error.message}`)
    return after
  }, from)

/** The same from the beginning, under a policy. */
export const performFromStart = (
  operations: readonly Operation[],
  policy: Policy = defaultPolicy,
): OperationWorld => performAll(startWorld(policy), ...operations)

/** A world and all that ran until then; the last operation may have been refused. */
export const runAll = (
  given: readonly Operation[],
  under: Policy = defaultPolicy,
): { readonly world: OperationWorld; readonly runs: readonly OperationRun[] } => {
  let world = startWorld(under)
  const runs: OperationRun[] = []
  for (const each of given) {
    const performed = perform(world, each)
    world = performed.world
    runs.push(...performed.runs)
  }
  return { world, runs }
}
