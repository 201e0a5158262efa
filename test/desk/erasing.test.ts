import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { snapshotQuery } from '../../src/index.ts'
import {
  createWorld,
  type DeskWorld,
  day,
  eventsOfType,
  expectOk,
  expectRefusal,
  findStoreFaults,
  hour,
  inboundMail,
  lawRuns,
  policyOf,
  readAllPages,
} from '../support/world.ts'

/** Everything that the store gives out through any of its ports, as text. */
const dump = async ({ store, desk }: DeskWorld, customers: readonly string[]): Promise<string> => {
  const all: unknown[] = []
  for (const customer of customers) {
    all.push(
      await readAllPages((after) => store.timeline({ customer, order: 'oldest_first', after, limit: 50 })),
    )
    all.push(await store.load([snapshotQuery({ customer, commands: ['x'] })]))
    all.push(await desk.current(customer))
  }
  all.push(await readAllPages((after) => store.conversations({ after, limit: 50 })))
  all.push(await readAllPages((after) => store.tasks({ after, limit: 50 })))
  all.push(await readAllPages((after) => store.events({ after, limit: 50 })))
  return JSON.stringify(all)
}

/** Texts that stand nowhere but where a person wrote them. */
const secret = (n: number): string => `secret-${n}`

/** One of everything that people can write, for Ada and for Bob, whom she absorbs. */
const tellAll = async (w: DeskWorld): Promise<readonly string[]> => {
  let n = 0
  const next = (): string => secret(n++)
  const { desk } = w
  const by = { customer: 'ada', agent: 'sam' }
  await w.customerWrites(next(), { customer: 'bob', from: 'secret-bob@example.com', id: 'b1' })
  await w.customerWrites('m1', {
    text: next(),
    attachments: [{ id: 'a1', name: next(), url: `https://x/${next()}` }],
  })
  await expectOk(
    desk.receive({
      channel: 'email',
      kind: 'signal',
      signal: 'edited',
      of: '<m1@mail>',
      value: next(),
      customer: 'ada',
    }),
  )
  await w.agentWrites(next(), { id: 's1', cc: ['secret-cc@example.com'] })
  await expectOk(
    desk.receive(
      inboundMail('third', { from: 'secret-cc@example.com', text: next(), thread: { inReplyTo: 's1' } }),
    ),
  )
  await expectOk(
    desk.receive({ channel: 'whatsapp', from: '+4915112345678', customer: 'ada', text: next(), id: 'w1' }),
  )
  await expectOk(desk.receive({ channel: 'chat', session: 'secret-session', customer: 'ada', text: next() }))
  await expectOk(
    desk.receive({
      channel: 'email',
      kind: 'signal',
      signal: 'survey',
      of: 's1',
      value: next(),
      customer: 'ada',
    }),
  )
  await expectOk(desk.note({ ...by, text: next() }))
  await expectOk(desk.note({ ...by, conversation: null, text: next() }))
  const { task } = await expectOk(desk.createTask({ ...by, text: next(), dueAt: w.now() + day }))
  const id = task?.id ?? ''
  await expectOk(desk.commentOnTask({ ...by, task: id, text: next() }))
  await expectOk(desk.editTask({ ...by, task: id, text: next() }))
  await expectOk(desk.addAddress({ ...by, channel: 'email', address: 'secret-old@example.com' }))
  await expectOk(desk.removeAddress({ ...by, channel: 'email', address: 'secret-old@example.com' }))
  await expectOk(
    desk.receive(inboundMail('conflict', { customer: 'ada', from: 'secret-bob@example.com', text: next() })),
  )
  w.advance(hour)
  await expectOk(desk.merge({ ...by, customer: 'bob', into: 'ada' }))
  await expectOk(desk.block({ ...by, reason: next() }))
  await expectOk(desk.unblock(by))
  await w.customerWrites('again', { text: next() })
  const { version } = await expectOk(desk.current('ada'))
  await expectOk(desk.close({ ...by, version, force: true, reason: next() }))
  return ['ada@example.com', '+4915112345678', 'secret-']
}

