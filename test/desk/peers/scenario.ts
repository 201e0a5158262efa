import type { Inbound, PolicyInput, SendInput } from '../../../src/index.ts'
import { type DeskWorld, eventsOfType, hour, second } from '../../support/world.ts'

/** One scenario of a peer system: what was done, what the peer answers, and what we answer, so that each difference shows. */
export interface Scenario {
  /** The rules that decide, and the peer's scenario. */
  readonly id: string
  readonly done: string
  readonly peer: string
  readonly ours: string
  readonly policy?: Partial<PolicyInput>
  /** Plays it; what it gives back is our answer, and where that is no text our answer is how things stand. */
  readonly play: (w: DeskWorld) => Promise<unknown>
}

export const number = '+491234567890'
export const lockOn = { reopenWindow: 'always' } as const
export const lockOff = { reopenWindow: 'never' } as const
export const twoDays = { reopenWindow: { days: 2 } } as const
export const vacation = { headers: { 'Auto-Submitted': 'auto-replied' } }
export const thanks = { thread: { inReplyTo: '<answer@us>' } }

/** Where Ada stands: her status, her conversations, her messages. */
export const statusSummary = async (w: DeskWorld): Promise<string> => {
  const found = await w.desk.current('ada')
  const events = await w.events('ada')
  const status = found.ok ? (found.status ?? 'no status') : 'unknown'
  const [conversations, messages] = ['conversation.started', 'message.received'].map(
    (type) => eventsOfType(events, type).length,
  )
  return `${status}, ${conversations} conversation${conversations === 1 ? '' : 's'}, ${messages} message${messages === 1 ? '' : 's'}`
}
/** The answer of a command, or the code of its refusal. */
export const answerText = async (answer: Promise<object>): Promise<string> => {
  const given = (await answer) as {
    readonly ok: boolean
    readonly outcome?: string
    readonly status?: string | null
    readonly error?: { readonly code: string }
  }
  return given.error?.code ?? given.outcome ?? given.status ?? 'done'
}
export const assigneeSummary = async (w: DeskWorld): Promise<string> => {
  const found = await w.desk.current('ada')
  const agent = found.ok ? found.conversation?.agent : null
  return `${found.ok ? found.status : 'unknown'}, ${agent ?? 'nobody'} has it`
}

export const customerWrites = (w: DeskWorld, text = 'more', more: Partial<Inbound> = {}) =>
  w.customerWrites(text, { id: null, ...more })
export const agentWrites = (w: DeskWorld, more: Partial<SendInput> = {}) =>
  w.agentWrites('An answer', { id: '<answer@us>', ...more })
/** Asked, answered, closed. */
export const answerAndClose = async (w: DeskWorld, more: Partial<Inbound> = {}) => {
  await customerWrites(w, 'one', more)
  await agentWrites(w, more.channel === undefined ? {} : { channel: more.channel })
  w.advance(second)
  await w.agentCloses()
}
export const agent = { customer: 'ada', agent: 'sam' }
export const pendingFor = async (w: DeskWorld): Promise<string> => {
  const found = await w.desk.current('ada')
  const [owed] = (found.ok ? found.conversation?.pendingReplies : null) ?? []
  return owed === undefined ? 'nobody waits' : `waits for ${(w.now() - owed.waitingSince) / hour} h`
}

type Step = (w: DeskWorld) => Promise<unknown>
type Play = (step: Step, tell?: (w: DeskWorld) => Promise<string>) => Step

/** Something is done after a beginning, and then it is told how things stand. */
const startingWith =
  (begin: Step): Play =>
  (step, tell = statusSummary) =>
  async (w) => {
    await begin(w)
    await step(w)
    return tell(w)
  }
export const afterMessage = startingWith((w) => customerWrites(w))
export const afterReply = startingWith(async (w) => {
  await customerWrites(w)
  await agentWrites(w)
})
export const afterClose = startingWith((w) => answerAndClose(w))
/** Ada writes after so many milliseconds. */
export const customerWritesAfter = (
  w: DeskWorld,
  ms: number,
  ...said: [text: string, more?: Partial<Inbound>]
) => {
  w.advance(ms)
  return customerWrites(w, ...said)
}
