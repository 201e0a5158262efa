import { describe, expect, it } from 'vitest'
import { createDesk, snapshotQuery } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { withNotify } from '../../src/outbox/index.ts'
import { type LogLine, replayLog } from '../../src/replay/index.ts'
import { ClassStore } from '../contract/class-store.ts'
import { day, expectOk, inboundMail, monday, policyOf } from '../support/world.ts'

const customer = 'ada'

describe('a store that is a class', () => {
  it('erases a customer whole (CU-9, E-7)', async () => {
    const tables = memoryStore()
    const desk = createDesk({ store: new ClassStore(tables), policy: policyOf() })
    await expectOk(desk.receive(inboundMail('a secret', { customer })))
    await expectOk(desk.erase({ customer, force: true }))
    const { items } = await tables.timeline({ customer, order: 'oldest_first', after: null, limit: 50 })
    expect(items.length).toBeGreaterThan(0)
    expect(JSON.stringify(items)).not.toContain('secret')
  })

  it('keeps its ports when the outbox or a replay wraps it (E-6, O-4)', async () => {
    const store = new ClassStore()
    const desk = createDesk({ store: withNotify(store, async () => undefined), policy: policyOf() })
    await expectOk(desk.receive(inboundMail('one', { customer })))
    expect(await expectOk(desk.conversations({ status: 'new' }))).toMatchObject({
      items: [{ status: 'new' }],
    })
    const bob = { at: monday, customer: 'bob' }
    const lines: readonly LogLine[] = [
      { ...bob, type: 'message.in', channel: 'email', id: 'm1' },
      { ...bob, type: 'task.create', id: 't1', dueAt: monday + day },
    ]
    for (const _ of [1, 2]) expect((await replayLog(lines, { store })).rejections).toEqual([])
    expect(await store.load([snapshotQuery({ customer: 'bob' })])).toMatchObject([
      { customer: { id: 'bob' } },
    ])
  })
})
