/** `npm run test:zones` runs what knows of time once more with the host in each of these zones: nothing may change. */
import { spawnSync } from 'node:child_process'
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

for (const zone of zones) {
  console.log(`TZ=${zone}`)
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', 'test/vitest.config.ts', '--reporter=dot', ...files],
    { stdio: 'inherit', env: { ...environment, TZ: zone } },
  )
  if (status !== 0) process.exit(1)
}
