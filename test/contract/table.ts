import { conformance, reportText } from '../../src/contract/index.ts'
import { harnesses } from './harnesses.ts'

/** Prints how every store that is found keeps the promises; `npm run test:stores`. */
let failed = 0
for (const harness of harnesses) {
  const report = await conformance(harness)
  failed += report.failed
  console.log(`${reportText(report)}\n`)
}
process.exitCode = failed === 0 ? 0 : 1
