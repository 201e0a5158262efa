import { type Entry, entered } from './entry.ts'
import { connectionsOf } from './server.ts'

// One side in a process of its own, so that none pays for what another did to the engine’s memory and guesses.
const entry: Entry = JSON.parse(process.argv[2] ?? '')
const { url = '', writers, isTuned, emmetts } = entry
const contender = await entered(entry, connectionsOf(url, writers, { isTuned, schema: emmetts }))

process.on('message', (seconds: number) => {
  contender.round(seconds).then(
    (round) => process.send?.({ round }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
process.on('disconnect', () => {
  contender.end().then(
    () => process.exit(),
    () => process.exit(1),
  )
})
process.send?.({ ready: true })
