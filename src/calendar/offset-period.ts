import { tzOffset } from '@date-fns/tz/tzOffset'
import type { Milliseconds } from '../kernel/duration.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Calendar } from './calendar.ts'

/** A part of one local day during which nobody changes the clocks: so local time is UTC plus one number. */
interface OffsetPeriod {
  readonly from: Instant
  readonly to: Instant
  readonly offset: Milliseconds
  /** The offset that holds beyond it, so that a walk asks the zone once a day. */
  readonly adjacentOffset: Milliseconds
}

/** An open time, half-open. */
interface OpenPeriod {
  readonly from: Instant
  readonly to: Instant
}

const minute = 60_000
const day = 86_400_000

export const offsetAt = (zone: string, at: Instant): Milliseconds =>
  Math.round(tzOffset(zone, new Date(at)) * minute)

/** The first instant of the later offset, where it differs between two instants of one day. */
const offsetChangeBetween = (zone: string, from: Instant, to: Instant): Instant => {
  const before = offsetAt(zone, from)
  let [early, late] = [from, to]
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2)
    if (offsetAt(zone, middle) === before) early = middle
    else late = middle
  }
  return late
}

/** From an instant to the end of its local day, or to the change of clocks before that. */
export const offsetPeriodAfter = (zone: string, from: Instant, offset: Milliseconds): OffsetPeriod => {
  const midnight = (Math.floor((from + offset) / day) + 1) * day - offset
  const beyond = offsetAt(zone, midnight)
  return {
    from,
    to: beyond === offset ? midnight : offsetChangeBetween(zone, from, midnight),
    offset,
    adjacentOffset: beyond,
  }
}

/** The same backwards: `offset` is the one just before `to`. */
export const offsetPeriodBefore = (zone: string, to: Instant, offset: Milliseconds): OffsetPeriod => {
  const midnight = Math.floor((to - 1 + offset) / day) * day - offset
  const beyond = offsetAt(zone, midnight - 1)
  return {
    from: beyond === offset ? midnight : offsetChangeBetween(zone, midnight - 1, to - 1),
    to,
    offset,
    adjacentOffset: beyond,
  }
}

/** The open times of a stretch, in order. */
export const openPeriodsIn = (
  { week, holidays }: Calendar,
  { from, to, offset }: Omit<OffsetPeriod, 'adjacentOffset'>,
): readonly OpenPeriod[] => {
  const midnight = Math.floor((from + offset) / day) * day
  const date = new Date(midnight)
  const hours = week[date.getUTCDay()] ?? []
  if (hours.length === 0 || holidays.includes(date.toISOString().slice(0, 10))) return []
  return hours
    .map(([opens, closes]) => ({
      from: Math.max(from, midnight - offset + opens * minute),
      to: Math.min(to, midnight - offset + closes * minute),
    }))
    .filter((open) => open.from < open.to)
}
