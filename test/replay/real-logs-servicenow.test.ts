import { realLog } from './real-log.ts'

// Incidents of a service desk, without answers.
realLog({
  name: 'servicenow-incidents.jsonl.gz',
  lines: 50_682,
  customers: 4_177,
  messages: { in: 19_622, out: 0 },
  conversations: [
    [{ hours: 0 }, 8_363],
    [{ hours: 24 }, 8_027],
    [{ days: 7 }, 6_704],
    [{ days: 90 }, 4_277],
  ],
})
