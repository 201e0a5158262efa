import { describe, expect, it } from 'vitest'
import {
  createWorld,
  expectOk,
  expectRefusal,
  hour,
  inboundMail,
  minute,
  monday,
  readAllPages,
} from '../support/world.ts'

describe('how things stand', () => {
  it('S-4: lists and counts are by status, inbox and agent, the longest in their status first', async () => {
    const w = createWorld({ policy: { inbox: { default: 'support', byChannel: { chat: 'chat team' } } } })
    for (const customer of ['c1', 'c2', 'c3']) {
      const isChat = customer === 'c2'
      await w.customerWrites('one', {
        customer,
        channel: isChat ? 'chat' : 'email',
        from: isChat ? 'c2' : `${customer}@example.com`,
        id: customer,
      })
      w.advance(minute)
    }
    await w.agentWrites('An answer', { customer: 'c1' })
    w.advance(minute)
    await w.agentCloses('c3')
    const list = async (filter: Parameters<typeof w.desk.conversations>[0]) =>
      (await expectOk(w.desk.conversations(filter))).items.map(({ conversation }) => conversation.customer)
    expect(await list({})).toEqual(['c2', 'c1', 'c3'])
    expect(await list({ status: 'closed' })).toEqual(['c3'])
    expect(await list({ inbox: 'chat team' })).toEqual(['c2'])
    expect(await list({ agent: 'sam' })).toEqual(['c1'])
    expect(await list({ agent: null })).toEqual(['c2', 'c3'])
    expect(await list({ limit: 1 })).toEqual(['c2'])
    const count = async (filter: Parameters<typeof w.desk.counts>[0]) =>
      (await expectOk(w.desk.counts(filter))).counts
    expect(await count({})).toEqual({ new: 1, open: 1, waiting: 0, closed: 1 })
    expect(await count({ inbox: 'support' })).toEqual({ new: 0, open: 1, waiting: 0, closed: 1 })
    expect(await count({ agent: 'sam' })).toEqual({ new: 0, open: 1, waiting: 0, closed: 0 })
  })

  it('S-4: lists come in pages', async () => {
    const w = createWorld()
    for (let n = 0; n < 7; n++) {
      await w.customerWrites(`${n}`, { customer: `c${n}`, from: null })
      if (n % 2 === 0) w.advance(minute)
    }
    const all = await readAllPages((after) => expectOk(w.desk.conversations({ after, limit: 2 })))
    expect(new Set(all.map(({ conversation }) => conversation.customer)).size).toBe(7)
    expect(all).toHaveLength(7)
  })

  it('E-4: the timeline has a phrase for each entry, oldest or newest first', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    w.advance(minute)
    await w.agentWrites('An answer')
    const { items } = await expectOk(w.desk.timeline({ customer: 'ada' }))
    expect(items.map(({ phrase }) => phrase)).toContain('The customer wrote by email')
    expect(items[0]).toMatchObject({ at: monday, key: 'customer.registered', conversation: null })
    const newest = await expectOk(w.desk.timeline({ customer: 'ada', order: 'newest_first' }))
    expect(newest.items).toEqual(items.toReversed())
    expect(await expectOk(w.desk.timeline({ customer: 'nobody' }))).toEqual({
      ok: true,
      items: [],
      next: null,
    })
  })

  it('E-4: a store that brings find and commit alone serves every command on one customer', async () => {
    const w = createWorld()
    const { load, commit } = w.store
    const desk = w.anotherDesk({ store: { load, commit } })
    await expectOk(desk.receive(inboundMail('one', { customer: 'ada' })))
    await expectOk(desk.send({ customer: 'ada', agent: 'sam', channel: 'email', text: 'An answer' }))
    const { version, status } = await expectOk(desk.current('ada'))
    expect(status).toBe('open')
    await expectOk(desk.close({ customer: 'ada', agent: 'sam', version }))
    for (const [refused, port] of [
      [await expectRefusal(desk.timeline({ customer: 'ada' })), 'timeline'],
      [await expectRefusal(desk.conversations({})), 'conversations'],
      [await expectRefusal(desk.counts()), 'counts'],
    ] as const)
      expect(refused).toMatchObject({
        code: 'store.unsupported',
        message: expect.stringContaining(`${port}()`),
      })
  })

  it('B-3: a store that answers nothing to a question is broken, and that is no refusal', async () => {
    const w = createWorld()
    const desk = w.anotherDesk({ store: { ...w.store, load: async () => [] } })
    await expect(desk.current('ada')).rejects.toThrow(/no situation/)
  })

  it('E-4, I-14: the timeline as it stood at a past instant lacks what was told later', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const then = w.advance(hour)
    w.advance(hour)
    await w.customerWrites('told late', { at: then - 1 })
    const told = async (asOf?: number) =>
      (await expectOk(w.desk.timeline({ customer: 'ada', asOf }))).items.flatMap(({ event }) =>
        event.type === 'message.received' ? [event.content?.text] : [],
      )
    expect(await told()).toEqual(['one', 'told late'])
    expect(await told(then)).toEqual(['one'])
    expect(await told(monday)).toEqual(['one'])
    expect(await told(monday - 1)).toEqual([])
    expect(await expectRefusal(w.desk.timeline({ customer: 'ada', asOf: 'yesterday' }))).toMatchObject({
      code: 'timeline.as_of_invalid',
      rule: 'B-1',
    })
  })
})
