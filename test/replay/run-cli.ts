import { fileURLToPath } from 'node:url'
import { Pool } from 'pg'
import { runCommand } from '../../src/replay/command.ts'
import { serverUrl } from '../postgres/databases.ts'

export const demoLog: string = fileURLToPath(new URL('../../docs/examples/demo.jsonl', import.meta.url))

/** What the command says and how it ends. */
export const runCli = async (...args: readonly string[]) => {
  const said = { out: '', err: '' }
  const code = await runCommand(args, {
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
    colours: false,
    bar: false,
    width: 100,
  })
  return { code, ...said }
}

/** The end of a report that says where it is kept. */
export const withoutStoreLines = (text: string): string => text.replace(/\n {2}Kept in [\s\S]*$/, '')

/** A database of its own on the server that tests use, where there is one. */
export const ownDatabase = async (): Promise<{
  readonly url: string
  readonly remove: () => Promise<void>
} | null> => {
  const server = await serverUrl()
  if (server === null) return null
  const name = `throughline_store_${process.pid}_${Date.now().toString(36)}`
  const ask = async (statement: string): Promise<void> => {
    const pool = new Pool({ connectionString: server })
    await pool.query(statement)
    await pool.end()
  }
  await ask(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, remove: () => ask(`drop database ${name} with (force)`) }
}
