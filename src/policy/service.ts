import type { Calendar } from '../calendar/calendar.ts'
import { parseCalendar } from '../calendar/parse-calendar.ts'
import { endpointOf } from '../channel/endpoint.ts'
import type { Policy, Target } from './policy.ts'
import { type Reader, readBusiness, readLength, readRecord, refuseUnknown } from './read.ts'

/** Business calendars by name (CU-10). */
export const readCalendars = (reader: Reader, value: unknown): Policy['calendars'] => {
  const calendars: [string, Calendar][] = []
  for (const [name, given] of Object.entries(readRecord(reader, 'calendars', value))) {
    const parsed = parseCalendar(given, `calendars.${name}`)
    if (parsed.ok) calendars.push([name, parsed.value])
    else reader.issues.push(...parsed.error)
  }
  return Object.fromEntries(calendars)
}

/** Whether every calendar that is named is there, the broken ones included. */
export const checkCalendars = (reader: Reader, value: unknown): void => {
  const declared = typeof value === 'object' && value !== null ? value : {}
  for (const { path, calendar } of reader.named)
    if (!Object.hasOwn(declared, calendar)) reader.wrong(path, `"${calendar}" is no declared calendar`)
}

const readTarget = (reader: Reader, path: string, value: unknown): Target => {
  const before = reader.issues.length
  const business = readBusiness(reader, path, value)
  const length = business?.business ?? readLength(reader, path, value ?? null, 0)
  if (length === 0 && reader.issues.length === before)
    reader.wrong(path, 'must be longer than nothing, or nobody could answer in time')
  return { length, calendar: business?.calendar ?? null }
}

/** When a first response is due (D-6). */
export const readTargets = (reader: Reader, value: unknown): Policy['firstResponse'] => {
  const given = readRecord(reader, 'firstResponse', value)
  refuseUnknown(reader, 'firstResponse', given, ['byEndpoint', 'byInbox'])
  const targets = (part: string): [string, Target][] =>
    Object.entries(readRecord(reader, `firstResponse.${part}`, given[part])).map(([key, target]) => [
      key,
      readTarget(reader, `firstResponse.${part}.${key}`, target),
    ])
  return {
    byEndpoint: Object.fromEntries(
      targets('byEndpoint').map(([key, target]) => [endpointOf(key) ?? key, target]),
    ),
    byInbox: Object.fromEntries(targets('byInbox')),
  }
}
