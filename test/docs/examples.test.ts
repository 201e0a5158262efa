import { spawnSync } from 'node:child_process'
import {
  type Conversation,
  commandIdOf,
  createDesk,
  definePolicy,
  explainReasons,
  type Repository,
  snapshotQuery,
  type TimelineReader,
} from 'throughline'
import { memoryStore } from 'throughline/memory'
import { describe, expect, it } from 'vitest'
import { ownRepository } from '../../docs/examples/own-repository.ts'
import { policy as full } from '../../docs/examples/policy.ts'
import { handler, webhook } from '../../docs/examples/sms-webhook.ts'
import { receiveWithoutDesk } from '../../docs/examples/without-desk.ts'
import { root, textOf } from './documents.ts'

const policy = definePolicy({ inbox: 'support', reopenWindow: { days: 7 } })
const now = Date.parse('2026-01-31T09:00:00Z')
const hour = 3_600_000

const counter = (): (() => string) => {
  let n = 0
  return () => `id-${++n}`
}

/** As much of a timeline as an erasure needs, of the events that the answers told of, found one command after another. */
const withTimeline = (store: Repository, answers: readonly unknown[]): Repository & TimelineReader => ({
  ...store,
  timeline: async ({ customer }) => {
    const told = JSON.stringify(answers).matchAll(/"id":"([^"]+\.\d+)","type"/g)
    const commands = [...new Set([...told].map(([, id = '']) => commandIdOf(id)))]
    const [found] = await store.load([snapshotQuery({ customer, commands })])
    return { items: found?.commandEvents ?? [], next: null }
  },
})

/** A history with something of everything, told to a desk on any store. */
const tell = async (store: Repository) => {
  let clock = now
  const answers: unknown[] = []
  const desk = createDesk({
    store: withTimeline(store, answers),
    policy,
    clock: () => clock,
    newId: counter(),
  })
  const email = { channel: 'email', from: 'ada@example.com' } as const
  const message = { ...email, id: '<1@mail>', text: 'The vase arrived broken' }
  const first = await desk.receive(message)
  if (!first.ok || first.customer === null) throw new Error('not received')
  const { customer } = first
  const sam = { customer, agent: 'sam' } as const
  answers.push(
    first,
    await desk.receive(message),
    await desk.send({ ...sam, channel: 'email', id: '<2@shop>', text: 'A new one is on its way' }),
    await desk.addAddress({ customer, channel: 'sms', address: '+49 30 123456' }),
    await desk.startCall({ id: 'call-1', from: '+49 30 123456' }),
    await desk.answerCall({ id: 'call-1', agent: 'kim' }),
    await desk.endCall({ id: 'call-1', by: 'customer' }),
  )
  clock += 2 * hour
  const { version } = answers.at(-1) as { readonly version: number }
  answers.push(await desk.close({ ...sam, version }))
  clock += 2 * hour
  answers.push(await desk.receive({ kind: 'bounce', channel: 'email', of: '<2@shop>', id: 'bounce-1' }))
  answers.push(await desk.receive({ channel: 'sms', from: '+4930123456', id: 'sms-1', text: 'It has come' }))
  const other = await desk.receive({ ...email, from: 'bob@example.com', id: '<3@mail>', text: 'Hello' })
  answers.push(other, await desk.addAddress({ customer, channel: 'email', address: 'bob@example.com' }))
  const current = await desk.current(customer)

  const made = await desk.createTask({ ...sam, text: 'Call Ada back', dueAt: clock + hour })
  const task = (made.ok && made.task?.id) || ''
  const texted = answers.at(-3) as { readonly conversation: Conversation }
  const contacts = texted.conversation.contacts.map(({ id }) => id)
  answers.push(
    made,
    await desk.commentOnTask({ ...sam, task, text: 'Nobody there' }),
    await desk.separate({ ...sam, contacts, commandId: 'separate' }),
    await desk.separate({ ...sam, contacts, commandId: 'separate' }),
    await desk.rejoin(sam),
  )
  clock += 2 * hour
  const bob = (other.ok && other.customer) || ''
  answers.push(
    await desk.planMerge({ customer: bob, into: customer }),
    await desk.merge({ customer: bob, into: customer, agent: 'sam', commandId: 'merge' }),
    await desk.merge({ customer: bob, into: customer, agent: 'sam', commandId: 'merge' }),
    await desk.receive({ ...email, from: 'bob@example.com', id: '<4@mail>', text: 'Me again' }),
    await desk.receive({ ...email, from: 'bob@example.com', id: '<3@mail>', text: 'Hello' }),
    await desk.closeTask({ customer: bob, task }),
    await desk.redact({ ...sam, message: first.message ?? '' }),
  )
  const merged = await desk.current(bob)
  answers.push(await desk.erase({ ...sam, force: true }), await desk.receive(message))
  const kept = await withTimeline(store, answers).timeline({
    customer,
    order: 'oldest_first',
    after: null,
    limit: 1,
  })
  return { answers, current, merged, kept: kept.items }
}

