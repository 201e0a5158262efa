import type { Instant } from '../kernel/instant.ts'

/** Dates and times of day as people in one place read them. */
export interface LocalTime {
  readonly zone: string
  readonly day: (at: Instant) => string
  readonly time: (at: Instant) => string
}

/** The reader's own zone unless another is named. English, as all of this package's texts. */
export const localTime = (timeZone?: string): LocalTime => {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return { zone, day: (at) => day.format(at).replace(',', ''), time: (at) => time.format(at) }
}
