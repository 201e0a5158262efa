import { describe, expect, it } from 'vitest'
import type { Desk } from '../../src/index.ts'
import { hour, minute, no, ofType, overtaken, there, type World, world, yes } from '../support/world.ts'

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
      const w = world()
      const { conversation } = await w.hear('one', { topics: ['vase'] })
      await w.close()
      const before = await w.events()
      const error = await no(give(w.desk, there(conversation).id))
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
    const w = world({ policy: { reopenWindow: 'never' } })
    const { conversation } = await w.hear('one')
    await w.close()
    await w.hear('two')
    const note = { ...by, text: 'Hm', conversation: there(conversation).id }
    expect(await no(w.desk.note(note))).toMatchObject({ code: 'conversation.closed' })
    expect(await no(w.desk.note({ ...note, conversation: 'none' }))).toMatchObject({
      code: 'conversation.none',
    })
  })

  it('C-6: a note may always be written on the customer, in no conversation', async () => {
    const w = world()
    await yes(w.desk.register({ customer: 'ada' }))
    const notes = async () => (await w.events()).filter(({ type }) => type === 'note.added')
    await yes(w.desk.note({ ...by, text: 'before any' }))
    await w.hear('one')
    await yes(w.desk.note({ ...by, text: 'beside the active one', conversation: null }))
    const on = await yes(w.desk.note({ ...by, text: 'on it' }))
    await w.close()
    await yes(w.desk.note({ ...by, text: 'when all are closed' }))
    expect((await notes()).map(({ conversation }) => conversation)).toEqual([
      null,
      null,
      on.conversation?.id,
      null,
    ])
  })

  it('C-6: a message for a conversation that is not there goes nowhere else', async () => {
    const w = world()
    const { conversation } = await w.hear('one')
    const message = { ...by, channel: 'email', text: 'An answer' }
    expect(await no(w.desk.send({ ...message, conversation: 'elsewhere' }))).toMatchObject({
      code: 'conversation.none',
    })
    expect(await no(w.desk.dial({ ...by, id: 'c', conversation: 'elsewhere' }))).toMatchObject({
      code: 'conversation.none',
    })
    const sent = await yes(w.desk.send({ ...message, conversation: there(conversation).id }))
    expect(sent.conversation?.id).toBe(there(conversation).id)
  })

  it('C-6: what is named and not there is told apart from what is closed', async () => {
    const w = world()
    await yes(w.desk.register({ customer: 'ada' }))
    expect(await no(w.desk.close({ ...by, version: 0 }))).toMatchObject({ code: 'conversation.none' })
    expect(await no(w.desk.reopen(by))).toMatchObject({ code: 'conversation.none' })
  })

  it('C-5: closing what is closed is a typed answer, never a second event', async () => {
    const w = world()
    await w.hear('one')
    const { version } = await w.close()
    w.pass(minute)
    const again = await no(w.desk.close({ ...by, version, force: true }))
    expect(again).toMatchObject({ code: 'conversation.already_closed', at: w.now() - minute })
    expect(ofType(await w.events(), 'conversation.closed')).toHaveLength(1)
  })
})

describe('what a close must have seen', () => {
  const close = (w: World, version: number, force = true) => w.desk.close({ ...by, version, force })

  it('C-8: the version of any answer of the desk will do', async () => {
    const ways: readonly ((w: World) => Promise<{ readonly version: number }>)[] = [
      (w) => w.hear('two'),
      (w) => w.say('An answer'),
      async (w) => {
        await w.say('An answer')
        w.pass(2 * hour)
        return yes(w.desk.note({ ...by, text: 'Hm' }))
      },
      (w) => yes(w.desk.current('ada')),
      (w) => yes(w.desk.addTopic({ ...by, topic: 'vase' })),
      (w) =>
        yes(w.desk.addTopic({ ...by, topic: 'vase' })).then(() =>
          yes(w.desk.addTopic({ ...by, topic: 'vase' })),
        ),
    ]
    for (const way of ways) {
      const w = world()
      await w.hear('one')
      expect(await yes(close(w, (await way(w)).version))).toMatchObject({ status: 'closed' })
    }
  })

  it('C-8: it is refused if a customer message or call came after, even when forced', async () => {
    for (const speak of [
      (w: World) => w.hear('two'),
      (w: World) => w.hear('two', { channel: 'chat', from: null }),
      (w: World) => yes(w.desk.startCall({ id: 'c', customer: 'ada' })),
    ]) {
      const w = world()
      const { version } = await w.hear('one')
      const heard = await speak(w)
      const refused = await no(close(w, version))
      expect(refused).toMatchObject({ code: 'conversation.unseen_message', rule: 'C-8' })
      expect((refused as { version?: number }).version).toBeGreaterThan(version)
      expect(await yes(close(w, heard.version))).toMatchObject({ status: 'closed' })
    }
  })

  it('C-8: other changes do not matter', async () => {
    const w = world()
    const { version } = await w.hear('one')
    await yes(w.desk.note({ ...by, text: 'Hm' }))
    await yes(w.desk.addTopic({ ...by, topic: 'vase' }))
    await w.say('An answer')
    await w.hear('Away', { automated: true })
    await w.hear('', { kind: 'signal', of: '<one@mail>', signal: 'read' })
    await yes(w.desk.addAddress({ ...by, channel: 'sms', address: '+491234567890' }))
    w.pass(2 * hour)
    expect(await yes(close(w, version))).toMatchObject({ status: 'closed' })
  })

  it('C-8: a message that overtakes the close is seen by its second look', async () => {
    const w = world()
    const { version } = await w.hear('one')
    const late = overtaken(w, () => w.hear('two'))
    expect(await no(late.close({ ...by, version, force: true }))).toMatchObject({
      code: 'conversation.unseen_message',
    })
    expect((await yes(w.desk.current('ada'))).status).toBe('new')
  })

  it('C-8: an imported close is a fact, whatever it has seen', async () => {
    const w = world({ policy: { closingTopics: 'any' } })
    await w.hear('one')
    const closed = await yes(w.desk.close({ customer: 'ada', version: 0, imported: true }))
    expect(closed).toMatchObject({ status: 'closed', conversation: { closed: { cause: 'imported' } } })
    expect(closed.events.at(-1)?.actor.kind).toBe('system')
    const reopened = await yes(w.desk.reopen({ customer: 'ada', imported: true }))
    expect(reopened.events[0]?.actor.kind).toBe('system')
  })

  it('C-8: a version beyond the end of the stream has seen nothing', async () => {
    const w = world()
    await w.hear('one')
    await w.say('An answer')
    const { version } = await yes(w.desk.current('ada'))
    for (const beyond of [version + 1, w.now()])
      expect(await no(w.desk.close({ customer: 'ada', agent: 'sam', version: beyond }))).toMatchObject({
        code: 'conversation.unseen_message',
        rule: 'C-8',
      })
    await yes(w.desk.close({ customer: 'ada', agent: 'sam', version }))
  })
})
