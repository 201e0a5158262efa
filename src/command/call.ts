import type { InboundApplied } from '../intake/apply-inbound.ts'
import { answerCall, endCall, findCall, recordCallEvent, resumeCall } from '../intake/call.ts'
import type { Inbound } from '../intake/inbound.ts'
import { type InboundDecision, type InboundOutcome, topicReasons } from '../intake/inbound-decision.ts'
import { inboundInvalid, type ReportUnknown } from '../intake/parse-inbound.ts'
import type { ParsedInbound } from '../intake/parsed-inbound.ts'
import { emptySnapshot, type Snapshot, type StoredEvent } from '../intake/snapshot.ts'
import { unknownFields } from '../intake/unknown-fields.ts'
import { type Actor, systemActor } from '../kernel/actor.ts'
import { commandIdOf } from '../kernel/ids.ts'
import { reason } from '../kernel/reason.ts'
import type { Issue, Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import {
  begin,
  type DecideContext,
  type Decided,
  type Handler,
  type Handlers,
  type ParseContext,
} from './handler.ts'
import {
  decided,
  decideReceive,
  type InboundCommand,
  parsedInbound,
  queries,
  readOf,
  readWith,
  receiveHandler,
  unwritten,
} from './inbound.ts'
import type { CallInput, CommandInputs } from './inputs.ts'

const callFields = [
  'id',
  'session',
  'channel',
  'customer',
  'from',
  'shared',
  'endpoint',
  'at',
  'topics',
  'agent',
  'by',
]

/** The fields of a call that no inbound has: the session of its contact is the provider's id (K-1). */
const callIssues = (call: CallInput): readonly Issue[] => {
  const { id, session }: { readonly id?: string | undefined; readonly session?: string | undefined } = call
  return id != null && session != null && id !== session
    ? [{ path: 'session', message: 'must be left out, or be the same as `id`' }]
    : unknownFields(call, callFields)
}

const inboundOfCall = (call: CallInput): Inbound => {
  const { session, id, channel = 'voice', customer, from, shared, endpoint, at, topics } = call
  const name = id ?? session
  return { channel, id: name, session: name, customer, from, shared, endpoint, at, topics }
}

type CallCommand = 'start_call' | 'answer_call' | 'end_call'

const callEvents = {
  start_call: 'call.started',
  answer_call: 'call.answered',
  end_call: 'call.ended',
} as const

const callActor = (type: CallCommand, call: CommandInputs['answer_call' | 'end_call']): Actor => {
  if (type === 'start_call') return systemActor
  const isAgent = type === 'answer_call' || ('by' in call && call.by === 'agent')
  return isAgent ? { kind: 'agent', id: call.agent ?? null } : { kind: 'customer', id: call.customer ?? null }
}

const callPlacement = (
  arrival: ParsedInbound,
  outcome: InboundOutcome,
  found: string,
  message: StoredEvent | null,
): InboundDecision => ({
  outcome,
  conversation: message?.conversation ?? null,
  message,
  follows: null,
  collision: false,
  suppressed: false,
  silent: false,
  reasons: [reason('K-3', found), ...topicReasons(arrival)],
})

/**
 * The snapshot of the customer whose call it is: the one with its contact, else the one with its past, else the one who is
 * named or has the address. Another customer's events with its id, at another endpoint, are of another call (I-1).
 */
const callerIn = (arrival: ParsedInbound, found: readonly Snapshot[]): Snapshot =>
  found.find((snapshot) => findCall(arrival, snapshot).open !== null) ??
  found.find((snapshot) => snapshot.customer !== null && findCall(arrival, snapshot).history.length > 0) ??
  found[0] ??
  emptySnapshot

/** A report on a known call: while its contact is open it changes something, once the contact has ended nothing (K-3). */
const applyReport = (
  type: CallCommand,
  arrival: ParsedInbound,
  snapshot: Snapshot,
  context: Context,
): InboundApplied => {
  const { open } = findCall(arrival, snapshot)
  if (open !== null && type === 'answer_call') return answerCall(arrival, open, context)
  const by = context.actor.kind === 'agent' ? 'agent' : 'customer'
  if (open !== null && type === 'end_call') return endCall(arrival, open, by, context)
  return recordCallEvent(callEvents[type], arrival, snapshot, context)
}

/** A report on a call (K-3): the first is an inbound like any other; those that follow find the call by its id, in any order. */
const decideCall = (
  type: CallCommand,
  command: InboundCommand,
  loaded: readonly Snapshot[],
  decision: DecideContext,
): Decided | Refused<ReportUnknown> => {
  const { arrival, found } = readOf(command.input, loaded)
  const begun = begin(callerIn(arrival, found), command, decision)
  const { before, snapshot, context } = begun
  const again = [...before.commandEvents, ...before.referencedEvents].find(
    (event) => commandIdOf(event.id) === arrival.messageKey,
  )
  if (again !== undefined) {
    const placement = callPlacement(arrival, 'duplicate', 'seen', again)
    return unwritten(placement, arrival, snapshot, snapshot.active)
  }
  const { open, history } = findCall(arrival, snapshot)
  const answeredBy = type === 'answer_call' ? command.actor : null
  if (open === null && history.length === 0 && type !== 'end_call')
    return decideReceive({ ...arrival, references: [] }, found, answeredBy, decision)
  const resumed = answeredBy === null ? null : resumeCall(arrival, snapshot, context)
  const received = resumed ?? applyReport(type, arrival, snapshot, context)
  const isOver = (open === null && resumed === null) || type === 'start_call'
  const silent = received.conversation === null ? 'timeline_only' : 'append_silently'
  const placement = callPlacement(
    arrival,
    isOver ? silent : 'append',
    isOver ? 'over_or_known' : 'open',
    null,
  )
  return decided(placement, arrival, begun, received)
}

const onCall = <T extends CallCommand>(type: T): Handler<T, ParsedInbound> => ({
  parse: (call, context: ParseContext) => {
    const issues = callIssues(call)
    if (issues.length > 0) return inboundInvalid(issues)
    const inbound = inboundOfCall(call)
    const report = readWith(inbound, context, 'call')
    if (!report.ok) return report
    // The reports on one call share its id; each is a command of its own (K-3).
    const { messageKey: first, refs } = report.value
    const key = type === 'start_call' ? first : `${first}~${callEvents[type]}`
    const actor = callActor(type, call as CommandInputs['end_call'])
    return parsedInbound(type, actor, inbound, {
      ...report.value,
      messageKey: key,
      collisionKey: key,
      references: refs,
    })
  },
  queries,
  decide: (command, snapshots, decision) => decideCall(type, command, snapshots, decision),
})

/** The commands that record what a provider delivers. */
export const inboundHandlers = (): Handlers<'receive' | CallCommand> => ({
  receive: receiveHandler(),
  start_call: onCall('start_call'),
  answer_call: onCall('answer_call'),
  end_call: onCall('end_call'),
})
