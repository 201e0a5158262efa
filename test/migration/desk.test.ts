import { describe, expect, it } from 'vitest'
import { importedId } from '../../src/migration/import-command.ts'
import {
  day,
  expectOk,
  expectRefusal,
  findStoreFaults,
  hour,
  inboundMail,
  minute,
  monday,
  requireConversation,
} from '../support/world.ts'
import { createImportDesk, planOf } from './import-desk.ts'

const open = {
  id: '1',
  customer: 'ada',
  state: 'open',
  startedAt: monday - 3 * day,
  channel: 'email',
  address: 'ada@example.com',
}
const solved = { ...open, state: 'resolved', closedAt: monday - day }
const ours = importedId('old', 'ada', '1')

describe('a desk after an import', () => {
  it('O-6, W-1: a message inside the window of an imported close reopens', async () => {
    const old = createImportDesk({ policy: { reopenWindow: { days: 1 } } })
    await old.importRecords([solved])
    const { outcome, conversation } = await expectOk(old.desk.receive(inboundMail('Again')))
    expect([outcome, requireConversation(conversation).id]).toEqual(['reopen', ours])
    expect(await findStoreFaults(old)).toEqual([])
  })

  it('O-6, W-1: one after it starts a new one, which follows', async () => {
    const old = createImportDesk({ policy: { reopenWindow: { days: 1 } } })
    await old.importRecords([solved])
    old.advance(1)
    const { outcome, conversation } = await expectOk(old.desk.receive(inboundMail('Again')))
    expect([outcome, requireConversation(conversation).follows]).toEqual(['start', ours])
  })

  it('O-6, W-1: a window from the last customer message is measured from the imported one', async () => {
    const old = createImportDesk({
      policy: { reopenWindow: { plain: { days: 2 }, anchor: 'last_customer_message' } },
    })
    await old.importRecords([{ ...solved, lastCustomerMessageAt: monday - 2 * day }])
    expect((await expectOk(old.desk.receive(inboundMail('Again')))).outcome).toBe('reopen')
    const later = createImportDesk({
      policy: { reopenWindow: { plain: { days: 2 }, anchor: 'last_customer_message' } },
    })
    await later.importRecords([{ ...solved, lastCustomerMessageAt: monday - 2 * day }])
    later.advance(1)
    expect((await expectOk(later.desk.receive(inboundMail('Again')))).outcome).toBe('start')
  })

  it('O-6: of several closed ones the last counts', async () => {
    const old = createImportDesk({ policy: { reopenWindow: { days: 7 } } })
    await old.importRecords([
      { ...solved, id: '2', closedAt: monday - hour },
      { ...solved, id: '1' },
    ])
    const { conversation } = await expectOk(old.desk.receive(inboundMail('Again')))
    expect(requireConversation(conversation).id).toBe(importedId('old', 'ada', '2'))
  })

  it('O-6, I-7: a message goes on in the imported active conversation, in the contact that waits', async () => {
    const old = createImportDesk()
    await old.importRecords([{ ...open, agent: 'sam', lastCustomerMessageAt: monday - hour }])
    const { outcome, conversation, status } = await expectOk(old.desk.receive(inboundMail('Still there?')))
    expect([outcome, requireConversation(conversation).id, status]).toEqual(['append', ours, 'open'])
    expect(requireConversation(conversation).contacts).toHaveLength(1)
    expect(requireConversation(conversation).pendingReplies.map(({ waitingSince }) => waitingSince)).toEqual([
      monday - hour,
    ])
  })

  it('O-6, C-1: what waits for an answer is not closed before it has one', async () => {
    const old = createImportDesk()
    await old.importRecords([{ ...open, agent: 'sam', lastCustomerMessageAt: monday - hour }])
    const { version } = await expectOk(old.desk.current('ada'))
    expect(await old.desk.close({ customer: 'ada', agent: 'sam', version })).toMatchObject({
      error: { code: 'conversation.awaiting_reply' },
    })
    const sent = await old.agentWrites('On its way', { to: 'ada@example.com' })
    expect(requireConversation(sent.conversation).pendingReplies).toEqual([])
    const closed = await expectOk(old.desk.close({ customer: 'ada', agent: 'sam', version: sent.version }))
    expect(closed.status).toBe('closed')
  })

  it('O-6, CU-4: who writes to one that was merged away is answered in the newest', async () => {
    const old = createImportDesk()
    await old.importRecords([open, { ...open, id: '2', startedAt: monday - day }])
    const newest = importedId('old', 'ada', '2')
    expect((await expectOk(old.desk.current('ada'))).conversation?.id).toBe(newest)
    const { conversation } = await expectOk(old.desk.receive(inboundMail('Hello')))
    expect(requireConversation(conversation).id).toBe(newest)
  })

  it('O-6: importing twice writes nothing twice, and answers `repeated`', async () => {
    const old = createImportDesk()
    const [ada] = planOf([solved, { ...open, id: '2' }], monday).customers
    if (ada === undefined) throw new Error('nothing is planned')
    const first = await expectOk(old.importCustomer({ name: 'old', ...ada }))
    const again = await expectOk(old.importCustomer({ name: 'old', ...ada }))
    expect([first.repeated, again.repeated]).toEqual([false, true])
    expect(again.version).toBe(first.version)
    expect(await old.events()).toHaveLength(first.events.length)
    const other = await expectOk(old.importCustomer({ name: 'older', ...ada }))
    expect(other.repeated).toBe(false)
    expect(await findStoreFaults(old)).toEqual([])
  })

  it('O-6: what a later export has more is added under the same name', async () => {
    const old = createImportDesk()
    await old.importRecords([solved])
    await old.importRecords([solved, { ...solved, id: '2' }])
    const started = (await old.events()).filter(({ type }) => type === 'conversation.started')
    expect(started.map(({ conversation }) => conversation)).toEqual([ours, importedId('old', 'ada', '2')])
  })

  it('O-6: what was to go into one that is over by now goes on itself', async () => {
    const old = createImportDesk()
    const newest = { ...open, id: '2', startedAt: monday - day }
    await old.importRecords([newest])
    await old.agentCloses()
    await old.importRecords([{ ...open, lastCustomerMessageAt: monday - hour }, newest])
    const { conversation, status } = await expectOk(old.desk.current('ada'))
    expect([conversation?.id, status]).toEqual([ours, 'new'])
    expect(await findStoreFaults(old)).toEqual([])
  })

  it('O-4: of the same import at two desks at once, one writes and the other finds it written', async () => {
    const old = createImportDesk()
    const twin = createImportDesk({ store: old.store })
    const [ada] = planOf([solved], monday).customers
    if (ada === undefined) throw new Error('nothing is planned')
    const answers = await Promise.all(
      [old, twin].map(({ importCustomer }) => expectOk(importCustomer({ name: 'old', ...ada }))),
    )
    expect(answers.map(({ repeated }) => repeated).sort()).toEqual([false, true])
    expect(await findStoreFaults(old)).toEqual([])
  })

  it('O-6, O-1: a customer who wrote here first keeps that conversation', async () => {
    const old = createImportDesk()
    const live = requireConversation(
      (await expectOk(old.desk.receive(inboundMail('Hello', { customer: 'ada' })))).conversation,
    ).id
    await old.importRecords([
      { ...open, lastCustomerMessageAt: monday - hour },
      { ...solved, id: '2' },
    ])
    const { conversation } = await expectOk(old.desk.current('ada'))
    expect(conversation?.id).toBe(live)
    expect(conversation?.pendingReplies.map(({ waitingSince }) => waitingSince)).toEqual([monday - hour])
    expect(await findStoreFaults(old)).toEqual([])
  })

  it('I-0: an imported address leads to its customer; one that has an owner stays with him', async () => {
    const old = createImportDesk()
    await expectOk(old.desk.receive(inboundMail('Hello', { customer: 'bob' })))
    await old.importRecords([{ ...open, customer: 'ada' }])
    expect((await expectOk(old.desk.receive(inboundMail('Again')))).customer).toBe('bob')
    await old.importRecords([{ ...open, id: '3', customer: 'bob' }])
    const conflicts = (await old.events()).filter(({ type }) => type === 'customer.address_conflict')
    expect(conflicts.map(({ customer, data }) => [customer, data])).toEqual([
      ['ada', { key: 'email:ada@example.com', owner: 'bob' }],
    ])
    await old.importRecords([{ ...open, id: '2', customer: 'cleo', address: 'cleo@example.com' }])
    expect((await expectOk(old.desk.receive(inboundMail('Hi', { from: 'cleo@example.com' })))).customer).toBe(
      'cleo',
    )
  })

  it('D-2: what was due before is applied first, at its time', async () => {
    const old = createImportDesk()
    await expectOk(
      old.desk.receive({ channel: 'chat', customer: 'ada', from: 'ada', id: 'c1', text: 'Hello' }),
    )
    await old.agentWrites('Hello', { channel: 'chat' })
    const time = old.advance(hour)
    await old.importRecords([solved])
    const ended = (await old.events()).find(({ type }) => type === 'contact.ended')
    expect([ended?.cause, ended?.occurredAt, ended?.recordedAt]).toEqual(['idle', time - 45 * minute, time])
    expect(await findStoreFaults(old)).toEqual([])
  })

  it('K-1: a channel that nobody declared is refused, and nothing is written', async () => {
    const old = createImportDesk()
    const [ada] = planOf([{ ...open, channel: 'fax' }], monday).customers
    expect(
      await expectRefusal(
        old.importCustomer({ name: 'old', ...(ada ?? { customer: '', conversations: [] }) }),
      ),
    ).toMatchObject({ code: 'channel.unknown' })
    expect(await old.events()).toEqual([])
  })

  it('E-4: the timeline tells it at its times', async () => {
    const old = createImportDesk()
    await old.importRecords([{ ...solved, lastCustomerMessageAt: monday - 2 * day }])
    const { items } = await expectOk(old.desk.timeline({ customer: 'ada' }))
    expect(items.map(({ key, at }) => [key, (monday - at) / day])).toEqual([
      ['customer.registered', 3],
      ['conversation.started', 3],
      ['conversation.status_changed.waiting', 3],
      ['message.received', 2],
      ['conversation.closed.imported', 1],
      ['conversation.status_changed.closed', 1],
    ])
  })
})
