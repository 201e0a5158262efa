import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { lockFolder } from '../../src/replay/folder-lock.ts'
import { withoutPasswords } from '../../src/replay/store-error.ts'
import { demoLog, ownDatabase, runCli } from './run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'throughline-store-errors-'))
const database = await ownDatabase()
const children: ChildProcess[] = []
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
  await database?.remove()
}, 120_000)

const cli = fileURLToPath(new URL('../../src/replay/cli.ts', import.meta.url))
const secret = 'pa55-w0rd'

/** A port on which nobody listens. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('a --store that makes no sense is one sentence, exit code 2, and no secret', () => {
  it.each([
    [
      ['replay', demoLog, '--store', `mysql://me:${secret}@h/db`],
      '--store "mysql:" is no kind of store here; it takes a folder (./data) or a PostgreSQL server (postgres://user@host:5432/database).',
    ],
    [['replay', demoLog, '--store', 'file:///data'], '--store "file:" is no kind of store here'],
    [
      ['replay', demoLog, '--store', `postgres:me:${secret}@h`],
      '--store "postgres:" is no kind of store here',
    ],
    [['replay', demoLog, '--store', ''], '--store names nothing; it takes a folder'],
    [
      ['replay', demoLog, '--store', `postgres://me:${secret}#1@h/db`],
      '--store this is no URL. Write postgres://user@host:5432/database',
    ],
    [['replay', demoLog, `postgres://me:${secret}@h/db`], 'One log at a time: what is "postgres://me@h/db"?'],
    [['replay', `postgres://me:${secret}@h/db`], 'Cannot read postgres://me@h/db: there is no such file.'],
    [['replay', demoLog, '--tenant', 'shop'], '--tenant goes with --store.'],
    [
      ['replay', demoLog, '--store', 'x', '--compare', '7d'],
      '--store goes without --compare, which tries many policies and keeps none.',
    ],
    [
      ['replay', demoLog, '--store', 'x', '--close', 'after-reply'],
      '--store goes without --close after-reply',
    ],
    [
      ['windows', demoLog, '--store', 'x'],
      '--store goes with replay and timeline: windows tries many policies',
    ],
    [['timeline', '--store', 'x'], 'Name the customer: throughline timeline --store … --customer ID.'],
    [
      ['timeline', demoLog, '--store', 'x', '--customer', 'Ada'],
      'timeline reads a log or a store: leave out',
    ],
    [
      ['timeline', '--store', 'x', '--customer', 'Ada', '--reopen-window', '7d'],
      '--reopen-window goes with a log: what is stored has been decided.',
    ],
    [['timeline', '--customer', 'Ada'], 'Name the log: throughline timeline LOG.'],
  ])('%j', async (args, said) => {
    const { code, out, err } = await runCli(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(said)
    expect(err.split('\n')).toHaveLength(2)
    expect(err).not.toContain(secret)
  })

  it('takes the passwords out of whatever it says', () => {
    expect(withoutPasswords('to postgres://me:a@b:c/d@h:5432/db and postgres://h/db?password=x&y=1')).toBe(
      'to postgres://me@h:5432/db and postgres://h/db?password=…&y=1',
    )
    expect(withoutPasswords('see https://a.example/b@c: no secret, ada@example.com')).toBe(
      'see https://a.example/b@c: no secret, ada@example.com',
    )
  })
})

describe('a server that cannot be used', () => {
  it('says how to reach one where nobody listens, without the password', async () => {
    const port = await freePort()
    const { code, out, err } = await runCli(
      'replay',
      demoLog,
      '--store',
      `postgres://me:${secret}@127.0.0.1:${port}/db`,
    )
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(
      /^throughline: postgres:\/\/me@127\.0\.0\.1:\d+\/db: the database cannot be reached: correct host and port, or start it/,
    )
    expect(err).not.toContain(secret)
  })

  it.runIf(database !== null)('says that a database or its tables are missing', async () => {
    const url = database?.url ?? ''
    const none = await runCli('replay', demoLog, '--store', `${url}_none`)
    expect(none).toMatchObject({ code: 2, out: '' })
    expect(none.err).toContain('the database does not exist: create it, or correct the name')
    const empty = await runCli('timeline', '--store', url, '--customer', 'Ada')
    expect(empty).toMatchObject({ code: 2, out: '' })
    expect(empty.err).toMatch(
      /^throughline: Nothing is stored in postgres.+\. Replay a log into it: throughline replay LOG --store /,
    )
  })
})

describe('a folder that cannot be used', () => {
  const nothing = join(folder, 'nothing')
  const file = join(folder, 'file')
  const other = join(folder, 'other')
  writeFileSync(file, 'a file')
  mkdirSync(other)
  writeFileSync(join(other, 'letter.txt'), 'Dear Ada')

  it.each([
    [['replay', demoLog, '--store', file], 'it is a file, or lies in one. Name a folder.'],
    [['replay', demoLog, '--store', join(file, 'data')], 'it is a file, or lies in one. Name a folder.'],
    [
      ['replay', demoLog, '--store', other],
      'holds other things than a PGlite database. Name a new or an empty folder.',
    ],
    [
      ['timeline', '--store', nothing, '--customer', 'Ada'],
      'Replay a log into it: throughline replay LOG --store',
    ],
  ])('%j', async (args, said) => {
    const { code, out, err } = await runCli(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(said)
    expect(existsSync(nothing)).toBe(false)
    expect(existsSync(`${other}.lock`)).toBe(false)
  })

  it('says who has no right to write there', () => {
    const closed = mkdtempSync(join(tmpdir(), 'throughline-closed-'))
    chmodSync(closed, 0o555)
    // Whoever may do everything becomes nobody for this.
    const who = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', cli, 'replay', demoLog, '--store', join(closed, 'data')],
      { encoding: 'utf8', ...who },
    )
    rmSync(closed, { recursive: true })
    expect(stderr).toMatch(
      /^throughline: Cannot keep data in .+: this user may not write there\. Name a folder of your own/,
    )
    expect(status).toBe(2)
  })

  it('is not opened while another process has it, and is again when that has died', async () => {
    const data = join(folder, 'data')
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    children.push(child)
    writeFileSync(`${data}.lock`, `${child.pid}\n`)
    const refused = await runCli('replay', demoLog, '--store', data)
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.err).toContain(
      `is in use by process ${child.pid}, and only one at a time may open such a folder`,
    )
    expect(existsSync(data)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const unlock = await lockFolder(data, data)
    await expect(lockFolder(data, './data')).rejects.toThrow(`./data is in use by process ${process.pid}`)
    await unlock()
    expect(existsSync(`${data}.lock`)).toBe(false)
  })
})

describe('a driver that is not installed', () => {
  const hooks = (name: string): string => {
    const hook = `export const resolve = (specifier, context, next) => {
      if (specifier !== '${name}') return next(specifier, context)
      throw Object.assign(new Error("Cannot find package '" + specifier + "'"), { code: 'ERR_MODULE_NOT_FOUND' })
    }`
    const loads = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)})`
    return `data:text/javascript,${encodeURIComponent(loads)}`
  }
  const without = (name: string, ...args: readonly string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', '--import', hooks(name), cli, ...args], {
      encoding: 'utf8',
    })

  it.each([
    ['@electric-sql/pglite', join(folder, 'new')],
    ['pg', `postgres://me:${secret}@127.0.0.1:1/db`],
  ])('%s: is named with the command that installs it', (name, store) => {
    const { status, stdout, stderr } = without(name, 'replay', demoLog, '--store', store)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(
      /^throughline: --store .+ needs .+\. Install it beside throughline: npm install .+\n$/,
    )
    expect(stderr).toContain(`npm install ${name}\n`)
    expect(stderr).not.toContain(secret)
    expect(existsSync(store)).toBe(false)
  })

  it('is not missed without --store', () => {
    for (const name of ['pg', '@electric-sql/pglite'])
      expect(without(name, 'replay', demoLog, '--json')).toMatchObject({ status: 0, stderr: '' })
  })
})
