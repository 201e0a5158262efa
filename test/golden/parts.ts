import { fork } from 'node:child_process'
import { type Book, bookOf, type Hashes } from './book.ts'
import { readNames } from './canon.ts'
import { demo } from './demo.ts'
import { log, logsIn, windows } from './logs.ts'
import type { Options } from './options.ts'
import { proof } from './proof.ts'
import { stories, type Tally } from './stories.ts'

/** What one part came to. */
export interface Came {
  readonly part: string
  readonly hashes: Hashes
  readonly seconds: number
  readonly tally: Tally | null
}

/** Each block of stories is a part of its own: the first is a quick look. */
const blocks = [0, 1, 2, 3] as const
const blockLength = 500

type Work = (book: Book) => Promise<Tally | null>

/** All parts, the longest first. */
export const partsOf = (options: Options): ReadonlyMap<string, Work> => {
  const logs = logsIn(options.logs).flatMap((name) =>
    Object.entries(windows).map(([window, policy]): [string, Work] => [
      `${name.replace(/\.jsonl.*$/, '')} ${window}`,
      async (book) => {
        await log(book, `${options.logs}/${name}`, policy)
        return null
      },
    ]),
  )
  return new Map<string, Work>([
    ...blocks.map((block): [string, Work] => [
      `stories ${block + 1}`,
      (book) => stories(book, block * blockLength + 1, blockLength),
    ]),
    ...logs.reverse(),
    ['contract', (book) => proof(book).then(() => null)],
    ['demo', (book) => demo(book).then(() => null)],
  ])
}

/** Runs one part in this process. */
export const runPart = async (part: string, options: Options): Promise<Came> => {
  const began = performance.now()
  const book = bookOf(part, readNames(options.names), options.dump ?? null)
  const tally = (await partsOf(options).get(part)?.(book)) ?? null
  return { part, hashes: book.hashes(), seconds: (performance.now() - began) / 1_000, tally }
}

const runApart = (part: string, script: string, args: readonly string[]): Promise<Came> =>
  new Promise((resolve, reject) => {
    let came: Came | null = null
    const child = fork(script, [...args, '--run', part])
    child.on('message', (message) => {
      came = message as Came
    })
    child.on('error', reject)
    child.on('exit', (code) => {
      if (came === null) reject(new Error(`${part} ended with ${code} and told nothing`))
      else resolve(came)
    })
  })

/** Runs parts in processes of their own, a few at once, and tells of each when it is there. */
export const runAll = async (
  parts: readonly string[],
  jobs: number,
  script: string,
  args: readonly string[],
  tell: (came: Came) => void,
): Promise<readonly Came[]> => {
  const left = [...parts]
  const all: Came[] = []
  const lane = async (): Promise<void> => {
    for (let part = left.shift(); part !== undefined; part = left.shift()) {
      const came = await runApart(part, script, args)
      all.push(came)
      tell(came)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, lane))
  return all
}
