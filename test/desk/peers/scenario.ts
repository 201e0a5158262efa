import type { Inbound, PolicyInput, SendInput } from '../../../src/index.ts'
import { hour, ofType, second, type World } from '../../support/world.ts'

/** One scenario of a peer system: what was done, what the peer answers, and what we answer, so that each difference shows. */
export interface Scenario {
  /** The rules that decide, and the peer's scenario. */
  readonly id: string
  readonly done: string
  readonly peer: string
  readonly ours: string
  readonly policy?: Partial<PolicyInput>
  /** Plays it; what it gives back is our answer, and where that is no text our answer is how things stand. */
  readonly play: (w: World) => Promise<unknown>
}

export const number = '+491234567890'
export const lockOn = { reopenWindow: 'always' } as const
export const lockOff = { reopenWindow: 'never' } as const
export const twoDays = { reopenWindow: { days: 2 } } as const
export const vacation = { headers: { 'Auto-Submitted': 'auto-replied' } }
export const thanks = { thread: { inReplyTo: '<answer@us>' } }

/** Where Ada stands: her status, her conversations, her messages. */
export const stand = async (w: World): Promise<string> => {
  const found = await w.desk.current('ada')
  const events = await w.events('ada')
  const status = found.ok ? (found.status ?? 'no status') : 'unknown'
  const [conversations, messages] = ['conversation.started', 'message.received'].map(
    (type) => ofType(events, type).length,
  )
  return `${status}, ${conversations} conversation${conversations === 1 ? '' : 's'}, ${messages} message${messages === 1 ? '' : 's'}`
}
/** The answer of a command, or the code of its refusal. */
export const said = async (answer: Promise<object>): Promise<string> => {
  const given = (await answer) as {
    readonly ok: boolean
    readonly outcome?: string
    readonly status?: string | null
    readonly error?: { readonly code: string }
  }
  return given.error?.code ?? given.outcome ?? given.status ?? 'done'
}
export const agentHolds = async (w: World): Promise<string> => {
  const found = await w.desk.current('ada')
  const agent = found.ok ? found.conversation?.agent : null
  return `${found.ok ? found.status : 'unknown'}, ${agent ?? 'nobody'} has it`
}

export const hear = (w: World, text = 'more', more: Partial<Inbound> = {}) =>
  w.hear(text, { id: null, ...more })
export const say = (w: World, more: Partial<SendInput> = {}) =>
  w.say('An answer', { id: '<answer@us>', ...more })
/** Asked, answered, closed. */
export const solved = async (w: World, more: Partial<Inbound> = {}) => {
  await hear(w, 'one', more)
  await say(w, more.channel === undefined ? {} : { channel: more.channel })
  w.pass(second)
  await w.close()
}
export const agent = { customer: 'ada', agent: 'sam' }
export const owedFor = async (w: World): Promise<string> => {
  const found = await w.desk.current('ada')
  const [owed] = (found.ok ? found.conversation?.owed : null) ?? []
  return owed === undefined ? 'nobody waits' : `waits for ${(w.now() - owed.since) / hour} h`
}

type Step = (w: World) => Promise<unknown>
type Play = (step: Step, tell?: (w: World) => Promise<string>) => Step

/** Something is done after a beginning, and then it is told how things stand. */
const after =
  (begin: Step): Play =>
  (step, tell = stand) =>
  async (w) => {
    await begin(w)
    await step(w)
    return tell(w)
  }
export const heardThen = after((w) => hear(w))
export const answeredThen = after(async (w) => {
  await hear(w)
  await say(w)
})
export const solvedThen = after((w) => solved(w))
/** Ada writes after so many milliseconds. */
export const later = (w: World, ms: number, ...said: [text: string, more?: Partial<Inbound>]) => {
  w.pass(ms)
  return hear(w, ...said)
}
