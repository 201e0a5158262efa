import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type Hashes, isSoft } from './book.ts'
import { logsIn } from './logs.ts'
import { here, readOptions, usage } from './options.ts'
import { type Came, partsOf, runAll, runPart } from './parts.ts'
import { addTallies, type Tally, tallyText } from './stories.ts'

const args = process.argv.slice(2)
const options = readOptions(args)
const file = here('expected.json')

type Expected = { readonly [part: string]: Hashes }

const linesIn = (hashes: Hashes): number =>
  Object.values(hashes).reduce((sum, sub) => sum + Number(sub.split(' ')[0]), 0)

const tellPart = ({ part, hashes, seconds }: Came): void => {
  const subs = `${Object.keys(hashes).length}`
  const lines = `${linesIn(hashes)}`
  console.log(
    `${part.padEnd(32)} ${lines.padStart(9)} lines ${subs.padStart(5)} hashes ${seconds.toFixed(1).padStart(7)} s`,
  )
}

const tellTally = (tally: Tally): void => {
  if (options.all) console.log(tallyText(tally))
  const counts = Object.entries(tally)
  const ok = counts.reduce((sum, [, count]) => sum + count.ok, 0)
  const refused = counts.reduce((sum, [, count]) => sum + count.refused, 0)
  const rare = counts.filter(([, count]) => count.ok <= 0.25 * (count.ok + count.refused))
  console.log(`${counts.length} commands in stories: ${ok} ok, ${refused} refused (--all prints each).`)
  if (rare.length > 0) console.log(`Mostly refused: ${rare.map(([name]) => name).join(', ')}.`)
}

/** What is not as expected, line by line; whether that is more than English and digests. */
const compare = (expected: Expected, came: readonly Came[]): boolean => {
  const wrong: string[] = []
  for (const { part, hashes } of came) {
    const before = expected[part] ?? {}
    for (const sub of [...new Set([...Object.keys(before), ...Object.keys(hashes)])].sort()) {
      if (before[sub] === hashes[sub]) continue
      const text = `${part}: ${sub.padEnd(36)} expected ${before[sub] ?? 'nothing'}, got ${hashes[sub] ?? 'nothing'}`
      console.log(isSoft(sub) ? `Warning: ${text}` : `DIFFERS  ${text}`)
      if (!isSoft(sub)) wrong.push(part)
    }
  }
  console.log(
    wrong.length === 0
      ? 'Everything is as expected.'
      : `${wrong.length} hashes differ, in ${[...new Set(wrong)].join(', ')}.`,
  )
  return wrong.length === 0
}

const main = async (): Promise<void> => {
  const began = performance.now()
  const parts = [...partsOf(options).keys()].filter(
    (part) => options.part.length === 0 || options.part.some((name) => part.startsWith(name)),
  )
  if (logsIn(options.logs).length === 0)
    console.log(`There are no logs in ${options.logs}: their parts are left out.`)
  const came = await runAll(parts, Number(options.jobs), here('index.ts'), args, tellPart)
  const tallies = came.flatMap(({ tally }) => (tally === null ? [] : [tally]))
  if (tallies.length > 0) tellTally(addTallies(tallies))
  if (options.all)
    for (const { part, hashes } of came)
      for (const [sub, hash] of Object.entries(hashes)) console.log(`  ${part}: ${sub.padEnd(40)} ${hash}`)
  console.log(`Took ${Math.round((performance.now() - began) / 1_000)} s.`)
  const expected = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Expected
  if (!options.write) {
    process.exitCode = compare(expected, came) ? 0 : 1
    return
  }
  const all = { ...expected, ...Object.fromEntries(came.map(({ part, hashes }) => [part, hashes])) }
  const sorted = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`)
  console.log(`Written to ${file}.`)
}

if (options.help) console.log(usage)
else if (options.run === undefined) await main()
else process.send?.(await runPart(options.run, options))
