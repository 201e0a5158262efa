import type { Session } from './session.ts'
import type { Tally } from './tally.ts'

/** Applies what was due by now, to the last page. */
export const settleAll = async ({ desk }: Session): Promise<void> => {
  for (;;) {
    const swept = await desk.tick({ limit: Number.POSITIVE_INFINITY })
    if (!swept.ok || !swept.more || swept.done === 0) return
  }
}

/** What must hold when all is said: no message lost or doubled (I-13), and lists that say what the events say (S-4). */
export const checkEnd = async ({ desk, audited, past }: Session, { given }: Tally): Promise<void> => {
  const { messages } = audited.figures
  for (const way of ['in', 'out'] as const)
    if (messages[way] !== given[way])
      audited.violated(
        `I-13: ${given[way]} messages ${way} were given, ${messages[way]} are in the timelines`,
      )
  const listed = await desk.counts()
  const counted = audited.byStatus()
  const unless = past === null ? '' : '; or somebody else wrote for this tenant meanwhile'
  for (const status of ['new', 'open', 'waiting'] as const)
    if (listed.ok && listed.counts[status] !== counted[status])
      audited.violated(
        `S-4: ${listed.counts[status]} are listed as ${status}, by the events ${counted[status]} are${unless}`,
      )
}
