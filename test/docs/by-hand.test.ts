import type { PolicyInput, Repository } from 'throughline'
import * as throughline from 'throughline'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { receiveWithoutDesk } from '../../docs/examples/without-desk.ts'
import {
  createWorld,
  day,
  eventTypesOf,
  expectOk,
  findStoreFaults,
  hour,
  inboundMail,
  minute,
  policyOf,
  requireConversation,
} from '../support/world.ts'
import { textOf } from './documents.ts'

type World = ReturnType<typeof createWorld>

/** The code of README's "Without the desk", which closes Ada's conversation, as a function of what stands before it. */
const closeByHand = async ({ desk, store, policy, now }: World): Promise<void> => {
  const [, section = ''] = textOf('README.md').split('\n## Without the desk\n')
  const [, code = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(section) ?? []
  const { outputText } = ts.transpileModule(`(async () => {\n${code.replaceAll(/^import .+$/gm, '')}\n})()`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  })
  const scope = { ...throughline, desk, memory: store, policy: policy(), Date: { now } }
  await new Function(...Object.keys(scope), `return ${outputText}`)(...Object.values(scope))
}

/** Ada wrote, Sam answered, and nothing was swept since. */
const answered = async (policy: Partial<PolicyInput> = {}, more = {}) => {
  const w = createWorld({ policy })
  await w.customerWrites('one', more)
  w.advance(minute)
  const { conversation } = await w.agentWrites('An answer', more)
  return { w, id: requireConversation(conversation).id, policy: policyOf(policy) }
}

const lasting = async (w: World) =>
  (await expectOk(w.desk.conversations({}))).items.map(({ conversation }) => conversation)

describe('README.md, "Without the desk"', () => {
  it('stores a state that its events fold to when nothing fell due (E-1)', async () => {
    const { w, policy } = await answered()
    await w.customerWrites('two')
    await closeByHand(w)
    expect(await findStoreFaults(w, policy)).toEqual([])
    expect(await lasting(w)).toMatchObject([{ closed: { by: { id: 'sam' } } }])
  })

  it('stores a state that its events fold to when a contact ended meanwhile (E-1, D-2)', async () => {
    const { w, policy } = await answered()
    w.advance(2 * hour)
    await closeByHand(w)
    expect(await findStoreFaults(w, policy)).toEqual([])
    const types = eventTypesOf(await w.events())
    expect(types.indexOf('contact.ended')).toBeLessThan(types.indexOf('conversation.closed'))
    expect(await lasting(w)).toMatchObject([{ contacts: [], closed: { by: { id: 'sam' } } }])
  })

  it('stores a state that its events fold to when the conversation closed by itself meanwhile (E-1, D-4)', async () => {
    const { w, policy } = await answered({ autoClose: { days: 1 } })
    w.advance(10 * day)
    await closeByHand(w)
    expect(await findStoreFaults(w, policy)).toEqual([])
    expect(await lasting(w)).toMatchObject([{ closed: { cause: 'auto_close' } }])
  })
})

describe('docs/examples/without-desk.ts', () => {
  const hand = (w: World, repository: Repository = w.store) => {
    let ids = 0
    return { repository, policy: w.policy(), clock: w.now, newId: () => `by-hand-${ids++}` }
  }
  const again = { ...inboundMail('two'), from: 'ada@example.com' }

  it('starts anew where the conversation has closed by itself and its window is over (D-2, D-4, I-11)', async () => {
    const { w, id, policy } = await answered({ autoClose: { days: 1 } })
    w.advance(10 * day)
    const stored = await receiveWithoutDesk(hand(w), again)
    expect(stored).toMatchObject({
      outcome: 'start',
      conversation: { follows: id, closed: null },
    })
    expect(await findStoreFaults(w, policy)).toEqual([])
    expect(await lasting(w)).toHaveLength(2)
  })

  it('reopens what has closed by itself, and writes it once (D-2, D-4, I-9)', async () => {
    const { w, id, policy } = await answered({ autoClose: { days: 1 }, reopenWindow: 'always' })
    w.advance(10 * day)
    const stored = await receiveWithoutDesk(hand(w), again)
    expect(stored).toMatchObject({ outcome: 'reopen', conversation: { id, closed: null } })
    expect(await findStoreFaults(w, policy)).toEqual([])
    expect(await lasting(w)).toHaveLength(1)
  })

  it('writes what has closed by itself also where the message is only kept (D-2, I-5)', async () => {
    const { w, id, policy } = await answered({ autoClose: { days: 1 } })
    w.advance(10 * day)
    const away = { ...again, headers: { 'Auto-Submitted': 'auto-replied' } }
    expect(await receiveWithoutDesk(hand(w), away)).toMatchObject({ outcome: 'append_silently' })
    expect(await findStoreFaults(w, policy)).toEqual([])
    expect(await lasting(w)).toMatchObject([{ id, closed: { cause: 'auto_close' } }])
  })
})