describe('docs/examples/own-repository.ts', () => {
  it('gives the answers that the memory store gives', async () => {
    const [own, model] = [await tell(ownRepository()), await tell(memoryStore())]
    expect(own).toEqual(model)
    expect(own.current.ok && own.current.status).toBe('open')
    expect(own.answers.filter((answer) => !(answer as { readonly ok: boolean }).ok)).toMatchObject([
      { error: { code: 'address.taken' } },
    ])
    expect(own.merged).toMatchObject({ ok: true, customer: { absorbed: [expect.any(String)] } })
    expect(own.answers.at(-1)).toMatchObject({ outcome: 'duplicate' })
  })

  it('E-7, CU-9: keeps nothing of what was said and written after an erasure, of absorbed customers neither', async () => {
    const { answers, kept } = await tell(ownRepository())
    const said = /example\.com|30123456|vase|on its way|It has come|Hello|Me again|Call Ada|Nobody there/
    expect(JSON.stringify(answers)).toMatch(said)
    expect(kept.length).toBeGreaterThan(40)
    expect(new Set(kept.map(({ customer }) => customer)).size).toBe(2)
    expect(JSON.stringify(kept)).not.toMatch(said)
  })

  it('O-4: 64 first messages at eight desks make one conversation', async () => {
    const store = ownRepository()
    const desks = Array.from({ length: 8 }, () =>
      createDesk({
        store,
        policy,
        clock: () => now,
        wait: async () => {},
        retryFor: Number.POSITIVE_INFINITY,
      }),
    )
    const received = await Promise.all(
      Array.from({ length: 64 }, (_, n) =>
        desks[n % 8]!.receive({ channel: 'sms', from: '+49 30 123456', id: `sms-${n}`, text: `image ${n}` }),
      ),
    )
    const conversations = received.map((answer) => answer.ok && answer.conversation?.id)
    expect(new Set(conversations).size).toBe(1)
    expect(new Set(received.map((answer) => answer.ok && answer.message)).size).toBe(64)
  })
})

describe('docs/examples/without-desk.ts', () => {
  const host = (repository: Repository) => {
    const time = { now }
    return { time, repository, policy, clock: () => time.now, newId: counter() }
  }
  const message = { channel: 'email', from: 'ada@example.com', id: '<1@mail>', text: 'Broken' } as const

  it('does by hand what a desk does', async () => {
    const by = host(memoryStore())
    const first = await receiveWithoutDesk(by, message)
    expect(first).toMatchObject({ ok: true, outcome: 'start' })
    expect(await receiveWithoutDesk(by, message)).toMatchObject({ outcome: 'duplicate' })

    const desk = createDesk({ store: by.repository, policy, clock: by.clock })
    const customer = first.ok ? (first.conversation?.customer ?? '') : ''
    const sent = await desk.send({ customer, agent: 'sam', channel: 'email', text: 'On its way' })
    by.time.now += 2 * hour
    const late = await receiveWithoutDesk(by, { ...message, id: '<2@mail>', text: 'When?' })
    expect(late).toMatchObject({ ok: true, outcome: 'append' })
    expect(late.ok && late.conversation?.contacts.map(({ startedAt }) => startedAt)).toEqual([by.time.now])

    const { version } = (await desk.current(customer)) as { readonly version: number }
    const closed = await desk.close({ customer, agent: 'sam', version, force: true })
    expect([sent.ok, closed.ok]).toEqual([true, true])
    by.time.now += 27 * hour
    const again = await receiveWithoutDesk(by, { ...message, id: '<3@mail>', text: 'It came, thanks' })
    expect(again.ok && explainReasons(again.reasons)).toMatch(/^W-1: .*1 d 3 h/)
  })

  it('looks again when somebody else was first', async () => {
    const store = memoryStore()
    let others = 2
    const contended: Repository = {
      load: async (queries) => {
        const found = await store.load(queries)
        if (others-- > 0)
          await createDesk({ store, policy }).receive({
            ...message,
            id: `<other-${others}@mail>`,
            text: 'Me too',
          })
        return found
      },
      commit: store.commit,
    }
    const stored = await receiveWithoutDesk(host(contended), message)
    expect(stored).toMatchObject({ ok: true, outcome: 'append' })
  })

  it('refuses what cannot be read', async () => {
    const refused = await receiveWithoutDesk(host(memoryStore()), { ...message, channel: 'fax' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'channel.unknown' } })
  })
})

