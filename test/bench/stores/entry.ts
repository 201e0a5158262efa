import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { deskSide } from './desk.ts'
import { emmettSide } from './emmett.ts'
import { handSide } from './hand.ts'
import { remembering } from './remembering.ts'
import { type Contender, contenderOf, type Round } from './round.ts'
import type { Connections, Server } from './server.ts'
import { type Side, upTo } from './side.ts'

/** What a side takes part with. */
export interface Entry {
  readonly side: 'desk' | 'hand' | 'emmett'
  readonly url?: string
  readonly isTuned: boolean
  readonly writers: number
  /** The schema of the desk’s or of the hand’s rows. */
  readonly schema: string
  /** That of emmett’s tables. */
  readonly emmetts: string
  readonly customers: number
  readonly streams: number
  readonly past: number
  /** Messages before the first that counts, answered from memory: its code is compiled then. */
  readonly warm: number
  /** Ids of messages begin above it. */
  readonly from: number
}

const sideOf = (entry: Entry, { client, ask, pool }: Pick<Connections, 'client' | 'ask' | 'pool'>): Side => {
  const customers = upTo(entry.customers)
  if (entry.side === 'desk') return deskSide(client, entry.schema, customers)
  if (entry.side === 'hand') return handSide({ ask }, entry.schema, customers)
  if (pool === null || entry.url === undefined) throw new Error('emmett needs a server')
  return emmettSide(pool, entry.url, entry.past, entry.streams)
}

/** A side on its connections, warm. */
export const entered = async (entry: Entry, connections: Connections): Promise<Contender> => {
  if (entry.side !== 'emmett') {
    const client = { query: remembering(connections.client.query, (text) => text) }
    const warm = sideOf(entry, { client, ask: remembering(connections.ask, (name) => name), pool: null })
    for (let n = 1; n <= entry.warm; n++) await warm.message(0, -entry.from - n)
  }
  return contenderOf(sideOf(entry, connections), connections, entry.writers, entry.from)
}

interface Word {
  readonly ready?: true
  readonly round?: Round
  readonly error?: string
}

const said = (child: ChildProcess): Promise<Word> =>
  new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('a contender ended before its time'))
    child.once('exit', gone)
    child.once('message', (word: Word) => {
      child.off('exit', gone)
      if (word.error === undefined) resolve(word)
      else reject(new Error(word.error))
    })
  })

/** A side in a process of its own; where the database is in this one, in this one. */
export const enter = async (server: Server, given: Omit<Entry, 'url' | 'isTuned'>): Promise<Contender> => {
  const { url, isTuned } = server
  if (url === null) return entered({ ...given, isTuned }, await server.connect(given.writers))
  const isSource = import.meta.url.endsWith('.ts')
  const path = fileURLToPath(new URL(isSource ? './contender.ts' : './contender.mjs', import.meta.url))
  const child = fork(path, [JSON.stringify({ ...given, url, isTuned } satisfies Entry)], {
    execArgv: isSource ? ['--import', 'tsx'] : [],
    env: {
      ...process.env,
      TSX_TSCONFIG_PATH: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  await said(child)
  return {
    round: async (seconds) => {
      child.send(seconds)
      const { round } = await said(child)
      if (round === undefined) throw new Error('a contender said nothing')
      return round
    },
    end: async () => {
      const ended = new Promise((done) => child.once('exit', done))
      child.disconnect()
      await ended
    },
  }
}
