/** `npm run test:zones` runs what knows of time once more with the host in each of these zones: nothing may change. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const zones = ['America/St_Johns', 'Asia/Kathmandu', 'Pacific/Chatham', 'America/Sao_Paulo']
const about = [
  'zones',
  'calendar',
  'policy',
  'kernel',
  'deadline',
  'conversation',
  'task',
  'metrics',
  'timeline',
  'desk',
]
const files = about.map((folder) => `test/${folder}`)
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
const { TEST_REPORT: _, ...environment } = process.env

/** Runs them in a zone, says how that went once it is done, and whether it went well. */
const passesIn = async (zone: string): Promise<boolean> => {
  const run = spawn(
    process.execPath,
    [vitest, 'run', '--config', 'test/vitest.config.ts', '--reporter=dot', '--maxWorkers=1', ...files],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...environment, TZ: zone } },
  )
  let said = ''
  for (const stream of [run.stdout, run.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const [code] = await once(run, 'close')
  console.log(`TZ=${zone}\n${said}`)
  return code === 0
}

// All zones at once, each with one worker: more of them would only load the same files again.
const passed = await Promise.all(zones.map(passesIn))
if (passed.includes(false)) process.exitCode = 1
