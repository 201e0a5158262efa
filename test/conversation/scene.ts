import { expect } from 'vitest'
import {
  type Actor,
  type Conversation,
  definePolicy,
  type EndedBy,
  type Policy,
  type PolicyInput,
  type Recorded,
  type Refusal,
  type Refused,
  type Situation,
} from '../../src/index.ts'
import { thingId } from '../../src/kernel/ids.ts'
import { type Of, type Operation, sam } from '../support/operations.ts'
import type { Answer, World } from './world.ts'

/** Examples are told in one word for each thing that can happen. */
type Told<Do extends Operation['do']> = Omit<Of<Do>, 'do'>

export const waits = (time: number): Operation => ({ do: 'pass', for: time })
export const writes = (channel = 'email', more: Partial<Told<'write'>> = {}): Operation => ({
  do: 'write',
  channel,
  ...more,
})
export const rings = (session = 's1', more: Partial<Told<'ring'>> = {}): Operation => ({
  do: 'ring',
  session,
  ...more,
})
export const takes = (agent = 'sam', session = 's1'): Operation => ({ do: 'take', session, agent })
export const hangs = (by: EndedBy = 'customer', session = 's1'): Operation => ({
  do: 'hang',
  session,
  by,
})
export const sends = (by: Actor = sam, channel = 'email', more: Partial<Told<'send'>> = {}): Operation => ({
  do: 'send',
  by,
  channel,
  ...more,
})
export const dials = (more: Partial<Told<'dial'>> = {}): Operation => ({
  do: 'dial',
  by: sam,
  session: 's1',
  ...more,
})
export const ends = (by: EndedBy, more: Partial<Told<'end'>> = {}): Operation => ({
  do: 'end',
  by,
  ...more,
})
export const marks = (more: Partial<Told<'noReply'>> = {}): Operation => ({ do: 'noReply', by: sam, ...more })
export const assigns = (agent: string | null, more: Partial<Told<'assign'>> = {}): Operation => ({
  do: 'assign',
  by: sam,
  agent,
  ...more,
})
export const notes = (more: Partial<Told<'note'>> = {}): Operation => ({
  do: 'note',
  by: sam,
  text: 'nice',
  ...more,
})
export const tags = (topic: string, more: Partial<Told<'topic'>> = {}): Operation => ({
  do: 'topic',
  by: sam,
  topic,
  ...more,
})
export const closes = (more: Partial<Told<'close'>> = {}): Operation => ({ do: 'close', by: sam, ...more })
export const reopens = (by: Actor = sam, more: Partial<Told<'reopen'>> = {}): Operation => ({
  do: 'reopen',
  by,
  ...more,
})

/** The plain policy with something else in it. */
export const under = (more: Omit<PolicyInput, 'inbox'>): Policy => definePolicy({ inbox: 'support', ...more })

/** A conversation that Sam has answered and closed. */
export const solved: readonly Operation[] = [writes(), sends(), closes()]

/** The conversation that commands mean: the active one, else the last closed. */
export const the = ({ situation: { active, closed } }: { readonly situation: Situation }): Conversation => {
  const c = active ?? closed[0]
  if (c === undefined) throw new Error('there is no conversation')
  return c
}

/** The id of what an event of Ada's stream made. */
export const thing = (event: string): string => thingId(event, 'ada')

/** The events of an operation that went well, as types. */
export const typesOf = (answer: Answer): readonly string[] => eventsOf(answer).map(({ type }) => type)

export const eventsOf = (answer: Answer): readonly Recorded[] => {
  if (answer.ok) return answer.events
  throw new Error(answer.error.message)
}

/** The data of an operation's first event of that type. */
export const dataOf = (answer: Answer, type: string): unknown =>
  eventsOf(answer).find((event) => event.type === type)?.data

/** A refusal with that code and rule, and whatever else it carries. */
export const refused = (code: string, rule: string, more: object = {}): Refused<Refusal> =>
  expect.objectContaining({ ok: false, error: expect.objectContaining({ code, rule, ...more }) })

/** An operation that was legal and wrote nothing: the very same state. */
export const unchanged = (world: World): object =>
  expect.objectContaining({ ok: true, events: [], conversation: the(world) })
