import type { Session } from './session.ts'
import type { LineTally } from './tally.ts'

/** Applies what was due by now, to the last page. */
export const applyAllDeadlines = async ({ desk }: Session): Promise<void> => {
  for (;;) {
    const batch = await desk.applyDeadlines({ limit: Number.POSITIVE_INFINITY })
    if (!batch.ok || !batch.more || batch.done === 0) return
  }
}

/** What must hold when all is said: no message lost or doubled (I-13), and lists that say what the events say (S-4). */
export const checkTotals = async (
  { desk, audited, progress }: Session,
  { expectedMessages }: LineTally,
): Promise<void> => {
  const { messages } = audited.figures
  for (const way of ['in', 'out'] as const)
    if (messages[way] !== expectedMessages[way])
      audited.reportViolation(
        `I-13: ${expectedMessages[way]} messages ${way} were given, ${messages[way]} are in the timelines`,
      )
  const listed = await desk.counts()
  const counted = audited.byStatus()
  const unless = progress === null ? '' : '; or somebody else wrote for this tenant meanwhile'
  for (const status of ['new', 'open', 'waiting'] as const)
    if (listed.ok && listed.counts[status] !== counted[status])
      audited.reportViolation(
        `S-4: ${listed.counts[status]} are listed as ${status}, by the events ${counted[status]} are${unless}`,
      )
}
