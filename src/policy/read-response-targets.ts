import type { Calendar } from '../calendar/calendar.ts'
import { parseCalendar } from '../calendar/parse-calendar.ts'
import { endpointOf } from '../channel/endpoint.ts'
import type { Policy, ResponseTarget } from './policy.ts'
import {
  type PolicyReader,
  readBusinessSpan,
  readDuration,
  readRecord,
  refuseUnknownFields,
} from './policy-reader.ts'

/** Business calendars by name (CU-10). */
export const readCalendars = (reader: PolicyReader, value: unknown): Policy['calendars'] => {
  const calendars: [string, Calendar][] = []
  for (const [name, given] of Object.entries(readRecord(reader, 'calendars', value))) {
    const parsed = parseCalendar(given, `calendars.${name}`)
    if (parsed.ok) calendars.push([name, parsed.value])
    else reader.issues.push(...parsed.error)
  }
  return Object.fromEntries(calendars)
}

/** Whether every calendar that is named is there, the broken ones included. */
export const checkCalendars = (reader: PolicyReader, value: unknown): void => {
  const declared = typeof value === 'object' && value !== null ? value : {}
  for (const { path, calendar } of reader.named)
    if (!Object.hasOwn(declared, calendar)) reader.wrong(path, `"${calendar}" is no declared calendar`)
}

const readTarget = (reader: PolicyReader, path: string, value: unknown): ResponseTarget => {
  const issuesBefore = reader.issues.length
  const business = readBusinessSpan(reader, path, value)
  const length = business?.business ?? readDuration(reader, path, value ?? null, 0)
  if (length === 0 && reader.issues.length === issuesBefore)
    reader.wrong(path, 'must be longer than nothing, or nobody could answer in time')
  return { length, calendar: business?.calendar ?? null }
}

/** When a first response is due (D-6). */
export const readTargets = (reader: PolicyReader, value: unknown): Policy['firstResponse'] => {
  const given = readRecord(reader, 'firstResponse', value)
  refuseUnknownFields(reader, 'firstResponse', given, ['byEndpoint', 'byInbox'])
  const targetsBy = (part: string): [string, ResponseTarget][] =>
    Object.entries(readRecord(reader, `firstResponse.${part}`, given[part])).map(([key, target]) => [
      key,
      readTarget(reader, `firstResponse.${part}.${key}`, target),
    ])
  return {
    byEndpoint: Object.fromEntries(
      targetsBy('byEndpoint').map(([key, target]) => [endpointOf(key) ?? key, target]),
    ),
    byInbox: Object.fromEntries(targetsBy('byInbox')),
  }
}
