import { describe, expect, it } from 'vitest'
import type { Desk } from '../../src/index.ts'
import {
  createWorld,
  type DeskWorld,
  deskOvertakenBy,
  eventsOfType,
  expectOk,
  expectRefusal,
  hour,
  minute,
  requireConversation,
} from '../support/world.ts'

const by = { customer: 'ada', agent: 'sam' }

describe('frozen', () => {
  const refused: { readonly [what: string]: (desk: Desk, id: string) => Promise<{ readonly ok: boolean }> } =
    {
      'a reply': (desk, conversation) => desk.send({ ...by, channel: 'email', text: 'Hi', conversation }),
      'a note': (desk, conversation) => desk.note({ ...by, text: 'Hm', conversation }),
      'a topic': (desk) => desk.addTopic({ ...by, topic: 'vase' }),
      'the loss of a topic': (desk) => desk.removeTopic({ ...by, topic: 'vase' }),
      'an assignment': (desk) => desk.assign({ ...by, to: 'kim', expected: null }),
      'a release': (desk) => desk.unassign({ ...by, expected: null }),
      'another inbox': (desk) => desk.assign({ ...by, inbox: 'night', expected: null }),
      'no reply needed': (desk) => desk.noReplyNeeded(by),
      'the end of a contact': (desk) => desk.endContact({ ...by, by: 'agent' }),
    }

  it.each(Object.entries(refused))(
    'C-6: closed is frozen: %s is refused, and the way out is named',
    async (_, give) => {
      const w = createWorld()
      const { conversation } = await w.customerWrites('one', { topics: ['vase'] })
      await w.agentCloses()
      const before = await w.events()
      const error = await expectRefusal(give(w.desk, requireConversation(conversation).id))
      expect(error).toMatchObject({
        code: 'conversation.closed',
        rule: 'C-6',
        conversation: conversation?.id,
        at: w.now(),
        remedy: expect.stringMatching(/reopen/),
      })
      expect(await w.events()).toEqual(before)
    },
  )

  it('C-6: an older conversation is as frozen as the last', async () => {
    const w = createWorld({ policy: { reopenWindow: 'never' } })
    const { conversation } = await w.customerWrites('one')
    await w.agentCloses()
    await w.customerWrites('two')
    const note = { ...by, text: 'Hm', conversation: requireConversation(conversation).id }
    expect(await expectRefusal(w.desk.note(note))).toMatchObject({ code: 'conversation.closed' })
    expect(await expectRefusal(w.desk.note({ ...note, conversation: 'none' }))).toMatchObject({
      code: 'conversation.none',
    })
  })

  it('C-6: a note may always be written on the customer, in no conversation', async () => {
    const w = createWorld()
    await expectOk(w.desk.register({ customer: 'ada' }))
    const notes = async () => (await w.events()).filter(({ type }) => type === 'note.added')
    await expectOk(w.desk.note({ ...by, text: 'before any' }))
    await w.customerWrites('one')
    await expectOk(w.desk.note({ ...by, text: 'beside the active one', conversation: null }))
    const on = await expectOk(w.desk.note({ ...by, text: 'on it' }))
    await w.agentCloses()
    await expectOk(w.desk.note({ ...by, text: 'when all are closed' }))
    expect((await notes()).map(({ conversation }) => conversation)).toEqual([
      null,
      null,
      on.conversation?.id,
      null,
    ])
  })

  it('C-6: a message for a conversation that is not there goes nowhere else', async () => {
    const w = createWorld()
    const { conversation } = await w.customerWrites('one')
    const message = { ...by, channel: 'email', text: 'An answer' }
    expect(await expectRefusal(w.desk.send({ ...message, conversation: 'elsewhere' }))).toMatchObject({
      code: 'conversation.none',
    })
    expect(await expectRefusal(w.desk.dial({ ...by, id: 'c', conversation: 'elsewhere' }))).toMatchObject({
      code: 'conversation.none',
    })
    const sent = await expectOk(
      w.desk.send({ ...message, conversation: requireConversation(conversation).id }),
    )
    expect(sent.conversation?.id).toBe(requireConversation(conversation).id)
  })

  it('C-6: what is named and not there is told apart from what is closed', async () => {
    const w = createWorld()
    await expectOk(w.desk.register({ customer: 'ada' }))
    expect(await expectRefusal(w.desk.close({ ...by, version: 0 }))).toMatchObject({
      code: 'conversation.none',
    })
    expect(await expectRefusal(w.desk.reopen(by))).toMatchObject({ code: 'conversation.none' })
  })

  it('C-5: closing what is closed is a typed answer, never a second event', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const { version } = await w.agentCloses()
    w.advance(minute)
    const again = await expectRefusal(w.desk.close({ ...by, version, force: true }))
    expect(again).toMatchObject({ code: 'conversation.already_closed', at: w.now() - minute })
    expect(eventsOfType(await w.events(), 'conversation.closed')).toHaveLength(1)
  })
})

