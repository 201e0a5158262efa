import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { businessTimeBetween, type PolicyInput, parseCalendar, timelineEntry } from '../src/index.ts'
import { foldMetrics } from '../src/metrics/index.ts'
import { runStory, steps } from './metrics/story.ts'

const before = process.env['TZ']

afterEach(() => {
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
})

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const
const office = { zone: 'Europe/Berlin', hours: Object.fromEntries(days.map((day) => [day, '09:00-17:30'])) }
const business = (hours: number) => ({ business: { hours }, calendar: 'office' })
const policy: Partial<PolicyInput> = {
  calendars: { office },
  reopenWindow: business(12),
  firstResponse: { byInbox: { support: business(2) } },
  messagingIdle: { minutes: 20 },
}

/** Everything that comes of stories in which time passes and business hours count, as text. */
const everything = async (): Promise<string> => {
  const calendar = parseCalendar(office, 'office')
  if (!calendar.ok) throw new Error(JSON.stringify(calendar.error))
  const elapsed = (from: number, to: number): number => businessTimeBetween(calendar.value, from, to)
  const all: unknown[] = []
  for (const story of fc.sample(steps, { numRuns: 60, seed: 2026 })) {
    const { events, now } = await runStory(story, policy)
    all.push(now, events.map(timelineEntry), foldMetrics(events, { elapsed }))
  }
  return JSON.stringify(all)
}

describe('the zone of the host', () => {
  it('W-5, D-1, CU-10, E-5: the same comes out wherever the machine stands', async () => {
    process.env['TZ'] = 'UTC'
    const expected = await everything()
    expect(expected.match(/response_overdue|inside_window/g)?.length).toBeGreaterThan(20)
    for (const [zone, offset] of [
      ['America/St_Johns', 210],
      ['Asia/Kathmandu', -345],
      ['Pacific/Chatham', -825],
      ['America/Sao_Paulo', 180],
    ] as const) {
      process.env['TZ'] = zone
      expect(new Date('2026-01-05T09:00Z').getTimezoneOffset()).toBe(offset)
      expect((await everything()) === expected, zone).toBe(true)
    }
  })
})
