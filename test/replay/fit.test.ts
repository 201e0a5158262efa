import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { SpanInput } from '../../src/index.ts'
import { runCommand } from '../../src/replay/command.ts'
import { fitWindows } from '../../src/replay/fit.ts'
import { errorRatesOf, type ScoredWindow } from '../../src/replay/fit-score.ts'
import { compareWindows, type LogLine } from '../../src/replay/index.ts'
import { isByTopic } from '../../src/replay/windows.ts'
import { lawRuns } from '../support/world.ts'
import { agentMessage, customerMessage, day, hour, line } from './log.ts'

const spans: readonly SpanInput[] = ['never', { hours: 1 }, { hours: 24 }, { days: 7 }, 'always']
const contactTimers = 'off'

/** Lengths around those of the windows. */
const pause = fc.constantFrom(0, 1, hour, hour + 1, 5 * hour, day, day + 1, 3 * day, 8 * day)
const customer = fc.constantFrom('Ada', 'Bob')
const thread = fc.constantFrom('a', 'b', 'c')
const topic = fc.constantFrom('vase', 'bill', undefined)
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('in'), pause, customer, thread, topic }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('out'), pause, customer, thread }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('close', 'reopen'), pause, customer }) },
)

/** A log of two customers with a few threads each; a thread is one customer's. */
const logOf = (
  happenings: readonly { readonly type: string; readonly pause: number }[],
): readonly LogLine[] => {
  let after = 0
  return happenings.map(({ type, pause: passed, ...rest }) => {
    after += passed
    const { customer: name, thread: of } = rest as { readonly customer: string; readonly thread?: string }
    const fields = of === undefined ? rest : { ...rest, thread: `${name} ${of}` }
    if (type === 'in') return customerMessage(after, fields)
    return type === 'out' ? agentMessage(after, fields) : line(type, { after, ...fields })
  })
}

const log = fc.array(happening, { maxLength: 14 }).map(logOf)

describe('fitWindows', () => {
  const lines = [
    customerMessage(0, { thread: 'a', topic: 'vase' }),
    agentMessage(hour, { thread: 'a' }),
    line('close', { after: hour }),
    customerMessage(2 * day, { thread: 'b', topic: 'bill' }),
    customerMessage(2 * day + 1, { thread: 'c', topic: 'more' }),
    agentMessage(2 * day + hour, { thread: 'c' }),
    line('close', { after: 3 * day }),
    customerMessage(5 * day, { thread: 'a', topic: 'vase' }),
    line('close', { after: 6 * day }),
  ]

  it('W-6: finds what neither cuts nor glues', async () => {
    const { best, byTime, byTopic, perfect, violations } = await fitWindows(lines, {
      spans,
      contactTimers,
      minThreads: 1,
    })
    expect([byTime.length, byTopic.length, violations]).toEqual([5, 15, 0])
    expect(best?.byTime).toMatchObject({
      window: { days: 7 },
      lanes: false,
      falseSplit: { total: 1, split: 0 },
    })
    expect(errorRatesOf(best!.byTime)).toEqual({ falseMerge: 100, falseSplit: 0 })
    expect(best?.byTopic).toMatchObject({
      window: { sameTopic: { days: 7 }, otherTopic: 'never' },
      lanes: true,
      separatedByLanes: 1,
      score: 0,
    })
    expect(perfect.score).toBe(0)
  })

  it('W-8: a perfect judge goes by threads, whatever the topics say', async () => {
    const blind = lines.map((given) => (given.type === 'message.in' ? { ...given, topic: 'misc' } : given))
    const { best, perfect } = await fitWindows(blind, { spans, contactTimers, minThreads: 1 })
    expect(best?.byTopic.score).toBeGreaterThan(0)
    expect(perfect.score).toBe(0)
  })

  it('lists those to which none is better in both respects, from the fewest cut', async () => {
    await fc.assert(
      fc.asyncProperty(log, async (given) => {
        const { paretoFront, byTopic } = await fitWindows(given, { spans: spans.slice(1, 4), contactTimers })
        const points = paretoFront.map(errorRatesOf)
        for (const { falseSplit, falseMerge } of byTopic.map(errorRatesOf)) {
          expect(
            points.some((point) => point.falseSplit <= falseSplit && point.falseMerge <= falseMerge),
          ).toBe(true)
          expect(points.some((point) => point.falseSplit > falseSplit && point.falseMerge > falseMerge)).toBe(
            false,
          )
        }
        expect(points).toEqual(points.toSorted((one, other) => one.falseSplit - other.falseSplit))
      }),
      lawRuns(15),
    )
  })

  /** The same figures as those of a comparison that replays everything for each window. */
  const agree = async (given: readonly LogLine[]): Promise<void> => {
    const fit = await fitWindows(given, { spans, contactTimers })
    const rows = [...fit.byTime, ...fit.byTopic]
    const windows = rows.map(({ window }) =>
      isByTopic(window) ? window : { plain: window, sameTopic: window, otherTopic: window },
    )
    const compared = await compareWindows(() => given, windows, { contactTimers })
    const figures = ({
      falseMerge,
      separatedByLanes,
      falseSplit,
    }: Pick<ScoredWindow, 'falseMerge' | 'separatedByLanes' | 'falseSplit'>) => ({
      glued: falseMerge,
      parted: separatedByLanes,
      cut: falseSplit,
    })
    expect(rows.map(figures)).toEqual(compared.map(figures))
    expect(fit.violations).toBe(0)
  }

  it('W-1, W-6: comes to the very figures of a comparison', async () => {
    await fc.assert(fc.asyncProperty(log, agree), lawRuns(25))
  })

  it('R-1: tries every window on those whose agents wrote first', async () => {
    await agree([
      customerMessage(0, { thread: 'a' }),
      line('close', { after: hour }),
      agentMessage(2 * hour, { thread: 'b' }),
      customerMessage(3 * hour, { thread: 'b' }),
    ])
  })

  it('CU-8: takes customers whom a merge makes one for one', async () => {
    await agree([
      customerMessage(0, { customer: 'Bob', thread: 'b', topic: 'bill' }),
      line('close', { customer: 'Bob', after: hour }),
      customerMessage(2 * hour, { thread: 'a', topic: 'vase' }),
      line('customer.merge', { customer: 'Bob', into: 'Ada', after: 3 * hour }),
      line('close', { after: 4 * hour }),
      customerMessage(5 * hour, { thread: 'c', topic: 'bill' }),
      line('customer.merge', { customer: 'Eve', into: 'Ada', after: 6 * hour }),
    ])
  })

  it('tells how far it is', async () => {
    const told: string[] = []
    await fitWindows([], { spans: ['never', 'always'], onTried: (tried, of) => told.push(`${tried}/${of}`) })
    expect(told).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5'])
  })
})