describe('erasing a customer', () => {
  it('CU-9: no byte of what was said, and no address, is left, in absorbed ids too', async () => {
    const w = createWorld()
    const traces = await tellAll(w)
    const before = await dump(w, ['ada', 'bob'])
    for (const trace of traces) expect(before).toContain(trace)
    expect(await findStoreFaults(w)).toEqual([])
    await expectOk(w.desk.erase({ customer: 'ada' }))
    const after = await dump(w, ['ada', 'bob'])
    for (const trace of traces) expect(after).not.toContain(trace)
    expect(await w.store.load([snapshotQuery({ address: 'email:ada@example.com' })])).toMatchObject([
      { addressOwner: null },
    ])
  })

  it('refuses the id of a merged customer and names the survivor (CU-9)', async () => {
    const w = createWorld()
    for (const name of ['ada', 'bob'])
      await w.customerWrites(`secret of ${name}`, { customer: name, from: `${name}@example.com` })
    await expectOk(w.desk.merge({ customer: 'bob', into: 'ada' }))
    const before = await dump(w, ['ada', 'bob'])
    expect(await expectRefusal(w.desk.erase({ customer: 'bob', force: true }))).toMatchObject({
      code: 'customer.merged',
      rule: 'CU-9',
      into: 'ada',
    })
    expect(await dump(w, ['ada', 'bob'])).toBe(before)
  })

  it('CU-9, E-7: every event but its words is where it was, and the fold of the events is still the state', async () => {
    const w = createWorld()
    await tellAll(w)
    const before = await w.events()
    await expectOk(w.desk.erase({ customer: 'ada' }))
    const after = await w.events()
    const facts = ({
      id,
      seq,
      type,
      conversation,
      contact,
      task,
      occurredAt,
      recordedAt,
    }: (typeof after)[0]) => ({ id, seq, type, conversation, contact, task, occurredAt, recordedAt })
    expect(after.slice(0, before.length).map(facts)).toEqual(before.map(facts))
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('CU-9, C-3: an active conversation refuses it, unless forced, which closes it by the system', async () => {
    const w = createWorld()
    const { conversation } = await w.customerWrites('one')
    expect(await expectRefusal(w.desk.erase({ customer: 'ada', agent: 'sam' }))).toMatchObject({
      code: 'customer.conversation_active',
      rule: 'CU-9',
      conversation: conversation?.id,
    })
    const erased = await expectOk(w.desk.erase({ customer: 'ada', agent: 'sam', force: true }))
    expect(erased.conversation?.closed).toMatchObject({ cause: 'erased', by: { kind: 'system' } })
    expect(eventsOfType(erased.events, 'contact.ended')).toMatchObject([
      { data: { reason: 'customer_erased' } },
    ])
  })

  it('CU-9: addresses are free: the next message from one is a stranger’s', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await expectOk(w.desk.erase({ customer: 'ada', force: true }))
    const stranger = await expectOk(w.desk.receive(inboundMail('two')))
    expect(stranger).toMatchObject({ outcome: 'start' })
    expect(stranger.customer).not.toBe('ada')
  })

  it('CU-9, I-1: a late retry is still a duplicate and brings nobody back', async () => {
    for (const id of ['<one@mail>', null]) {
      const w = createWorld()
      const given = { channel: 'email', from: 'ada@example.com', id, at: w.now(), text: 'one' }
      const { customer } = await expectOk(w.desk.receive(given))
      await expectOk(w.desk.erase({ customer: customer ?? '', force: true }))
      const count = (await w.events()).length
      expect(await expectOk(w.desk.receive(given))).toMatchObject({ outcome: 'duplicate' })
      expect(await w.events()).toHaveLength(count)
    }
  })

  it('CU-9: one that was cut off is finished by the same command again', async () => {
    const w = createWorld()
    await tellAll(w)
    let commits = 0
    const failing = w.anotherDesk({
      store: {
        ...w.store,
        commit: (changes) => {
          commits += 1
          if (commits > 1) throw new Error('the power is gone')
          return w.store.commit(changes)
        },
      },
    })
    const command = { customer: 'ada', commandId: 'erase-1' }
    await expect(failing.erase(command)).rejects.toThrow('power')
    expect(await dump(w, ['ada'])).toContain('secret-')
    expect(await expectOk(w.desk.erase(command))).toMatchObject({ repeated: true })
    expect(await dump(w, ['ada'])).not.toContain('secret-')
  })

  it.each([
    ['the same command', 'erase-1'],
    ['another', 'erase-2'],
  ])(
    'CU-9: a page that the store could not write is told as what it is, and %s finishes it',
    async (_, again) => {
      const w = createWorld()
      await tellAll(w)
      const commit: DeskWorld['store']['commit'] = async (changes) =>
        changes.redacted.length > 0
          ? { ok: false, conflict: { kind: 'stale', key: 'ada' } }
          : w.store.commit(changes)
      const command = { customer: 'ada', commandId: 'erase-1' }
      expect(
        await expectRefusal(w.anotherDesk({ store: { ...w.store, commit } }).erase(command)),
      ).toMatchObject({
        code: 'customer.erasure_unfinished',
        rule: 'CU-9',
        message: expect.stringContaining('the customer is erased'),
        remedy: expect.stringContaining('erase him again'),
        conflict: { kind: 'stale', key: 'ada' },
      })
      expect((await expectOk(w.desk.current('ada'))).customer.addresses).toEqual([])
      expect(await dump(w, ['ada'])).toContain('secret-')
      await expectOk(w.desk.erase({ ...command, commandId: again }))
      expect(await dump(w, ['ada'])).not.toContain('secret-')
    },
  )

  it('CU-9: what is written afterwards stays', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await expectOk(w.desk.erase({ customer: 'ada', force: true, commandId: 'e' }))
    w.advance(1)
    await w.customerWrites('two', { text: 'a new word' })
    await expectOk(w.desk.erase({ customer: 'ada', commandId: 'e' }))
    expect(await dump(w, ['ada'])).toContain('a new word')
  })

  it('CU-9: what was said before goes even where the clock of another machine is ahead', async () => {
    const w = createWorld()
    const ahead = w.anotherDesk({ clock: () => w.now() + hour })
    await expectOk(ahead.receive(inboundMail('one', { customer: 'ada', text: 'secret-1' })))
    await expectOk(w.desk.erase({ customer: 'ada', force: true }))
    expect(await dump(w, ['ada'])).not.toMatch(/secret-1|ada@/)
  })

  it('CU-9, E-1: what is written in the same millisecond, but afterwards, stays', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await expectOk(w.desk.erase({ customer: 'ada', force: true, commandId: 'e' }))
    await w.customerWrites('two', { text: 'a new word' })
    await expectOk(w.desk.erase({ customer: 'ada', commandId: 'e' }))
    expect(await dump(w, ['ada'])).toContain('a new word')
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('CU-9: the history of whoever was merged with him since stays, however often it is asked for', async () => {
    for (const merge of [
      { customer: 'bob', into: 'ada' },
      { customer: 'ada', into: 'bob' },
    ]) {
      const w = createWorld()
      await w.customerWrites('of bob', { customer: 'bob', from: 'bob@example.com' })
      await w.customerWrites('of ada')
      await expectOk(w.desk.erase({ customer: 'ada', force: true, commandId: 'e' }))
      w.advance(hour)
      await expectOk(w.desk.merge(merge))
      expect(await expectOk(w.desk.erase({ customer: 'ada', commandId: 'e' }))).toMatchObject({
        repeated: true,
      })
      expect(await dump(w, ['ada', 'bob'])).toContain('of bob')
      expect(await dump(w, ['ada', 'bob'])).not.toContain('of ada')
      expect(await findStoreFaults(w)).toEqual([])
    }
  })

  it('CU-9: a merge while the pages are redacted takes nobody else’s history along', async () => {
    const w = createWorld()
    await w.customerWrites('of bob', { customer: 'bob', from: 'bob@example.com' })
    await w.customerWrites('of ada')
    let isFirst = true
    const slow = w.anotherDesk({
      store: {
        ...w.store,
        commit: async (changes) => {
          const committed = await w.store.commit(changes)
          if (isFirst) await expectOk(w.desk.merge({ customer: 'ada', into: 'bob' }))
          isFirst = false
          return committed
        },
      },
    })
    await expectOk(slow.erase({ customer: 'ada', force: true }))
    expect(await dump(w, ['ada', 'bob'])).toContain('of bob')
    expect(await dump(w, ['ada', 'bob'])).not.toContain('of ada')
  })

  it('CU-9, K-3: a call that hangs up after the erasure brings no number back', async () => {
    const w = createWorld()
    const call = { id: 'call-1', from: '+4915112345678' }
    await expectOk(w.desk.startCall({ ...call, customer: 'ada' }))
    await expectOk(w.desk.erase({ customer: 'ada', force: true }))
    w.advance(hour)
    expect(await expectOk(w.desk.endCall({ ...call, by: 'customer' }))).toMatchObject({ customer: 'ada' })
    expect(await dump(w, ['ada'])).not.toContain('4915112345678')
    expect(await w.store.load([snapshotQuery({ address: 'phone:+4915112345678' })])).toMatchObject([
      { addressOwner: null },
    ])
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('CU-9, I-18, I-19: news of an erased message says nothing of whom it went to', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentWrites('two', { id: 's1' })
    await expectOk(w.desk.erase({ customer: 'ada', force: true }))
    w.advance(hour)
    const news = { channel: 'email', from: 'ada@example.com', of: 's1' }
    for (const [n, more] of [
      { kind: 'signal' as const, signal: 'read' as const },
      { kind: 'signal' as const, signal: 'survey' as const, value: 'thanks, ada@example.com' },
      { kind: 'bounce' as const, text: 'no such mailbox: ada@example.com' },
      { kind: 'echo' as const, of: undefined, id: 's1' },
    ].entries())
      expect(await expectOk(w.desk.receive({ ...news, id: `r${n}`, ...more }))).toMatchObject({
        customer: 'ada',
      })
    expect(await dump(w, ['ada'])).not.toContain('ada@example.com')
    expect((await w.events('ada')).filter(({ recordedAt }) => recordedAt === w.now())).toHaveLength(4)
  })

  it('CU-9, I-6: what a host’s own classifier quotes as its proof goes too', async () => {
    const evidence = 'the vacation note of Ada Lovelace: back soon'
    const w = createWorld({ classify: () => ({ kind: 'automated', strength: 'strong', evidence }) })
    await w.agentWrites('hello', { intent: 'new' })
    await w.customerWrites('one')
    await expectOk(w.desk.startCall({ id: 'call-1', from: '+4915112345678', customer: 'ada' }))
    expect(await dump(w, ['ada'])).toContain('Lovelace')
    await expectOk(w.desk.erase({ customer: 'ada', force: true }))
    expect(await dump(w, ['ada'])).not.toContain('Lovelace')
  })

  it('B-2: one never heard of is refused, and a store without timelines says so', async () => {
    const w = createWorld()
    expect(await expectRefusal(w.desk.erase({ customer: 'nobody' }))).toMatchObject({
      code: 'customer.unknown',
    })
    const { load, commit } = w.store
    await w.customerWrites('one')
    const refused = await expectRefusal(
      w.anotherDesk({ store: { load, commit } }).erase({ customer: 'ada', force: true }),
    )
    expect(refused).toMatchObject({ code: 'store.unsupported' })
    expect((await expectOk(w.desk.current('ada'))).customer.erasedAt).toBeNull()
  })

  it('CU-9: whatever was said, and however often it is erased, nothing of it is left and nothing breaks', () => {
    const word = fc.uuid()
    const step = fc.oneof(
      fc.record({
        do: fc.constant('hear' as const),
        text: word,
        channel: fc.constantFrom('email', 'chat', 'sms', 'whatsapp'),
      }),
      fc.record({ do: fc.constant('say' as const), text: word }),
      fc.record({ do: fc.constant('note' as const), text: word }),
      fc.record({ do: fc.constant('close' as const), text: word }),
      fc.record({ do: fc.constant('erase' as const), text: word }),
    )
    return fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const w = createWorld({ policy: { reopenWindow: 'always' } })
        const by = { customer: 'ada', agent: 'sam' }
        for (const { do: what, text, ...more } of [...steps, { do: 'erase' as const, text: '' }]) {
          w.advance(1)
          if (what === 'hear')
            await w.desk.receive({ customer: 'ada', from: `${text}@x.org`, text, channel: 'chat', ...more })
          if (what === 'say')
            await w.desk.send({ ...by, channel: 'email', to: `${text}@y.org`, text, intent: 'continue' })
          if (what === 'note') await w.desk.note({ ...by, text })
          if (what === 'close') {
            const now = await w.desk.current('ada')
            await w.desk.close({ ...by, version: now.ok ? now.version : 0, force: true, reason: text })
          }
          if (what === 'erase') await w.desk.erase({ customer: 'ada', force: true })
        }
        const left = await dump(w, ['ada'])
        for (const { text } of steps) expect(left).not.toContain(text)
        expect(await findStoreFaults(w, policyOf({ reopenWindow: 'always' }))).toEqual([])
      }),
      lawRuns(150),
    )
  })
})

