import { expect } from 'vitest'
import {
  type Actor,
  type Conversation,
  definePolicy,
  type EndedBy,
  type Policy,
  type PolicyInput,
  type Refusal,
  type Refused,
  type Snapshot,
  type StoredEvent,
} from '../../src/index.ts'
import { entityId } from '../../src/kernel/ids.ts'
import { type Operation, type OperationOf, sam } from '../support/operations.ts'
import type { OperationAnswer, OperationWorld } from './operation-world.ts'

/** Examples are told in one word for each thing that can happen. */
type OperationFields<Do extends Operation['do']> = Omit<OperationOf<Do>, 'do'>

export const advance = (time: number): Operation => ({ do: 'pass', for: time })
export const customerWrites = (
  channel = 'email',
  more: Partial<OperationFields<'write'>> = {},
): Operation => ({
  do: 'write',
  channel,
  ...more,
})
export const customerCalls = (session = 's1', more: Partial<OperationFields<'ring'>> = {}): Operation => ({
  do: 'ring',
  session,
  ...more,
})
export const agentAnswersCall = (agent = 'sam', session = 's1'): Operation => ({ do: 'take', session, agent })
export const callEnds = (by: EndedBy = 'customer', session = 's1'): Operation => ({
  do: 'hang',
  session,
  by,
})
export const agentSends = (
  by: Actor = sam,
  channel = 'email',
  more: Partial<OperationFields<'send'>> = {},
): Operation => ({
  do: 'send',
  by,
  channel,
  ...more,
})
export const agentDials = (more: Partial<OperationFields<'dial'>> = {}): Operation => ({
  do: 'dial',
  by: sam,
  session: 's1',
  ...more,
})
export const contactEnds = (by: EndedBy, more: Partial<OperationFields<'end'>> = {}): Operation => ({
  do: 'end',
  by,
  ...more,
})
export const agentMarksNoReplyNeeded = (more: Partial<OperationFields<'noReply'>> = {}): Operation => ({
  do: 'noReply',
  by: sam,
  ...more,
})
export const agentAssigns = (
  agent: string | null,
  more: Partial<OperationFields<'assign'>> = {},
): Operation => ({
  do: 'assign',
  by: sam,
  agent,
  ...more,
})
export const agentAddsNote = (more: Partial<OperationFields<'note'>> = {}): Operation => ({
  do: 'note',
  by: sam,
  text: 'nice',
  ...more,
})
export const agentAddsTopic = (topic: string, more: Partial<OperationFields<'topic'>> = {}): Operation => ({
  do: 'topic',
  by: sam,
  topic,
  ...more,
})
export const agentCloses = (more: Partial<OperationFields<'close'>> = {}): Operation => ({
  do: 'close',
  by: sam,
  ...more,
})
export const agentReopens = (by: Actor = sam, more: Partial<OperationFields<'reopen'>> = {}): Operation => ({
  do: 'reopen',
  by,
  ...more,
})

/** The plain policy with something else in it. */
export const policyWith = (more: Omit<PolicyInput, 'inbox'>): Policy =>
  definePolicy({ inbox: 'support', ...more })

/** A conversation that Sam has answered and closed. */
export const answeredAndClosed: readonly Operation[] = [customerWrites(), agentSends(), agentCloses()]

/** The conversation that commands mean: the active one, else the last closed. */
export const currentConversation = ({
  situation: { active, closed },
}: {
  readonly situation: Snapshot
}): Conversation => {
  const c = active ?? closed[0]
  if (c === undefined) throw new Error('there is no conversation')
  return c
}

/** The id of what an event of Ada's stream made. */
export const entityIdOf = (event: string): string => entityId(event, 'ada')

/** The events of an operation that went well, as types. */
export const answerEventTypes = (answer: OperationAnswer): readonly string[] =>
  answerEvents(answer).map(({ type }) => type)

export const answerEvents = (answer: OperationAnswer): readonly StoredEvent[] => {
  if (answer.ok) return answer.events
  throw new Error(answer.error.message)
}

/** The data of an operation's first event of that type. */
export const answerEventData = (answer: OperationAnswer, type: string): unknown =>
  answerEvents(answer).find((event) => event.type === type)?.data

/** A refusal with that code and rule, and whatever else it carries. */
export const refusalMatching = (code: string, rule: string, more: object = {}): Refused<Refusal> =>
  expect.objectContaining({ ok: false, error: expect.objectContaining({ code, rule, ...more }) })

/** An operation that was legal and wrote nothing: the very same state. */
export const unchangedAnswer = (world: OperationWorld): object =>
  expect.objectContaining({ ok: true, events: [], conversation: currentConversation(world) })
