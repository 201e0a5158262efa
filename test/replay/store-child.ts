/** Replays a log into a store, says after each line that it is done, and kills itself after so many lines, as a power cut would. */
import { writeSync } from 'node:fs'
import { readLog, replayLog } from '../../src/replay/index.ts'
import { withStore } from '../../src/replay/open-store.ts'
import { parseStoreLocation } from '../../src/replay/store-location.ts'

const [log = '', store = '', after = ''] = process.argv.slice(2)
const place = parseStoreLocation(store)
if (!place.ok) throw new Error(place.error)

const told = async function* () {
  let done = 0
  for await (const line of readLog(log, { onBadLine: 'stop' })) {
    yield line
    writeSync(1, '.')
    if (++done === Number(after)) process.kill(process.pid, 'SIGKILL')
  }
}

await withStore({ location: place.value, tenant: 'replay' }, 'write', (opened) =>
  replayLog(told(), { store: opened }),
)
