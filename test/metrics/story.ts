import fc from 'fast-check'
import type { PolicyInput, StoredEvent } from '../../src/index.ts'
import { createWorld, type DeskWorld, hour, inboundMail, minute } from '../support/world.ts'

/** What happens to three people who may turn out to be two, or one. Nothing in it need be legal. */
export type StoryStep =
  | { readonly do: 'pass'; readonly for: number }
  | { readonly do: 'write'; readonly who: string; readonly channel: string; readonly late: number }
  | { readonly do: 'say' | 'bot' | 'echo'; readonly who: string; readonly channel: string }
  | { readonly do: 'call' | 'take' | 'hang'; readonly who: string; readonly late: number }
  | {
      readonly do: 'end' | 'settle' | 'close' | 'reopen' | 'separate' | 'rejoin' | 'block' | 'snooze'
      readonly who: string
    }
  | { readonly do: 'merge'; readonly who: string; readonly into: string }

const who = fc.constantFrom('ada', 'bob', 'cleo')
const channel = fc.constantFrom('email', 'chat', 'sms')
const late = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(8 * hour) })
const constantStep = <D extends StoryStep['do']>(name: D) => fc.constant(name)

export const steps: fc.Arbitrary<readonly StoryStep[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: constantStep('pass'), for: fc.constantFrom(minute, hour, 30 * hour) }),
    },
    { weight: 6, arbitrary: fc.record({ do: constantStep('write'), who, channel, late }) },
    { weight: 4, arbitrary: fc.record({ do: constantStep('say'), who, channel }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('bot', 'echo'), who, channel }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('call', 'take', 'hang'), who, late }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('close', 'reopen'), who }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('separate', 'rejoin'), who }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('end', 'settle', 'block', 'snooze'), who }) },
    { weight: 1, arbitrary: fc.record({ do: constantStep('merge'), who, into: who }) },
  ),
  { minLength: 1, maxLength: 25, size: 'max' },
)

const phones: { readonly [who: string]: string } = { ada: '+493011', bob: '+493022', cleo: '+493033' }

export const performStep = async ({ desk, now }: DeskWorld, step: StoryStep, n: number): Promise<unknown> => {
  if (step.do === 'pass') return
  const by = { customer: step.who, agent: 'sam' }
  const from = phones[step.who] ?? ''
  const addressOn = (name: string) =>
    name === 'sms' ? from : name === 'chat' ? step.who : `${step.who}@example.com`
  switch (step.do) {
    case 'write': {
      const inbound = inboundMail(`word ${n}`, { channel: step.channel, from: addressOn(step.channel) })
      return desk.receive({ ...inbound, customer: step.who, at: now() - step.late })
    }
    case 'say':
    case 'bot': {
      const speaker =
        step.do === 'say' ? { agent: 'sam' } : { agent: undefined, automation: 'b', answers: true }
      return desk.send({
        ...by,
        ...speaker,
        channel: step.channel,
        to: addressOn(step.channel),
        text: `word ${n}`,
        intent: n % 3 === 0 ? undefined : 'continue',
      })
    }
    case 'echo': {
      const echo = { channel: step.channel, from: addressOn(step.channel), id: `<e${n}@shop>` }
      return desk.receive({ ...echo, kind: 'echo', customer: step.who, text: 'hi', at: now() - minute })
    }
    case 'call':
      return desk.startCall({ id: `call-${step.who}`, from, customer: step.who, at: now() - step.late })
    case 'take':
      return desk.answerCall({ id: `call-${step.who}`, from, agent: 'sam', at: now() - step.late })
    case 'hang':
      return desk.endCall({ id: `call-${step.who}`, from, by: 'customer', at: now() - step.late })
    case 'merge':
      return desk.merge({ ...by, into: step.into })
    case 'snooze':
      return desk.snooze({ ...by, force: true, until: now() + 3 * hour })
    case 'block':
      return n % 2 === 0 ? desk.block(by) : desk.unblock(by)
    default: {
      const current = await desk.current(step.who)
      if (!current.ok) return
      const contact = current.conversation?.contacts[0]?.id ?? ''
      if (step.do === 'close') return desk.close({ ...by, version: current.version, force: true })
      if (step.do === 'separate') return desk.separate({ ...by, contacts: [contact], force: true })
      if (step.do === 'end')
        return desk.endContact({ ...by, contact, by: n % 2 === 0 ? 'agent' : 'customer' })
      if (step.do === 'settle') return desk.noReplyNeeded({ ...by, contact })
      return step.do === 'reopen' ? desk.reopen(by) : desk.rejoin(by)
    }
  }
}

/** All events of a story through the desk, in the order of the feed, and its end. */
export const runStory = async (
  story: readonly StoryStep[],
  more: Partial<PolicyInput> = {},
): Promise<{ readonly events: readonly StoredEvent[]; readonly now: number }> => {
  const policy = { autoClose: { hours: 20 }, firstResponse: { byInbox: { support: { hours: 1 } } }, ...more }
  const w = createWorld({ policy })
  for (const [n, step] of story.entries()) {
    if (step.do === 'pass') w.advance(step.for)
    else await performStep(w, step, n)
  }
  return { events: await w.events(), now: w.now() }
}
