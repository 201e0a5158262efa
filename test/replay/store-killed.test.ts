import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { hour } from './log.ts'
import { ownDatabase, runCli } from './run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'throughline-store-killed-'))
const database = await ownDatabase()
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await database?.remove()
}, 120_000)

const places = [
  { name: 'a folder with PGlite', store: join(folder, 'data') },
  ...(database === null ? [] : [{ name: 'a PostgreSQL server', store: database.url }]),
]

/** Customers who write, are answered, get a task and are closed, one after the other and all over again. */
const log = join(folder, 'log.jsonl')
const people = ['Ada', 'Bob', 'Eve', 'Max']
const start = Date.parse('2026-03-02T09:00:00Z')
const steps = [
  { type: 'message.in', channel: 'email', text: 'Where is it?' },
  { type: 'assign', agent: 'Sam' },
  { type: 'message.out', channel: 'email', agent: 'Sam', text: 'On its way' },
  { type: 'task.create', id: 'parcel', text: 'Ask the courier', dueAt: '2026-06-01T09:00:00Z' },
  { type: 'close', agent: 'Sam' },
]
const lines = Array.from({ length: 80 }, (_, n) => {
  const turn = Math.floor(n / people.length)
  const at = new Date(start + Math.floor(n / 8) * hour).toISOString()
  return JSON.stringify({ at, customer: people[n % people.length], ...steps[turn % steps.length] })
})
writeFileSync(log, lines.join('\n'))

/** Starts a replay that is killed, as by a power cut, once so many lines are done; says how many were. */
const killed = async (store: string, after: number): Promise<number> => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('store-child.ts', import.meta.url)), log, store, `${after}`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let done = 0
  child.stdout.on('data', (dots: Buffer) => {
    done += dots.length
  })
  const [, signal] = await once(child, 'close')
  expect(signal).toBe('SIGKILL')
  return done
}

describe.each(places)('a replay into $name', { timeout: 300_000 }, ({ store }) => {
  it('goes on after SIGKILL, and comes to what it would have come to', async () => {
    expect(await killed(store, 20)).toBe(20)
    expect(await killed(store, 50)).toBe(50)
    const { code, out, err } = await runCli('replay', log, '--store', store, '--json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const rest = JSON.parse(out)
    const whole = JSON.parse((await runCli('replay', log, '--json')).out)
    expect(rest).toMatchObject({ lines: 80, customers: 4, violations: 0, byStatus: whole.byStatus })
    expect(rest.messages.in).toBeGreaterThan(0)
    expect(rest.messages.in).toBeLessThan(whole.messages.in)
    for (const customer of people) {
      const stored = await runCli('timeline', '--store', store, '--customer', customer)
      expect(stored.out).toBe((await runCli('timeline', log, '--customer', customer)).out)
    }
    expect(existsSync(`${store}.lock`)).toBe(false)
  })
})
