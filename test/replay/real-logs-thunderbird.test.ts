import { realLog } from './real-log.ts'

// A support forum with questions, answers and topics. One file for each log, so that two workers share them.
realLog({
  name: 'thunderbird-support.jsonl.gz',
  lines: 131_032,
  customers: 25_326,
  messages: { in: 55_753, out: 45_275 },
  conversations: [
    [{ hours: 0 }, 30_004],
    [{ days: 90 }, 27_073],
  ],
  falseMerge: { conversations: 29_377, falseMerge: { total: 6_176 } },
})
