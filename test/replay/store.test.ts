import { mkdtempSync, rmSync } from 'node:fs'
import { appendFile, copyFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { progressOn } from '../../src/replay/progress.ts'
import { demoLog, ownDatabase, runCli, withoutStoreLines } from './run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'throughline-store-'))
const database = await ownDatabase()
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await database?.remove()
}, 120_000)

const places = [
  { name: 'a folder with PGlite', store: join(folder, 'data') },
  ...(database === null ? [] : [{ name: 'a PostgreSQL server', store: database.url }]),
]
const window = ['--reopen-window', '7d']

describe('the bar of a replay into a store', () => {
  it('tells how many lines are done and how fast, and takes that away too', () => {
    let now = 1000
    const drawn: string[] = []
    const progress = progressOn(
      (text) => drawn.push(text),
      () => now,
    )
    const read = progress.pass(0, 1)
    progress.line()
    now += 10_000
    for (let n = 0; n < 1499; n++) progress.line()
    now += 200
    read(50, 100)
    progress.clear()
    const [shown = '', cleared = ''] = drawn.slice(-2)
    expect(shown).toMatch(/^\r {2}█+░+ 50 % {2}1,500 lines, 147 a second +$/)
    expect(cleared.length).toBeGreaterThan(shown.length)
  })
})

describe.each(places)('throughline replay LOG --store: $name', { timeout: 300_000 }, ({ store }) => {
  const replay = (log: string, ...more: readonly string[]) =>
    runCli('replay', log, ...window, '--store', store, ...more)
  const timeline = (...more: readonly string[]) => runCli('timeline', '--store', store, ...more)

  it('says of the demo what it says in memory, and where it is kept', async () => {
    const memory = await runCli('replay', demoLog, ...window)
    const kept = await replay(demoLog)
    expect(kept).toMatchObject({ code: 0, err: '' })
    expect(`${withoutStoreLines(kept.out)}\n`).toBe(memory.out)
    expect(kept.out).toMatch(/\n {2}Kept in .+\.\n {2}throughline timeline --store .+ --customer ID\n\n$/)
  })

  it('tells a stored history as the log tells it, after a restart and without the log', async () => {
    const { code, out, err } = await timeline('--customer', 'Ada')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toBe((await runCli('timeline', demoLog, ...window, '--customer', 'Ada')).out)
    const json = JSON.parse((await timeline('--customer', 'Visitor', '--json')).out)
    expect(json).toMatchObject({ customer: 'Visitor', conversations: 4, rejections: [] })
    expect(json.entries.length).toBeGreaterThan(40)
  })

  it('I-1: finds everything when it is replayed again, and says that nothing was written', async () => {
    const before = await timeline('--customer', 'Ada', '--json')
    const again = await replay(demoLog)
    expect(again).toMatchObject({ code: 0, err: '' })
    expect(again.out).toContain('25 lines repeated what was stored already: nothing was written\n')
    expect(again.out).toMatch(/ 0 {2}new conversations {2}0 reopenings, 0 follow-ups\n +0 {2}new messages/)
    expect(again.out).toContain('In the store now: 0 new · 1 open · 0 waiting · 3 closed\n')
    expect(await timeline('--customer', 'Ada', '--json')).toEqual(before)
  })

  it('goes on where it ended when the log has grown', async () => {
    const grown = join(folder, 'grown.jsonl')
    await copyFile(demoLog, grown)
    const line = { at: '2026-03-27T11:00:00Z', customer: 'Ada', type: 'close', agent: 'Kim' }
    await appendFile(grown, `\n${JSON.stringify(line)}`)
    const json = JSON.parse((await replay(grown, '--json')).out)
    expect(json).toMatchObject({
      lines: 26,
      applied: 26,
      duplicates: 25,
      byStatus: { open: 0, closed: 4 },
      violations: 0,
      store: { tenant: 'replay' },
    })
  })

  it('I-13: takes a customer’s late word in, and passes over what can be decided no more', async () => {
    const other = join(folder, 'other.jsonl')
    const late = { at: '2026-03-06T18:10:00Z', customer: 'Ada' }
    const lines = [
      { ...late, type: 'message.in', channel: 'sms', id: 'late', text: 'And thank Kim for me!' },
      { ...late, type: 'assign', agent: 'Max' },
    ]
    await writeFile(other, lines.map((line) => JSON.stringify(line)).join('\n'))
    const { code, out } = await replay(other)
    expect(code).toBe(0)
    expect(out).toMatch(/2 {2}lines +1 applied, 0 refused\n/)
    expect(out).toMatch(/1 {2}new messages +1 in, 0 out\n/)
    expect(out).toContain('1 lines passed over: they are older than what is stored of their customer')
    const text = (await timeline('--customer', 'Ada')).out
    expect(text).toContain('And thank Kim for me!')
    expect(text).not.toContain('Max')
  })

  it('keeps tenants apart', async () => {
    const { code, out } = await replay(demoLog, '--tenant', 'shop')
    expect(code).toBe(0)
    expect(out).toMatch(/4 {2}conversations {2}1 reopening/)
    expect(out).toContain('--tenant shop --customer ID')
    const asked = await timeline('--customer', 'Ada', '--tenant', 'nobody')
    expect(asked).toMatchObject({ code: 2, out: '' })
    expect(asked.err).toMatch(/has no customer "Ada" of tenant "nobody"\. .*--tenant names another\.\n$/)
  })
})
