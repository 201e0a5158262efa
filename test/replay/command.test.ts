import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../src/replay/command.ts'
import { progressOn } from '../../src/replay/progress.ts'
import { parseSpan, spanText } from '../../src/replay/spans.ts'

const folder = mkdtempSync(join(tmpdir(), 'throughline-command-'))
afterAll(() => rmSync(folder, { recursive: true }))

const demo = fileURLToPath(new URL('../../docs/examples/demo.jsonl', import.meta.url))

const logOf = (...lines: readonly (object | string)[]): string => {
  const path = join(folder, 'log.jsonl')
  writeFileSync(path, lines.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'))
  return path
}

const run = async (args: string, more: { readonly bar?: boolean; readonly colours?: boolean } = {}) => {
  let out = ''
  let err = ''
  const code = await runCommand(args === '' ? [] : args.split(' '), {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    colours: false,
    bar: false,
    width: 100,
    ...more,
  })
  return { code, out, err }
}

const hello = {
  at: '2026-03-02T09:00:00Z',
  customer: 'Ada',
  type: 'message.in',
  channel: 'email',
  text: 'Hi',
}

describe('a command line that makes no sense is one sentence and exit code 2', () => {
  it.each([
    ['', 'Say what to do'],
    ['play x', '"play" is no command; there are replay, timeline and windows.'],
    ['replay', 'Name the log'],
    ['replay a b', 'what is "b"?'],
    ['replay x --reopen-window 7months', '--reopen-window: "7months" is no length of time; write 0, 15m'],
    ['replay x --same-topic-window x', '--same-topic-window: "x"'],
    ['replay x --other-topic-window 1', '--other-topic-window: "1"'],
    ['replay x --compare 0,,7d', '--compare: ""'],
    ['replay x --contact-timers maybe', '"maybe" is neither on nor off'],
    ['replay x --close sometimes', '"sometimes" is neither as-logged nor after-reply'],
    ['replay x --on-bad-line cry', '"cry" is neither skip nor stop'],
    ['replay x --customer Ada', '--customer goes with timeline'],
    ['replay x --frobnicate', "Unknown option '--frobnicate'."],
    ['replay x --reopen-window', 'argument missing'],
    ['replay x --reopen-window --json', 'argument is ambiguous'],
    ['replay x --json=yes', '--json'],
    ['timeline x', 'Name the customer'],
    ['timeline x --customer Ada --compare 0', '--compare goes with replay'],
    ['timeline x --customer Ada --time-zone Berlin', '--time-zone "Berlin" is no time zone of the IANA list'],
    ['replay x --time-zone UTC', '--time-zone goes with timeline, not with replay.'],
  ])('throughline %s', async (args, said) => {
    const { code, out, err } = await run(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^throughline: .*\. ?See throughline --help\.\n$|\? See throughline --help\.\n$/)
    expect(err).toContain(said)
    expect(err.split('\n')).toHaveLength(2)
  })

  it.each([
    ['replay /no/such.jsonl', 'there is no such file'],
    [`replay ${folder}`, 'it is a folder'],
    [`timeline ${demo} --customer Bob`, 'is about a customer "Bob"'],
  ])('throughline %s', async (args, said) => {
    const { code, out, err } = await run(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(said)
  })

  const commands = ['replay', 'windows', 'replay --compare 0', 'timeline --customer Ada'] as const

  it.each(commands)('throughline %s refuses a file that is empty or no log', async (command) => {
    for (const [lines, why] of [
      [[], 'it is empty'],
      [['', ' ', ''], 'it is empty'],
      [
        ['no log', 'at all'],
        'none of its lines can be read as a line of an interaction log; line 1 is not JSON',
      ],
      [[{ hello: 'world' }], 'none of its lines can be read'],
    ] as const)
      for (const json of ['', ' --json']) {
        const path = logOf(...lines)
        const { code, out, err } = await run(`${command.replace(/^\S+/, `$& ${path}`)}${json}`)
        expect({ code, out }).toEqual({ code: 2, out: '' })
        expect(err).toContain(`throughline: Cannot use ${path}: ${why}`)
      }
  })

  it.each(commands)(
    'throughline %s answers of what it could read of a file that was cut off, with exit code 2',
    async (command) => {
      const lines = Array.from({ length: 200 }, (_, n) => ({ ...hello, id: `${n}`, text: `${Math.sin(n)}` }))
      const whole = lines.map((one) => JSON.stringify(one)).join('\n')
      const plain = logOf(whole.slice(0, -10))
      const packed = join(folder, 'cut.jsonl.gz')
      writeFileSync(packed, gzipSync(whole).subarray(0, -1000))
      for (const [path, why] of [
        [plain, 'line 200 is not JSON: the file ends in the middle of this line'],
        [packed, 'ends in the middle of the gzip data'],
      ] as const) {
        const { code, out, err } = await run(command.replace(/^\S+/, `$& ${path}`))
        expect(code).toBe(2)
        expect(out).not.toBe('')
        expect(err).toContain(`${path} is not whole: `)
        expect(err).toContain(why)
      }
    },
  )

  it('refuses a log of which nothing could be applied', async () => {
    const { code, out } = await run(`replay ${logOf({ ...hello, type: 'close' })}`)
    expect(code).toBe(2)
    expect(out).toContain('Is this an interaction log?')
  })

  it('stops at the first bad line if that is wanted', async () => {
    const { code, err } = await run(`replay ${logOf(hello, '{')} --on-bad-line stop`)
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^throughline: Line 2: is not JSON/),
    })
  })
})

