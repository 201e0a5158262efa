import { describe, expect, it } from 'vitest'
import type { Desk } from '../../src/index.ts'
import {
  createWorld,
  type DeskWorld,
  expectOk,
  expectRefusal,
  requireConversation,
} from '../support/world.ts'

const by = { customer: 'ada', agent: 'sam' }

/** Commands that may say which version they saw, each as it succeeds on a conversation with one mail. */
const commands: {
  readonly [name: string]: (
    desk: Desk,
    seen: { readonly version?: number },
    contact: string,
  ) => Promise<{ readonly ok: boolean }>
} = {
  noReplyNeeded: (desk, seen, contact) => desk.noReplyNeeded({ ...by, ...seen, contact }),
  endContact: (desk, seen, contact) => desk.endContact({ ...by, ...seen, contact, by: 'agent' }),
  snooze: (desk, seen) => desk.snooze({ ...by, ...seen, force: true }),
  separate: (desk, seen, contact) => desk.separate({ ...by, ...seen, contacts: [contact], force: true }),
  close: (desk, seen) => desk.close({ version: Number.MAX_SAFE_INTEGER, ...by, ...seen, force: true }),
}

const viewed = async () => {
  const w = createWorld()
  const { version, conversation } = await w.customerWrites('one')
  return { w, version, contact: requireConversation(conversation).contacts[0]?.id ?? '' }
}
const conversationOf = async (w: DeskWorld) => (await expectOk(w.desk.current('ada'))).conversation

describe.each(Object.entries(commands))('%s', (name, run) => {
  it('is refused if the customer wrote or called after the version it saw (C-8)', async () => {
    for (const speak of [
      (w: DeskWorld) => w.customerWrites('two'),
      (w: DeskWorld) => expectOk(w.desk.startCall({ id: 'call-1', customer: 'ada' })),
    ]) {
      const { w, version, contact } = await viewed()
      const { version: later } = await speak(w)
      const before = await conversationOf(w)
      const refused = await expectRefusal(run(w.desk, { version }, contact))
      expect(refused).toMatchObject({ code: 'conversation.unseen_message', rule: 'C-8' })
      expect(refused).toMatchObject({ message: `the customer wrote after version ${version}` })
      expect(await conversationOf(w)).toEqual(before)
      expect(await run(w.desk, { version: later }, contact)).toMatchObject({ ok: true })
    }
  })

  it('does not mind what else happened after the version it saw (C-8)', async () => {
    const { w, version, contact } = await viewed()
    await expectOk(w.desk.note({ ...by, text: 'Hm' }))
    expect(await run(w.desk, { version }, contact)).toMatchObject({ ok: true })
  })

  it('says what is wrong with a version that is none (B-1, C-8)', async () => {
    const { w, version, contact } = await viewed()
    for (const wrong of ['x', -1, 1.5, Number.NaN, Infinity, `${version}`])
      expect(await expectRefusal(run(w.desk, { version: wrong as never }, contact))).toMatchObject({
        code: 'command.invalid',
        issues: [{ path: 'version', message: expect.stringContaining('a whole number from 0') }],
      })
    expect(await expectRefusal(run(w.desk, { version: version + 1 }, contact))).toMatchObject({
      code: 'conversation.unseen_message',
      message: `version ${version + 1} is ahead of this customer's stream, which ends at ${version}`,
    })
  })

  it(`${name === 'close' ? 'needs' : 'goes without'} a version (C-8)`, async () => {
    const { w, contact } = await viewed()
    if (name === 'close')
      return expect(await expectRefusal(w.desk.close(by as never))).toMatchObject({
        code: 'command.invalid',
        issues: [{ path: 'version' }],
      })
    await w.customerWrites('two')
    return expect(await run(w.desk, {}, contact)).toMatchObject({ ok: true })
  })
})
