import type { Instant } from '../kernel/instant.ts'

/** Dates and times of day as people in one place read them. */
export interface LocalTime {
  readonly zone: string
  readonly day: (at: Instant) => string
  readonly time: (at: Instant) => string
  /** An instant inside a sentence that is said at another one: what both share is left out. */
  readonly when: (at: Instant, said: Instant) => string
}

/** Dates and times in a zone. English, as all of this package's texts. */
export const localTime = (zone: string): LocalTime => {
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
  const dayOf = (at: Instant): string => day.format(at).replace(',', '')
  const year = / \d+$/
  return {
    zone,
    day: dayOf,
    time: (at) => time.format(at),
    when: (at, said) => {
      const [there, here] = [dayOf(at), dayOf(said)]
      if (there === here) return time.format(at)
      const sameYear = year.exec(there)?.[0] === year.exec(here)?.[0]
      return `${sameYear ? there.replace(year, '') : there}, ${time.format(at)}`
    },
  }
}