describe('docs/examples/policy.ts', () => {
  it('is a policy, and says in full what its comments say', () => {
    expect(full.reopenWindow.byTopic).toBe(true)
    expect(full.inbox.byEndpoint).toEqual({ 'returns@shop.example': 'returns', '+4930123456': 'hotline' })
    expect(full.firstResponse.byEndpoint).toEqual({ '+4930123456': { length: hour / 30, calendar: null } })
    expect(full.firstResponse.byInbox['support']).toEqual({ length: 4 * hour, calendar: 'office' })
    expect(full.autoClose).toBe(72 * hour)
    expect(full.channels['sms']).toMatchObject({ class: 'messaging', redactsDeleted: true })
    expect(full.channels['line']?.replyWindow).toEqual({ agent: 48 * hour, automation: 48 * hour })
  })
})

describe('docs/examples/sms-webhook.ts', () => {
  const post = (body: unknown): Request =>
    new Request('https://shop.example/sms', { method: 'POST', body: JSON.stringify(body) })
  const sms = {
    sid: 'SM1',
    from: '+4930123456',
    to: '+4930654321',
    body: 'Where is it?',
    sentAt: '2026-01-31T09:00:00Z',
  }

  const answer = async (response: Promise<Response>): Promise<readonly [number, unknown]> => {
    const { status, ...rest } = await response.then(async (got) => ({
      status: got.status,
      body: await got.json(),
    }))
    return [status, rest.body]
  }

  it('answers 200 for a message, and for the same message again', async () => {
    expect(await answer(handler(post(sms)))).toEqual([200, { outcome: 'start', message: expect.any(String) }])
    expect(await answer(handler(post(sms)))).toEqual([
      200,
      { outcome: 'duplicate', message: expect.any(String) },
    ])
  })

  it('answers 409 for news of a message that is not known yet', async () => {
    expect(await answer(handler(post({ ...sms, sid: 'SM9', status: 'failed' })))).toMatchObject([
      409,
      { error: 'message.unknown' },
    ])
  })

  it('answers 422 for what nobody can read', async () => {
    expect(await answer(handler(post({ ...sms, sentAt: 'yesterday' })))).toMatchObject([
      422,
      { error: 'inbound.invalid' },
    ])
    expect(await answer(handler(post('no object')))).toMatchObject([422, {}])
  })

  it('answers 409 when others keep writing first', async () => {
    const { load: find } = memoryStore()
    const store: Repository = {
      load: find,
      commit: async () => ({ ok: false, conflict: { kind: 'stale', key: 'ada' } }),
    }
    const busy = webhook(createDesk({ store, policy, retryFor: 0 }))
    expect(await answer(busy(post(sms)))).toMatchObject([409, { error: 'desk.conflict' }])
  })
})

describe('the commands of README.md', () => {
  const given = [...textOf('README.md').matchAll(/^npm run -s throughline -- (.+)$/gm)].map(
    ([, args = '']) => args,
  )

  it.each(given)(
    'throughline %s',
    (args) => {
      const command = ['--import', 'tsx', 'src/replay/cli.ts', ...args.split(' ')]
      const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' })
      expect(stderr).toBe('')
      expect(status).toBe(0)
      expect(stdout).not.toBe('')
    },
    60_000,
  )

  it('are at least three', () => {
    expect(given.length).toBeGreaterThanOrEqual(3)
  })
})