describe('throughline --help', () => {
  it('explains itself', async () => {
    for (const args of ['--help', 'replay -h']) {
      const { code, out } = await run(args)
      expect(code).toBe(0)
      expect(out).toContain('throughline replay LOG')
    }
  })
})

describe('throughline replay', () => {
  it('prints one object with --json', async () => {
    const { code, out, err } = await run(`replay ${demo} --reopen-window 7d --json`)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({
      lines: 25,
      applied: 25,
      rejected: 0,
      customers: 1,
      merged: 1,
      conversations: 4,
      reopened: 1,
      followUps: 1,
      separated: 1,
      tasks: 1,
      byStatus: { new: 0, open: 1, waiting: 0, closed: 3 },
      messages: { in: 6, out: 7 },
      violations: 0,
    })
  })

  it('W-6: takes windows by topic', async () => {
    const count = async (options: string) =>
      JSON.parse((await run(`replay ${demo} --json ${options}`)).out).conversations
    // The stranger's and the separated one are conversations in any case.
    expect(await count('--reopen-window never --same-topic-window 30d')).toBe(3)
    expect(await count('--reopen-window always --other-topic-window never')).toBe(3)
    expect(await count('--reopen-window always')).toBe(3)
    expect(await count('--reopen-window never')).toBe(5)
  })

  it('W-10, CU-3: tells people of tasks, merges and separations only where there are some', async () => {
    const { out } = await run(`replay ${demo} --reopen-window 7d`)
    expect(out).toMatch(/1 {2}customers +1 merged into others\n/)
    expect(out).toMatch(/4 {2}conversations +1 reopening, 1 follow-up, 1 separated\n/)
    expect(out).toMatch(/1 {2}tasks\n/)
    const plain = (await run(`replay ${logOf(hello)}`)).out
    expect(plain).not.toMatch(/merged|separated|tasks/)
  })

  it('tells people what was refused and why', async () => {
    const path = logOf(hello, { ...hello, type: 'close' }, { ...hello, type: 'close' }, 'x', {
      ...hello,
      type: 'snooze',
    })
    const { code, out } = await run(`replay ${path}`)
    expect(code).toBe(0)
    expect(out).toMatch(/5 {2}lines +2 applied, 3 refused/)
    expect(out).toMatch(
      /1 × conversation\.already_closed\n {6}line 3 {2}close of Ada: {2}conversation .* was closed already/,
    )
    expect(out).toMatch(/1 × line\.invalid\n {6}line 4 {2}is not JSON/)
    expect(out).toMatch(/line 5 {2}snooze of Ada: {2}conversation .* is closed\n/)
    expect(out).toContain('✓ One active conversation at most')
    expect(out).not.toContain('\u001B')
  })

  it('groups refusals by code with their counts, the most frequent first (B-2)', async () => {
    const closes = Array.from({ length: 25 }, () => ({ ...hello, type: 'close' }))
    const path = logOf(hello, ...closes, { ...hello, type: 'task.create', id: 't' }, 'x', 'y')
    const { out } = await run(`replay ${path}`)
    const groups = out.split('\n').flatMap((text) => / × (\S+)$/.exec(text)?.[0] ?? [])
    expect(groups).toEqual([' × conversation.already_closed', ' × line.invalid', ' × task.due_missing'])
    expect(out).toContain('    24 × conversation.already_closed\n')
    expect(out).toContain('      and 21 more\n')
    const json = JSON.parse((await run(`replay ${path} --json`)).out)
    expect(json).toMatchObject({
      rejected: 27,
      rejectedBy: { 'conversation.already_closed': 24, 'line.invalid': 2, 'task.due_missing': 1 },
      rejections: { length: 23 },
    })
    expect(json.rejections[0]).toMatchObject({ number: 3, type: 'close', customer: 'Ada' })
    expect(json.rejections.at(-1)).toMatchObject({ number: 29, type: null, customer: null })
  })

  it('says what repeated, what was left out and what was declared', async () => {
    const topics = Array.from({ length: 7 }, (_, n) => ({
      ...hello,
      id: `${n}`,
      topic: `t${n}`,
      channel: 'forum',
    }))
    const path = logOf(...topics, topics[6]!, { ...hello, type: 'close' })
    const { out } = await run(`replay ${path} --close after-reply`, { colours: true })
    expect(out).toContain('1 lines repeated')
    expect(out).toContain('1 closes and reopenings of the log left out')
    expect(out).toContain('Channels declared at first sight: forum')
    expect(out).toContain('t0, t1, t2, t3, t4 and 2 more')
    expect(out).toContain('\u001B[')
  })

  it('shows a bar on a terminal, and takes it away', async () => {
    const { err } = await run(`replay ${demo} --json`, { bar: true })
    expect(err).toMatch(/^\r {2}█+░* \d+ %/)
    expect(err).toMatch(/\r +\r$/)
  })

  it('compares windows', async () => {
    const { code, out } = await run(`replay ${demo} --compare 0,24h,7d,never`)
    expect(code).toBe(0)
    expect(out).toMatch(/7 d +4 +1 +– +– +– +–/)
    expect(out).toContain('Glued on')
    const { windows } = JSON.parse((await run(`replay ${demo} --compare 0,24h --json`)).out)
    expect(windows).toMatchObject([
      {
        window: '0',
        conversations: 5,
        reopened: 0,
        falseMerge: { total: 0 },
        falseSplit: { total: 0 },
        percent: { falseMerge: 0, falseSplit: 0 },
      },
      { window: '24h', conversations: 5 },
    ])
  })

  it('compares by the threads of the log, in parts that add up', async () => {
    const message = (day: number, thread: string) => ({
      ...hello,
      at: `2026-03-0${day}T09:00:00Z`,
      thread,
      id: `${day}${thread}`,
    })
    const path = logOf(
      message(1, 'a'),
      message(1, 'b'),
      { ...message(1, 'a'), type: 'close' },
      message(2, 'c'),
      { ...message(3, 'c'), type: 'message.out', agent: 'Sam' },
      message(5, 'c'),
    )
    const { out } = await run(`replay ${path} --compare 1h,24h,7d`)
    expect(out).toMatch(/1 h +2 +0 +50.0 % +0.0 % +50.0 % +100.0 %/)
    expect(out).toMatch(/24 h +1 +1 +50.0 % +50.0 % +100.0 % +100.0 %/)
    expect(out).toMatch(/7 d +1 +1 +50.0 % +50.0 % +100.0 % +0.0 %/)
  })

  it('remarks on lines that a table has no place for', async () => {
    const { err } = await run(`replay ${logOf(hello, 'x', 'y')} --compare 0`)
    expect(err).toMatch(/^throughline: 2 lines of .* could not be read; throughline replay lists them\.\n$/)
  })

  it('stops a comparison at a bad line too', async () => {
    expect(await run(`replay ${logOf(hello, 'x')} --compare 0 --on-bad-line stop`)).toMatchObject({ code: 2 })
  })
})

