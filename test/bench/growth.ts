import { createDesk, definePolicy } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { measureAsync } from './measure.ts'

/** One message through the desk for a customer with many or few past events: the argument is how many. */
const policy = definePolicy({ inbox: 'support' })
let now = 1_767_603_600_000
let id = 0
const desk = createDesk({ store: memoryStore(), policy, clock: () => now })
const message = (): Promise<unknown> => {
  now += 1_000
  id += 1
  return desk.receive({ channel: 'chat', customer: 'ada', from: 'ada', id: `${id}`, text: 'Hello' })
}
const past = Number(process.argv[2])
while (id < past) await message()
await measureAsync(message, 2_000)
