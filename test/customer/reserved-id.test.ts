import { describe, expect, it } from 'vitest'
import { sharedAddressOwner } from '../../src/customer/grant-address.ts'
import { createImportDesk, planOf } from '../migration/import-desk.ts'
import { createWorld, day, expectOk, expectRefusal, inboundMail, monday } from '../support/world.ts'

const home = { channel: 'email', address: 'office@example.com' }
const record = { id: '1', customer: sharedAddressOwner, state: 'open', startedAt: monday - day }

describe('the id that shared addresses are claimed under', () => {
  it('is refused as a customer wherever a host app names one, and nothing is stored (I-17, B-1)', async () => {
    const { desk, now, customerWrites, events } = createWorld()
    await customerWrites('one')
    await expectOk(desk.addAddress({ customer: 'ada', ...home, shared: true }))
    const before = (await events()).length
    const customer = sharedAddressOwner
    const call = { id: 'call-1', customer }
    const refused = [
      [desk.receive(inboundMail('two', { customer })), 'inbound.invalid', 'customer'],
      [desk.startCall(call), 'inbound.invalid', 'customer'],
      [desk.answerCall({ ...call, agent: 'sam' }), 'inbound.invalid', 'customer'],
      [desk.register({ customer }), 'command.invalid', 'customer'],
      [desk.register({ customer, addresses: [home] }), 'command.invalid', 'customer'],
      [desk.addAddress({ customer, ...home }), 'command.invalid', 'customer'],
      [desk.moveAddress({ customer, ...home, to: 'ada' }), 'command.invalid', 'customer'],
      [desk.moveAddress({ customer: 'ada', ...home, to: customer }), 'command.invalid', 'to'],
      [
        desk.send({ customer, agent: 'sam', ...home, to: home.address, text: 'x' }),
        'command.invalid',
        'customer',
      ],
      [desk.note({ customer, agent: 'sam', text: 'x' }), 'command.invalid', 'customer'],
      [desk.createTask({ customer, text: 'x', dueAt: now() + day }), 'command.invalid', 'customer'],
      [desk.planMerge({ customer, into: 'ada' }), 'command.invalid', 'customer'],
      [desk.merge({ customer, into: 'ada' }), 'command.invalid', 'customer'],
      [desk.merge({ customer: 'ada', into: customer }), 'command.invalid', 'into'],
      [desk.erase({ customer }), 'command.invalid', 'customer'],
      [desk.timeline({ customer }), 'command.invalid', 'customer'],
      [desk.current(customer), 'command.invalid', 'customer'],
    ] as const
    for (const [answer, code, path] of refused)
      expect(await expectRefusal(answer as Promise<{ readonly ok: boolean }>)).toMatchObject({
        code,
        issues: [{ path, message: expect.stringMatching(/not the reserved "\(shared\)"/) }],
      })
    expect(await events()).toHaveLength(before)
  })

  it('is the id of an agent or of an inbox like any other (I-17)', async () => {
    const { desk, customerWrites } = createWorld()
    await customerWrites('one')
    const to = { to: sharedAddressOwner, inbox: sharedAddressOwner, expected: null }
    await expectOk(desk.assign({ customer: 'ada', agent: 'sam', ...to }))
  })

  it('is left out of the plan of an import with the reason, and refused by the import (I-17, B-1)', async () => {
    const issue = { path: 'customer', message: expect.stringMatching(/not the reserved "\(shared\)"/) }
    const plan = planOf([record, { ...record, id: '2', customer: 'ada' }], monday)
    expect(plan.skipped).toMatchObject([{ reason: 'unreadable', at: 0, issues: [issue] }])
    expect(plan.customers.map(({ customer }) => customer)).toEqual(['ada'])
    const old = createImportDesk()
    const [ada] = plan.customers
    const input = { name: 'old', conversations: ada?.conversations ?? [], customer: sharedAddressOwner }
    expect(await expectRefusal(old.importCustomer(input))).toMatchObject({
      code: 'command.invalid',
      issues: [issue],
    })
    expect(await old.events()).toEqual([])
  })
})
