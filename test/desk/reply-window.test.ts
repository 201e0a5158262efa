import { describe, expect, it } from 'vitest'
import {
  createWorld,
  type DeskWorld,
  day,
  expectOk,
  expectRefusal,
  hour,
  minute,
  monday,
} from '../support/world.ts'

const number = '+491234567890'
const whatsapp = { channel: 'whatsapp', from: number } as const
const key = { customer: 'ada', channel: 'whatsapp' } as const
const send = (w: DeskWorld, more = {}) => w.desk.send({ ...key, agent: 'sam', text: 'Hello', ...more })

describe('reply windows', () => {
  it.each([
    [day - 1, true, 'inside'],
    [day, false, 'over'],
  ] as const)('K-10: %i ms after the last incoming message: %s', async (later, allowed, why) => {
    const w = createWorld()
    await w.customerWrites('one', whatsapp)
    w.advance(later)
    expect(await expectOk(w.desk.canReply(key))).toEqual({ ok: true, allowed, until: monday + day, why })
    const sent = await send(w)
    expect(sent.ok).toBe(allowed)
    if (!sent.ok)
      expect(sent.error).toMatchObject({ code: 'message.reply_window_over', until: monday + day, why })
  })

  it('K-10: who was never heard may not be written to, but for a template', async () => {
    const w = createWorld()
    await expectOk(w.desk.register({ customer: 'ada', addresses: [{ channel: 'sms', address: number }] }))
    expect(await expectOk(w.desk.canReply(key))).toMatchObject({
      allowed: false,
      until: null,
      why: 'no_inbound',
    })
    expect(await expectRefusal(send(w))).toMatchObject({
      code: 'message.reply_window_over',
      why: 'no_inbound',
    })
    expect(await expectOk(send(w, { template: true }))).toMatchObject({ status: 'open' })
  })

  it('K-10: it counts from the last incoming message, never from ours, beyond contacts and conversations', async () => {
    const w = createWorld()
    await w.customerWrites('one', whatsapp)
    w.advance(20 * hour)
    await expectOk(send(w))
    await w.agentCloses()
    w.advance(4 * hour)
    expect(await expectRefusal(send(w, { intent: 'new' }))).toMatchObject({
      code: 'message.reply_window_over',
    })
    await w.customerWrites('two', { ...whatsapp, id: null })
    w.advance(minute)
    expect((await expectOk(send(w))).status).toBe('open')
  })

  it('K-10: it is of the line: another number, another endpoint or another channel has its own', async () => {
    const w = createWorld()
    await w.customerWrites('one', { ...whatsapp, endpoint: 'shop' })
    await w.customerWrites('two', { channel: 'sms', from: number })
    expect(await expectOk(w.desk.canReply({ ...key, endpoint: 'shop' }))).toMatchObject({ allowed: true })
    expect(await expectOk(w.desk.canReply({ ...key, endpoint: 'sales' }))).toMatchObject({
      why: 'no_inbound',
    })
    expect(await expectOk(w.desk.canReply({ ...key, endpoint: 'shop', to: '+499876543210' }))).toMatchObject({
      why: 'no_inbound',
    })
    expect(await expectOk(w.desk.canReply({ ...key, endpoint: 'shop', to: null }))).toMatchObject({
      why: 'no_inbound',
    })
    expect(await expectOk(w.desk.canReply({ ...key, endpoint: 'shop', to: 'Anonymous' }))).toMatchObject({
      why: 'no_inbound',
    })
    expect(await expectOk(w.desk.canReply({ ...key, channel: 'sms' }))).toMatchObject({ why: 'no_window' })
  })

  it('K-10: what is kept quietly is incoming too; what is late moves nothing back', async () => {
    const w = createWorld()
    await w.customerWrites('one', whatsapp)
    w.advance(20 * hour)
    await w.customerWrites('beep', { ...whatsapp, id: null, automated: true })
    await w.customerWrites('late', { ...whatsapp, id: null, at: w.now() - 10 * hour })
    expect(await expectOk(w.desk.canReply(key))).toMatchObject({ until: monday + 44 * hour })
    await expectOk(w.desk.block({ customer: 'ada' }))
    w.advance(hour)
    await w.customerWrites('blocked', { ...whatsapp, id: null })
    expect(await expectOk(w.desk.canReply(key))).toMatchObject({ until: monday + 45 * hour })
  })

  it('K-10: an agent may have longer than a machine, as the host declares', async () => {
    const replyWindow = { agent: { days: 7 }, automation: { days: 1 } }
    const w = createWorld({ policy: { channels: { messenger: { replyWindow } } } })
    await w.customerWrites('one', { channel: 'messenger', from: 'ada' })
    w.advance(2 * day)
    const messenger = { customer: 'ada', channel: 'messenger' }
    expect(await expectOk(w.desk.canReply(messenger))).toMatchObject({
      allowed: true,
      until: monday + 7 * day,
    })
    expect(await expectOk(w.desk.canReply({ ...messenger, by: 'automation' }))).toMatchObject({
      allowed: false,
    })
    const text = { ...messenger, text: 'Hello' }
    expect((await w.desk.send({ ...text, automation: 'bot' })).ok).toBe(false)
    expect((await w.desk.send({ ...text, agent: 'sam' })).ok).toBe(true)
  })

  it('K-10: an unknown channel is refused', async () => {
    const w = createWorld()
    expect(await expectRefusal(w.desk.canReply({ ...key, channel: 'fax' }))).toMatchObject({
      code: 'channel.unknown',
    })
    expect(await expectRefusal(send(w, { channel: 'fax' }))).toMatchObject({ code: 'channel.unknown' })
  })
})