describe('throughline timeline', () => {
  it('prints a customer’s history', async () => {
    const { code, out } = await run(`timeline ${demo} --customer Ada --reopen-window 7d`)
    expect(code).toBe(0)
    expect(out).toContain('┏━━ Conversation 2 ━')
    expect(out).toContain('↳ W-1: after 2 d 9 h, inside the 7 d window')
  })

  it('shows times in UTC, or in the zone that is named', async () => {
    const utc = (await run(`timeline ${demo} --customer Ada`)).out
    expect(utc).toMatch(/^ {2}Times in UTC\n[\s\S]* 09:14 /)
    const tokyo = (await run(`timeline ${demo} --customer Ada --time-zone Asia/Tokyo`)).out
    expect(tokyo).toMatch(/^ {2}Times in Asia\/Tokyo\n[\s\S]* 18:14 /)
  })

  it('prints entries with --json, and what was refused', async () => {
    const path = logOf(hello, { ...hello, customer: 'Bob' }, { ...hello, type: 'reopen' }, 'x')
    const json = await run(`timeline ${path} --customer Ada --json`)
    expect(JSON.parse(json.out)).toMatchObject({
      customer: 'Ada',
      conversations: 1,
      rejections: [{ number: 3, code: 'conversation.not_closed' }],
      entries: expect.arrayContaining([expect.objectContaining({ key: 'message.received' })]),
    })
    expect(json.err).toContain('1 lines of')
    expect((await run(`timeline ${path} --customer Ada`)).out).toContain('One line was refused')
  })
})

