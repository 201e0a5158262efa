import type { Issue } from '../kernel/result.ts'
import type { OpenHours } from './calendar.ts'

const minutesPerDay = 1440
const hoursPattern = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/

/** Sunday first, as dates count. */
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** Open hours with their place in the input, in minutes from the beginning of Sunday. */
interface HoursEntry {
  readonly path: string
  readonly opens: number
  readonly closes: number
}

const readHours = (path: string, text: unknown, midnight: number, issues: Issue[]): HoursEntry | null => {
  const [whole, h1, m1, h2, m2] = (typeof text === 'string' && hoursPattern.exec(text)) || []
  if (whole === undefined) {
    issues.push({ path, message: "must be hours of a day such as '09:00-17:00', up to '24:00'" })
    return null
  }
  const opens = Number(h1) * 60 + Number(m1)
  const closes = h2 === undefined ? minutesPerDay : Number(h2) * 60 + Number(m2)
  if (opens === closes) {
    issues.push({ path, message: "is as long as nothing; for a whole day write '00:00-24:00'" })
    return null
  }
  return {
    path,
    opens: midnight + opens,
    closes: midnight + (opens < closes ? closes : minutesPerDay + closes),
  }
}

/** Refuses what is open twice, and joins what touches. */
const joinHours = (parts: readonly HoursEntry[], issues: Issue[]): readonly OpenHours[] => {
  const hours: [number, number][] = []
  let last: HoursEntry | undefined
  for (const part of parts.toSorted((a, b) => a.opens - b.opens || a.closes - b.closes)) {
    const end = hours.at(-1)
    if (last !== undefined && part.opens < last.closes)
      issues.push({ path: part.path, message: `overlaps ${last.path}` })
    if (end !== undefined && part.opens <= end[1]) end[1] = Math.max(end[1], part.closes)
    else hours.push([part.opens, part.closes])
    if (last === undefined || part.closes > last.closes) last = part
  }
  return hours
}

/** The week, with hours over midnight on both of their days. */
export const readWeek = (
  path: string,
  given: { readonly [day: string]: unknown },
  issues: Issue[],
): readonly (readonly OpenHours[])[] => {
  const entries = weekdays.flatMap((name, at) => {
    const value = given[name] ?? []
    const list: readonly unknown[] = Array.isArray(value) ? value : [value]
    return list.flatMap((text, n) => {
      const entryPath = Array.isArray(value) ? `${path}.${name}.${n}` : `${path}.${name}`
      return readHours(entryPath, text, at * minutesPerDay, issues) ?? []
    })
  })
  for (const name of Object.keys(given))
    if (!weekdays.includes(name))
      issues.push({ path: `${path}.${name}`, message: `is no day; days are ${weekdays.join(', ')}` })
  return weekdays.map((_, at) => {
    const [midnight, next] = [at * minutesPerDay, (at + 1) * minutesPerDay]
    const parts = entries.flatMap((part) => {
      // Saturday's night ends on Sunday, which begins the week.
      const occurrences = part.closes > 7 * minutesPerDay ? [part, shiftOneWeekBack(part)] : [part]
      return occurrences
        .filter(({ opens, closes }) => opens < next && closes > midnight)
        .map(({ opens, closes }) => ({
          path: part.path,
          opens: Math.max(opens, midnight) - midnight,
          closes: Math.min(closes, next) - midnight,
        }))
    })
    return joinHours(parts, issues)
  })
}

const shiftOneWeekBack = ({ path, opens, closes }: HoursEntry): HoursEntry => ({
  path,
  opens: opens - 7 * minutesPerDay,
  closes: closes - 7 * minutesPerDay,
})
