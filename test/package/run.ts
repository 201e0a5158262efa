/** `tsx test/package/run.ts [source|built]` runs the checks of that kind, or all. */
import { boundaries } from './boundaries.check.ts'
import { consumer } from './consumer.check.ts'
import { importTime } from './import-time.check.ts'
import { portability } from './portability.check.ts'
import { purity } from './purity.check.ts'
import { size } from './size.check.ts'

const kind = process.argv[2]
const checks = [boundaries, purity, size, portability, consumer, importTime].filter(
  (check) => kind === undefined || check.of === kind,
)

let failed = 0
for (const check of checks) {
  for (const { ok, text } of await check.run()) {
    if (!ok) failed += 1
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${check.name}: ${text}`)
  }
}
if (checks.length === 0) throw new Error(`"${kind}" is no kind of check; use source or built`)
if (failed > 0) process.exitCode = 1