describe('the command itself', () => {
  it('exits with the code, and ends quietly when nobody reads on', () => {
    const cli = fileURLToPath(new URL('../../src/replay/cli.ts', import.meta.url))
    const node = (...args: readonly string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', cli, ...args], { encoding: 'utf8' })
    expect(node('replay', demo, '--json')).toMatchObject({ status: 0, stderr: '' })
    expect(node('replay')).toMatchObject({ status: 2, stdout: '' })
    const piped = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" --import tsx "${cli}" timeline "${demo}" --customer Ada | true`],
      {
        encoding: 'utf8',
      },
    )
    expect(piped).toMatchObject({ status: 0, stderr: '' })
  })
})

describe('lengths of time', () => {
  it.each([
    ['0', { seconds: 0 }, '0'],
    ['90s', { seconds: 90 }, '90 s'],
    ['15m', { minutes: 15 }, '15 m'],
    ['24h', { hours: 24 }, '24 h'],
    ['7d', { days: 7 }, '7 d'],
    ['2w', { weeks: 2 }, '2 w'],
    ['never', 'never', 'never'],
    ['always', 'always', 'always'],
  ])('%s', (text, value, said) => {
    expect(parseSpan(text)).toEqual({ ok: true, value })
    expect(spanText(value as never)).toBe(said)
  })
})

describe('the bar', () => {
  it('is drawn now and then, over all readings together', () => {
    let now = 1000
    const drawn: string[] = []
    const progress = progressOn(
      (text) => drawn.push(text),
      () => now,
    )
    const second = progress.pass(1, 2)
    second(50, 100)
    second(60, 100)
    now += 200
    second(100, 100)
    now += 200
    second(0, 0)
    expect(drawn.map((text) => /\d+ %/.exec(text)?.[0])).toEqual(['75 %', '100 %', '100 %'])
  })
})