describe('throughline windows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-windows-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'log.jsonl')
  const hello = { customer: 'Ada', type: 'message.in', channel: 'email', text: 'Hi' }
  writeFileSync(
    path,
    [
      { ...hello, at: '2026-03-02T09:00:00Z', thread: 'a', topic: 'vase' },
      { ...hello, at: '2026-03-02T10:00:00Z', type: 'message.out', agent: 'Sam', thread: 'a' },
      { ...hello, at: '2026-03-02T10:00:00Z', type: 'close' },
      { ...hello, at: '2026-03-03T19:00:00Z', thread: 'b', topic: 'bill' },
      { ...hello, at: '2026-03-03T20:00:00Z', type: 'message.out', agent: 'Sam', thread: 'b' },
      { ...hello, at: '2026-03-03T20:00:00Z', type: 'close' },
      { ...hello, at: '2026-03-04T09:00:00Z', thread: 'a', topic: 'vase' },
    ]
      .map((fields) => JSON.stringify(fields))
      .join('\n'),
  )
  const run = async (args: string) => {
    const said = { out: '', err: '' }
    const to = (where: 'out' | 'err') => (text: string) => {
      said[where] += text
    }
    const io = { out: to('out'), err: to('err'), colours: false, bar: false, width: 100 }
    return { code: await runCommand(args.split(' '), io), ...said }
  }

  it('W-6: prints both tables with the best of each', async () => {
    const { code, out } = await run(`windows ${path}`)
    expect(code).toBe(0)
    expect(out).toMatch(/never +0.0 % +100.0 % +100.0\n/)
    expect(out).toMatch(/48 h \/ never +0.0 % +0.0 % +0.0\n/)
    expect(out).toMatch(/a perfect judge +0.0 % +0.0 % +0.0\n/)
    expect(out.split('\n').every((text) => text.length <= 80)).toBe(true)
  })

  it('prints one object with --json, and draws with --svg', async () => {
    const svg = join(folder, 'plot.svg')
    const { code, out } = await run(`windows ${path} --json --svg ${svg}`)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      best: null,
      evidence: { falseMerge: 1, falseSplit: 1, needed: 100 },
      plain: '24h',
      violations: 0,
    })
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
  })

  const text = readFileSync(path, 'utf8').split('\n')
  const many = (count: number, types: RegExp): string => {
    const logs = Array.from({ length: count }, (_, n) =>
      text.map((one) => one.replace('"Ada"', `"Ada ${n}"`)),
    )
    const file = join(folder, `${count}.jsonl`)
    // The log is in the order of time: line by line, all customers.
    writeFileSync(
      file,
      text
        .flatMap((_, at) => logs.map((one) => one[at]!))
        .filter((one) => types.test(one))
        .join('\n'),
    )
    return file
  }
  const oneLine = (out: string): string => out.replace(/\n {2}(?=\S)/g, ' ')

  it('names the best windows of a log with enough threads (W-6)', async () => {
    const { out } = await run(`windows ${many(100, /./)}`)
    expect(out).toMatch(/never +0.0 % +100.0 % +100.0 {2}← best/)
    expect(out).toMatch(/48 h \/ never +0.0 % +0.0 % +0.0 {2}← best/)
    expect(out).not.toContain('No window')
  })

  it('names no best window where chance would decide, and says how many threads it takes (W-6)', async () => {
    const svg = join(folder, 'few.svg')
    const { out } = await run(`windows ${many(99, /./)} --svg ${svg}`)
    expect(out).not.toContain('← best')
    expect(oneLine(out)).toContain(
      'No window is called the best: what is glued on rests on 99 threads, what is cut on 99, and at least 100 of each are needed.',
    )
    expect(readFileSync(svg, 'utf8')).not.toMatch(/best: /)
  })

  it('names no best window where no agent wrote, for then nothing can be cut (W-6)', async () => {
    const { out } = await run(`windows ${many(120, /message.in|close/)}`)
    expect(out).not.toContain('← best')
    expect(out).toMatch(/never +\S+ % +– +–\n/)
    expect(oneLine(out)).toContain('what it cuts cannot be measured')
    const { out: alone } = await run(`windows ${many(1, /message.out/)}`)
    expect(alone).not.toContain('← best')
  })

  it('takes the window of messages without a topic from --reopen-window, and says which (W-4, W-6)', async () => {
    const said = (window: string) =>
      `By topic: where the message or the conversation has no topic, the plain window holds, here ${window} (--reopen-window).`
    for (const command of [`windows ${path}`, `replay ${path} --compare never/never`]) {
      expect(oneLine((await run(command)).out)).toContain(said('24 h'))
      expect(oneLine((await run(`${command} --reopen-window never`)).out)).toContain(said('never'))
    }
    expect((await run(`replay ${path} --compare 7d`)).out).not.toContain('By topic')
    const bare = join(folder, 'bare.jsonl')
    writeFileSync(
      bare,
      text.map((one) => one.replace(/,"topic":"\w+"/, '').replace('-03T19', '-02T19')).join('\n'),
    )
    const reopened = async (more: string) =>
      JSON.parse((await run(`replay ${bare} --compare never/never --json${more}`)).out).windows[0]
    expect(await reopened('')).toMatchObject({ reopened: 2, plain: '24h' })
    expect(await reopened(' --reopen-window never')).toMatchObject({ reopened: 0, plain: 'never' })
  })

  it.each([
    ['windows x --compare 7d', '--compare goes with replay, not with windows.'],
    ['windows x --lanes', '--lanes goes with --compare.'],
    ['windows x --same-topic-window 7d', 'windows tries them all.'],
    ['windows x --close after-reply', 'windows tries them all.'],
    ['replay x --svg y', '--svg goes with windows, not with replay.'],
    ['replay x --compare 1d/2d/3d', 'has more than two windows'],
    [`windows ${path} --svg ${folder}/no/such.svg`, 'there is no such'],
  ])('throughline %s is one sentence', async (args, sentence) => {
    const { code, err } = await run(args)
    expect(code).toBe(2)
    expect(err).toContain(sentence)
  })

  it('W-9: compares with lanes and without', async () => {
    const lanes = await run(`replay ${path} --compare 7d,7d/never --lanes`)
    expect(lanes.out).toMatch(/7 d \/ never +2 +1 +0.0 % +0.0 % +0.0 % +0.0 %/)
    expect(lanes.out).toContain('others have a lane')
    const json = JSON.parse((await run(`replay ${path} --compare 7d/never --json`)).out)
    expect(json.windows).toMatchObject([
      { window: '7d/never', separatedByLanes: 0, percent: { falseMerge: 0 } },
    ])
  })
})