describe('redacting one message', () => {
  it('E-7: its words go and those of its edits; nothing that a fold reads changes', async () => {
    const w = createWorld()
    const { message } = await w.customerWrites('m1', { text: 'card 4111' })
    const about = { channel: 'email', kind: 'signal' as const, of: '<m1@mail>', customer: 'ada' }
    await expectOk(w.desk.receive({ ...about, signal: 'edited', value: 'card 4222' }))
    const before = await expectOk(w.desk.current('ada'))
    const redacted = await expectOk(w.desk.redact({ customer: 'ada', agent: 'sam', message: message ?? '' }))
    expect(redacted.events).toMatchObject([{ type: 'message.redacted', data: { message } }])
    expect(await dump(w, ['ada'])).not.toMatch(/4111|4222/)
    expect((await expectOk(w.desk.current('ada'))).conversation).toEqual(before.conversation)
    expect(
      await expectOk(w.desk.redact({ customer: 'ada', agent: 'sam', message: message ?? '' })),
    ).toMatchObject({
      events: [],
    })
  })

  it('E-7: a note and a task’s text can go too; what is not there is refused', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const noted = await expectOk(w.desk.note({ customer: 'ada', agent: 'sam', text: 'secret' }))
    await expectOk(w.desk.redact({ customer: 'ada', message: noted.events[0]?.id ?? '' }))
    expect(await dump(w, ['ada'])).not.toContain('secret')
    expect(await expectRefusal(w.desk.redact({ customer: 'ada', message: 'nothing.0' }))).toMatchObject({
      code: 'message.unknown',
      rule: 'E-7',
    })
    expect(await expectRefusal(w.desk.redact({ customer: 'nobody', message: 'nothing.0' }))).toMatchObject({
      code: 'customer.unknown',
    })
  })

  it('E-7: a survey’s own words go; a grade stays', async () => {
    for (const [value, left] of [
      ['my card is 4111', null],
      ['4111222233334444', null],
      ['9.5', '9.5'],
    ] as const) {
      const w = createWorld()
      await w.customerWrites('one')
      await w.agentWrites('two', { id: 's1' })
      const about = { channel: 'email', kind: 'signal' as const, of: 's1', customer: 'ada' }
      const { message } = await expectOk(w.desk.receive({ ...about, signal: 'survey', value }))
      await expectOk(w.desk.redact({ customer: 'ada', message: message ?? '' }))
      expect(eventsOfType(await w.events(), 'message.signalled')).toMatchObject([{ data: { value: left } }])
    }
  })

  it('E-7, I-10: a message that the guard held back stands in one event', async () => {
    const policy = { reopenGuard: { reopens: 1, within: { hours: 1 } } }
    const w = createWorld({ policy })
    for (const text of ['one', 'two']) {
      await w.customerWrites(text)
      await w.agentCloses()
    }
    const held = await w.customerWrites('secret-3')
    expect(held.outcome).toBe('append_silently')
    await expectOk(w.desk.redact({ customer: 'ada', message: held.message ?? '' }))
    expect(await dump(w, ['ada'])).not.toContain('secret-3')
  })

  it('E-7, I-18: an edit that comes after the deletion brings nothing back', async () => {
    const w = createWorld()
    const about = { channel: 'whatsapp', kind: 'signal' as const, of: 'w1', customer: 'ada' }
    await expectOk(
      w.desk.receive({
        channel: 'whatsapp',
        from: '+4915112345678',
        customer: 'ada',
        id: 'w1',
        text: 'oh no',
      }),
    )
    await expectOk(w.desk.receive({ ...about, signal: 'deleted' }))
    await expectOk(w.desk.receive({ ...about, signal: 'edited', value: 'oh yes' }))
    expect(await dump(w, ['ada'])).not.toContain('oh yes')
  })

  it('I-18, E-7: a deletion redacts the message and its edits where the channel demands it, and only there', async () => {
    for (const [channel, from, left] of [
      ['whatsapp', '+4915112345678', false],
      ['sms', '+4915112345678', true],
    ] as const) {
      const w = createWorld()
      const about = { channel, kind: 'signal' as const, of: 'w1', customer: 'ada' }
      await expectOk(w.desk.receive({ channel, from, customer: 'ada', id: 'w1', text: 'oh no' }))
      await expectOk(w.desk.receive({ ...about, signal: 'edited', value: 'oh yes' }))
      await expectOk(w.desk.receive({ ...about, signal: 'deleted' }))
      const all = await dump(w, ['ada'])
      expect([all.includes('oh no'), all.includes('oh yes')]).toEqual([left, left])
      expect(await findStoreFaults(w)).toEqual([])
    }
  })

  it('I-18: an edit keeps the earlier text beside the new one', async () => {
    const w = createWorld()
    await w.customerWrites('m1', { text: 'first' })
    const about = { channel: 'email', kind: 'signal' as const, of: '<m1@mail>', customer: 'ada' }
    await expectOk(w.desk.receive({ ...about, signal: 'edited', value: 'second' }))
    const texts = (await w.events()).map(({ content }) => content?.text).filter((text) => text != null)
    expect(texts).toEqual(['first', 'second'])
  })
})
