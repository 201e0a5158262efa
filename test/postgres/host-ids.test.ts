import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { createWorld, day, expectOk, expectRefusal, findStoreFaults, inboundMail } from '../support/world.ts'
import { databases } from './databases.ts'

const all = await databases()
const stores = [
  { name: 'memory', make: async () => memoryStore() },
  ...all.map(({ name, fresh }) => ({ name, make: async () => (await fresh()).store() })),
]

/** Texts of the greatest length that no database can make shorter: three bytes a character, and six where it is escaped. */
const longest = (first: number, length = 255): string =>
  Array.from({ length }, (_, n) => String.fromCharCode(first + ((n * n * 7919 + n * 104_729) % 2_000))).join(
    '',
  )

describe.each(stores)('ids of the host app on $name', ({ make }) => {
  it.each([
    ['of three bytes a character', 0x4e00],
    ['of lone surrogates', 0xd800],
  ])('are stored up to 255 characters %s (B-4)', async (_, first) => {
    const [customer, agent, inbox, other] = [0, 3, 5, 9].map((n) => longest(first + n)) as [
      string,
      string,
      string,
      string,
    ]
    const w = createWorld({ store: await make(), policy: { inbox } })
    await w.customerWrites('one', { customer })
    await expectOk(w.desk.send({ customer, agent, channel: 'email', text: 'two', commandId: longest(first) }))
    await expectOk(w.desk.assign({ customer, agent, to: other, expected: agent, inbox: other }))
    await expectOk(
      w.desk.createTask({ customer, agent, to: other, inbox: other, text: 'x', dueAt: w.now() + day }),
    )
    await expectOk(w.desk.register({ customer: other }))
    await expectOk(w.desk.merge({ customer, into: other }))
    expect((await expectOk(w.desk.conversations({ inbox: other, agent: other }))).items).toHaveLength(1)
    expect((await expectOk(w.desk.tasks({ customer, agent: other }))).items).toHaveLength(1)
    expect((await expectOk(w.desk.timeline({ customer }))).items.length).toBeGreaterThan(4)
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('are refused when they are longer, wherever they are given (B-4)', async () => {
    const w = createWorld({ store: await make() })
    await w.customerWrites('one')
    const long = 'x'.repeat(256)
    const by = { customer: 'ada', agent: 'sam' }
    const due = { text: 'x', dueAt: w.now() + day }
    const refused = [
      [w.desk.receive(inboundMail('two', { customer: long })), 'inbound.invalid', 'customer'],
      [w.desk.send({ ...by, customer: long, channel: 'email', text: 'x' }), 'command.invalid', 'customer'],
      [w.desk.send({ ...by, agent: long, channel: 'email', text: 'x' }), 'command.invalid', 'agent'],
      [w.desk.note({ customer: 'ada', automation: long, text: 'x' }), 'command.invalid', 'automation'],
      [w.desk.assign({ ...by, to: long, expected: null }), 'command.invalid', 'to'],
      [w.desk.assign({ ...by, to: 'kim', inbox: long, expected: null }), 'command.invalid', 'inbox'],
      [w.desk.releaseAgent({ from: long }), 'command.invalid', 'from'],
      [w.desk.moveInbox({ from: 'support', to: long }), 'command.invalid', 'to'],
      [w.desk.register({ customer: long }), 'command.invalid', 'customer'],
      [w.desk.merge({ customer: 'ada', into: long }), 'command.invalid', 'into'],
      [w.desk.current(long), 'command.invalid', 'customer'],
      [w.desk.createTask({ ...by, ...due, inbox: long }), 'task.invalid', 'inbox'],
      [w.desk.createTask({ ...by, ...due, to: long }), 'task.invalid', 'agent'],
    ] as const
    for (const [answer, code, path] of refused)
      expect(await expectRefusal(answer as Promise<{ readonly ok: boolean }>)).toMatchObject({
        code,
        issues: [{ path, message: expect.stringMatching(/1 to 255 characters/) }],
      })
    expect((await w.events()).map(({ customer }) => customer)).not.toContain(long)
  })
})

it('are refused in a policy when they are longer (B-4)', () => {
  const long = 'x'.repeat(256)
  for (const [input, path] of [
    [{ inbox: long }, 'inbox'],
    [{ inbox: { default: 'a', byChannel: { email: long } } }, 'inbox.byChannel.email'],
    [{ inbox: { default: 'a', byEndpoint: { 'help@shop.com': long } } }, 'inbox.byEndpoint.help@shop.com'],
    [{ inbox: 'a', channels: { [long]: {} } }, 'channels'],
  ] as const)
    expect(parsePolicy(input)).toMatchObject({ ok: false, error: [{ path }] })
})
