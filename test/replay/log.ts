import type { LogLine, ReplayOptions } from '../../src/replay/index.ts'
import { type ReplayedTimeline, replayTimeline } from '../../src/replay/replay-timeline.ts'
import { parseLogLine } from '../../src/schema/index.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
const start = Date.parse('2026-03-02T09:00:00Z')

/** One line of a log as it would stand in a file: what is left out is `Ada` and the very start. */
export const line = (type: string, fields: { readonly [field: string]: unknown } = {}): LogLine => {
  const { after = 0, ...rest } = fields as { readonly after?: number }
  const written = JSON.stringify({
    at: new Date(start + after).toISOString(),
    customer: 'Ada',
    type,
    ...rest,
  })
  const parsed = parseLogLine(JSON.parse(written))
  if (parsed.ok) return parsed.value
  throw new Error(JSON.stringify(parsed.error))
}

export const customerMessage = (after = 0, fields: object = {}): LogLine =>
  line('message.in', { after, channel: 'email', text: `after ${after}`, ...fields })

export const agentMessage = (after = 0, fields: object = {}): LogLine =>
  line('message.out', { after, channel: 'email', agent: 'Sam', text: `answer after ${after}`, ...fields })

/** What a log of one customer comes to, with the whole history at hand. */
export const replayAda = (
  lines: readonly LogLine[],
  options: ReplayOptions = {},
): Promise<ReplayedTimeline> => replayTimeline(() => lines, 'Ada', options)

/** The events of a type, in order. */
export const entriesOfType = ({ entries }: ReplayedTimeline, type: string): ReplayedTimeline['entries'] =>
  entries.filter(({ event }) => event.type === type)

export const entryKeysOf = ({ entries }: ReplayedTimeline): readonly string[] => entries.map(({ key }) => key)
