/** Replays a log into a store and says after each line that it is done, so that somebody may kill it between two. */
import { readLog, replayLog } from '../../src/replay/index.ts'
import { withStore } from '../../src/replay/open-store.ts'
import { parsePlace } from '../../src/replay/store-place.ts'

const [log = '', store = ''] = process.argv.slice(2)
const place = parsePlace(store)
if (!place.ok) throw new Error(place.error)

const told = async function* () {
  for await (const line of readLog(log, { onBadLine: 'stop' })) {
    yield line
    process.stdout.write('.')
  }
}

await withStore({ place: place.value, tenant: 'replay' }, 'write', (opened) =>
  replayLog(told(), { store: opened }),
)
