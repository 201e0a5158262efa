import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type BadLine, type NumberedLine, readLog } from '../../src/replay/log.ts'
import { fileError } from '../../src/replay/log-error.ts'
import { parseLogLine } from '../../src/schema/parse-log-line.ts'

const folder = mkdtempSync(join(tmpdir(), 'throughline-log-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (content: string | Uint8Array): string => {
  const path = join(folder, 'log')
  writeFileSync(path, content)
  return path
}

const minute = (n: number): string => new Date(1_769_850_000_000 + n * 60_000).toISOString()
const close = (n: number, more: object = {}): string =>
  JSON.stringify({ at: minute(n), customer: 'ada', type: 'close', ...more })
const closes = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => close(n))

const readAll = async (content: string | Uint8Array) => {
  const good: NumberedLine[] = []
  const bad: BadLine[] = []
  for await (const line of readLog(file(content), { onBadLine: (each) => bad.push(each) })) good.push(line)
  return { good, bad, numbers: good.map(({ number }) => number) }
}

const failure = async (path: string): Promise<unknown> => {
  try {
    for await (const _ of readLog(path, { onBadLine: 'stop' }));
  } catch (error) {
    return error
  }
  return null
}

describe('parseLogLine', () => {
  const at = '2026-01-31T09:00:00Z'
  const instant = 1_769_850_000_000

  it.each([
    {
      type: 'message.in',
      channel: 'email',
      id: '<1>',
      topic: 'vase',
      address: 'a@b',
      automated: true,
      echo: false,
    },
    { type: 'message.in', channel: 'forum', text: '', length: 0 },
    {
      type: 'message.out',
      channel: 'email',
      agent: 'sam',
      intent: 'continue',
      text: 'x',
      length: 1,
      automated: false,
    },
    { type: 'call.started', channel: 'voice', direction: 'inbound', id: 'c1' },
    { type: 'call.answered', channel: 'voice', direction: 'outbound', id: 'c1', agent: 'sam' },
    { type: 'call.ended', channel: 'voice', direction: 'inbound', id: 'c1' },
    { type: 'contact.end', channel: 'chat', reason: 'idle' },
    { type: 'no_reply_needed', agent: 'sam' },
    { type: 'note', agent: 'sam', text: 'calls back' },
    { type: 'assign', agent: 'sam', inbox: 'support' },
    { type: 'unassign' },
    { type: 'topic.add', topic: 'vase' },
    { type: 'topic.remove', topic: 'vase' },
    { type: 'close', agent: 'sam', force: true },
    { type: 'reopen' },
    { type: 'task.create', id: 't1', text: 'x', agent: 'sam', inbox: 'support' },
    { type: 'task.close', id: 't1' },
    { type: 'task.reopen', id: 't1' },
    { type: 'customer.merge', into: 'bob', agent: 'sam' },
    { type: 'separate', channel: 'email', topic: 'vase', agent: 'sam', force: true },
    { type: 'separate', channel: 'email' },
    { type: 'rejoin', agent: 'sam' },
    { type: 'rejoin' },
  ])('B-1: $type', (fields) => {
    const line = Object.freeze({ at, customer: 'ada', thread: 'Q1', ...fields })
    expect(parseLogLine(line)).toEqual({ ok: true, value: { ...line, at: instant } })
  })

  it('B-1: every instant is parsed', () => {
    expect(parseLogLine({ at, customer: 'ada', type: 'snooze', until: at })).toHaveProperty(
      'value.until',
      instant,
    )
    expect(parseLogLine({ at, customer: 'ada', type: 'task.create', id: 't', dueAt: at })).toHaveProperty(
      'value.dueAt',
      instant,
    )
    expect(parseLogLine({ at: 1_769_850_000, customer: 'ada', type: 'close' })).toEqual({
      ok: false,
      error: [{ path: 'at', message: expect.stringContaining('seconds') }],
    })
  })

  it('B-1: unknown fields are kept', () => {
    const line = { at: instant, customer: 'ada', type: 'close', score: { a: [1, null] }, label: '' }
    expect(parseLogLine(line)).toEqual({ ok: true, value: line })
  })

  it('B-1: an empty optional name is an absent one, an empty text is a text', () => {
    const line = { at: instant, customer: 'ada', type: 'message.in', channel: 'chat', text: '' }
    const parsed = parseLogLine({ ...line, topic: '', thread: '', id: '' })
    expect(parsed).toStrictEqual({ ok: true, value: line })
  })

  it.each([
    [null, ['']],
    ['close', ['']],
    [[], ['type', 'at', 'customer']],
    [{}, ['type', 'at', 'customer']],
    [{ at, customer: 'ada', type: '__proto__' }, ['type']],
    [{ at, customer: '', type: 'close', force: 1 }, ['customer', 'force']],
    [{ at, customer: 'ada', type: 'message.in', length: -1, channel: '' }, ['channel', 'length']],
    [{ at, customer: 'ada', type: 'message.in', length: 0.5, channel: 'x', text: 5 }, ['text', 'length']],
    [
      { at, customer: 'ada', type: 'message.out', channel: 'x', intent: 'maybe', agent: null },
      ['intent', 'agent'],
    ],
    [
      { at, customer: 'ada', type: 'call.ended', channel: 'email', direction: 'in' },
      ['channel', 'direction', 'id'],
    ],
    [{ at, customer: 'ada', type: 'note' }, ['agent']],
    [{ at, customer: 'ada', type: 'topic.add', topic: '' }, ['topic']],
    [{ at, customer: 'ada', type: 'snooze', until: 'soon' }, ['until']],
    [{ at, customer: 'ada', type: 'separate' }, ['channel']],
    [
      { at, customer: 'ada', type: 'separate', channel: '', topic: 7, force: 'yes' },
      ['channel', 'topic', 'force'],
    ],
    [{ at, customer: 'ada', type: 'rejoin', agent: {} }, ['agent']],
    [{ at, customer: 'ada', type: 'customer.merge', into: '' }, ['into']],
    [{ at, customer: 'ada', type: 'task.create', dueAt: '2026' }, ['id', 'dueAt']],
  ])('B-1: %j is refused, naming each field', (value, paths) => {
    const parsed = parseLogLine(value)
    expect(parsed.ok ? [] : parsed.error.map(({ path }) => path)).toEqual(paths)
  })

  it('B-1: an unknown type is answered with the known ones, a missing field called missing', () => {
    expect(parseLogLine({ at, customer: 'ada', type: 'clsoe' })).toEqual({
      ok: false,
      error: [{ path: 'type', message: expect.stringMatching(/"message\.in".*"close".*"customer\.merge"/) }],
    })
    expect(parseLogLine({ at, type: 'close' })).toEqual({
      ok: false,
      error: [{ path: 'customer', message: 'is missing' }],
    })
  })

  it('B-4: any value is a line or refused with issues', () => {
    const value = fc.oneof(
      fc.anything({ key: fc.constantFrom('type', 'at', 'customer', 'channel', '__proto__', 'length') }),
      fc.record({
        type: fc.constantFrom('close', 'note', '__proto__'),
        at: fc.anything(),
        customer: fc.anything(),
      }),
    )
    fc.assert(
      fc.property(value, (given) => {
        const parsed = parseLogLine(given)
        if (!parsed.ok) expect(parsed.error.length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('readLog', () => {
  it('yields each line with its number and skips blank ones', async () => {
    const { good, bad } = await readAll(`${close(0)}\n\n  \n${close(1)}\n`)
    expect(bad).toEqual([])
    expect(good).toEqual([
      { number: 1, line: { at: Date.parse(minute(0)), customer: 'ada', type: 'close' } },
      { number: 4, line: { at: Date.parse(minute(1)), customer: 'ada', type: 'close' } },
    ])
  })

  it('takes a byte order mark, CRLF, no last line end, and an empty file', async () => {
    expect((await readAll(`\ufeff${closes(3).join('\r\n')}`)).numbers).toEqual([1, 2, 3])
    expect(await readAll('')).toEqual({ good: [], bad: [], numbers: [] })
  })

  it('sees what is packed by its bytes, not by its name', async () => {
    expect((await readAll(gzipSync(`\ufeff${closes(3).join('\n')}`))).numbers).toEqual([1, 2, 3])
    const [first, second] = [closes(2), closes(4).slice(2)].map((lines) => gzipSync(`${lines.join('\n')}\n`))
    expect((await readAll(Buffer.concat([first as Buffer, second as Buffer]))).numbers).toEqual([1, 2, 3, 4])
    expect((await readAll(gzipSync(''))).numbers).toEqual([])
  })

  it('puts lines and characters together that pieces cut apart', async () => {
    const texts = Array.from({ length: 40 }, (_, n) => `${'ä'.repeat(n * 331)}😀${'x'.repeat(n)}`)
    const content = texts.map((text, n) => close(n, { text })).join('\n')
    for (const packed of [content, gzipSync(content)]) {
      const { good, bad } = await readAll(packed)
      expect(bad).toEqual([])
      expect(good.map(({ line }) => (line as { readonly text?: string }).text)).toEqual(texts)
    }
  })

  it('B-1: reports no JSON, a wrong shape and a step back in time, and goes on', async () => {
    const { numbers, bad } = await readAll(
      [close(5), '{"at":', close(4), '{"type":"close"}', close(5), close(6)].join('\n'),
    )
    expect(numbers).toEqual([1, 5, 6])
    expect(bad).toEqual([
      { number: 2, issues: [{ path: '', message: expect.stringMatching(/^is not JSON: /) }] },
      { number: 3, issues: [{ path: 'at', message: expect.stringContaining(minute(5)) }] },
      {
        number: 4,
        issues: [
          { path: 'at', message: 'is missing' },
          { path: 'customer', message: 'is missing' },
        ],
      },
    ])
  })

  it('B-1: `stop` ends at the first bad line with a plain error that names it', async () => {
    const error = await failure(file([close(0), '{"type":"close"}', 'x'].join('\n')))
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      name: 'LogError',
      message: 'Line 2: at is missing; customer is missing.',
      line: 2,
      issues: [{ path: 'at' }, { path: 'customer' }],
    })
    expect(await failure(file('x'))).toMatchObject({ message: expect.stringMatching(/^Line 1: is not JSON/) })
  })

  it('reads a packed log that was cut off up to the cut, and says so', async () => {
    const packed = gzipSync(closes(5_000).join('\n'))
    for (const cut of [3, Math.floor(packed.length / 2), packed.length - 4]) {
      const { numbers, bad } = await readAll(packed.subarray(0, cut))
      expect(bad).toEqual([
        {
          number: numbers.length + 1,
          issues: [{ path: '', message: expect.stringContaining('cut off') }],
          endsLog: true,
        },
      ])
      if (cut === packed.length - 4) expect(numbers).toHaveLength(4_999)
      if (cut > 3) expect(numbers.length).toBeGreaterThan(2_000)
    }
    expect(await failure(file(packed.subarray(0, packed.length - 4)))).toMatchObject({ line: 5_000 })
  })

  it.each([2_000, 90_000])(
    'reads a damaged packed log of %d lines up to the damage, and says so',
    async (count) => {
      const lines = Array.from({ length: count }, (_, n) => close(n, { id: `${Math.sin(n)}` }))
      const packed = gzipSync(lines.join('\n'))
      const middle = Math.floor(packed.length / 2)
      packed.fill(0xff, middle, middle + 100)
      const { numbers, bad } = await readAll(packed)
      expect(numbers.length).toBeGreaterThan(count / 4)
      expect(bad.at(-1)?.issues[0]?.message).toContain('damaged')
    },
  )

  it('does not fill the memory with a file that has no lines', async () => {
    const { numbers, bad } = await readAll(gzipSync(`${close(0)}\n${'x'.repeat(17_000_000)}`))
    expect(numbers).toEqual([1])
    expect(bad).toEqual([
      { number: 2, issues: [{ path: '', message: expect.stringContaining('16 MB') }], endsLog: true },
    ])
  })

  it('says of a file that cannot be read what to do', async () => {
    const missing = join(folder, 'none.jsonl')
    expect(await failure(missing)).toMatchObject({
      name: 'LogError',
      message: `Cannot read ${missing}: there is no such file. Check the path; a relative one starts from the present folder.`,
      line: 0,
      issues: [],
    })
    expect(await failure(folder)).toMatchObject({ message: expect.stringContaining('it is a folder') })
    expect(fileError('log', { code: 'EACCES' })).toMatchObject({
      message: expect.stringContaining('permission'),
    })
    const other = new Error('EIO')
    expect(fileError('log', other)).toBe(other)
  })

  it('passes on what goes wrong with the reader of its lines', async () => {
    const path = file('x')
    const lines = readLog(path, {
      onBadLine: () => {
        throw new Error('mine')
      },
    })
    await expect(lines.next()).rejects.toThrow('mine')
  })

  it('tells how far it has come, to the last byte', async () => {
    const content = closes(5_000).join('\n')
    for (const bytes of [Buffer.from(content), gzipSync(content)]) {
      const told: (readonly [number, number])[] = []
      const onProgress = (read: number, total: number) => told.push([read, total])
      for await (const _ of readLog(file(bytes), { onBadLine: 'stop', onProgress }));
      expect(told.at(-1)).toEqual([bytes.length, bytes.length])
      expect(told.map(([read]) => read)).toEqual(told.map(([read]) => read).toSorted((a, b) => a - b))
    }
  })

  it.runIf(existsSync('/proc/self/fd'))('leaves no file open, however it ends', async () => {
    const content = closes(5_000).join('\n')
    for (const bytes of [Buffer.from(content), gzipSync(content)]) {
      const path = file(bytes)
      const badFile = join(folder, 'bad')
      writeFileSync(badFile, gzipSync(`\n${'x'.repeat(100_000)}`))
      const before = readdirSync('/proc/self/fd').length
      for (let n = 0; n < 10; n += 1) {
        for await (const _ of readLog(path, { onBadLine: 'stop' })) break
        expect(await failure(badFile)).toMatchObject({ line: 2 })
      }
      for await (const { number } of readLog(path, { onBadLine: 'stop' })) if (number === 4_000) break
      expect(readdirSync('/proc/self/fd').length).toBe(before)
    }
  })

  it('B-1: every line that is not blank is yielded or reported, once and in order', async () => {
    const line = fc.oneof(
      fc.nat(20).map((n) => close(n)),
      fc.constantFrom('', ' ', '{}', 'null', '[]', '{"__proto__":1}', '"\\ud800"'),
      fc.string({ unit: fc.constantFrom('{', '}', '"', 'a', '\u2028', '\ufeff', '😀', '\ud800') }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(line),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        async (lines, end, packed) => {
          const content = lines.join(end)
          const { good, bad } = await readAll(packed ? gzipSync(content) : content)
          const numbers = [...good, ...bad].map(({ number }) => number).toSorted((a, b) => a - b)
          const said = lines.flatMap((text, at) => (text.trim() === '' ? [] : [at + 1]))
          expect(numbers).toEqual(said)
          for (const [at, { line: parsed }] of good.entries())
            expect(parsed.at).toBeGreaterThanOrEqual(good[at - 1]?.line.at ?? 0)
        },
      ),
    )
  })
})