describe('what a close must have seen', () => {
  const close = (w: DeskWorld, version: number, force = true) => w.desk.close({ ...by, version, force })

  it('C-8: the version of any answer of the desk will do', async () => {
    const ways: readonly ((w: DeskWorld) => Promise<{ readonly version: number }>)[] = [
      (w) => w.customerWrites('two'),
      (w) => w.agentWrites('An answer'),
      async (w) => {
        await w.agentWrites('An answer')
        w.advance(2 * hour)
        return expectOk(w.desk.note({ ...by, text: 'Hm' }))
      },
      (w) => expectOk(w.desk.current('ada')),
      (w) => expectOk(w.desk.addTopic({ ...by, topic: 'vase' })),
      (w) =>
        expectOk(w.desk.addTopic({ ...by, topic: 'vase' })).then(() =>
          expectOk(w.desk.addTopic({ ...by, topic: 'vase' })),
        ),
    ]
    for (const way of ways) {
      const w = createWorld()
      await w.customerWrites('one')
      expect(await expectOk(close(w, (await way(w)).version))).toMatchObject({ status: 'closed' })
    }
  })

  it('C-8: it is refused if a customer message or call came after, even when forced', async () => {
    for (const speak of [
      (w: DeskWorld) => w.customerWrites('two'),
      (w: DeskWorld) => w.customerWrites('two', { channel: 'chat', from: null }),
      (w: DeskWorld) => expectOk(w.desk.startCall({ id: 'c', customer: 'ada' })),
    ]) {
      const w = createWorld()
      const { version } = await w.customerWrites('one')
      const heard = await speak(w)
      const refused = await expectRefusal(close(w, version))
      expect(refused).toMatchObject({ code: 'conversation.unseen_message', rule: 'C-8' })
      expect((refused as { version?: number }).version).toBeGreaterThan(version)
      expect(await expectOk(close(w, heard.version))).toMatchObject({ status: 'closed' })
    }
  })

  it('C-8: other changes do not matter', async () => {
    const w = createWorld()
    const { version } = await w.customerWrites('one')
    await expectOk(w.desk.note({ ...by, text: 'Hm' }))
    await expectOk(w.desk.addTopic({ ...by, topic: 'vase' }))
    await w.agentWrites('An answer')
    await w.customerWrites('Away', { automated: true })
    await w.customerWrites('', { kind: 'signal', of: '<one@mail>', signal: 'read' })
    await expectOk(w.desk.addAddress({ ...by, channel: 'sms', address: '+491234567890' }))
    w.advance(2 * hour)
    expect(await expectOk(close(w, version))).toMatchObject({ status: 'closed' })
  })

  it('C-8: a message that overtakes the close is seen by its second look', async () => {
    const w = createWorld()
    const { version } = await w.customerWrites('one')
    const late = deskOvertakenBy(w, () => w.customerWrites('two'))
    expect(await expectRefusal(late.close({ ...by, version, force: true }))).toMatchObject({
      code: 'conversation.unseen_message',
    })
    expect((await expectOk(w.desk.current('ada'))).status).toBe('new')
  })

  it('C-8: an imported close is a fact, whatever it has seen', async () => {
    const w = createWorld({ policy: { closingTopics: 'any' } })
    await w.customerWrites('one')
    const closed = await expectOk(w.desk.close({ customer: 'ada', version: 0, imported: true }))
    expect(closed).toMatchObject({ status: 'closed', conversation: { closed: { cause: 'imported' } } })
    expect(closed.events.at(-1)?.actor.kind).toBe('system')
    const reopened = await expectOk(w.desk.reopen({ customer: 'ada', imported: true }))
    expect(reopened.events[0]?.actor.kind).toBe('system')
  })

  it('C-8: a version beyond the end of the stream has seen nothing', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentWrites('An answer')
    const { version } = await expectOk(w.desk.current('ada'))
    for (const beyond of [version + 1, w.now()])
      expect(
        await expectRefusal(w.desk.close({ customer: 'ada', agent: 'sam', version: beyond })),
      ).toMatchObject({
        code: 'conversation.unseen_message',
        rule: 'C-8',
      })
    await expectOk(w.desk.close({ customer: 'ada', agent: 'sam', version }))
  })
})
