/** Days as a host writes them. */
export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'

/**
 * Open hours as a host writes them: `'09:00-17:00'`, up to `24:00`. What ends before it begins, or at `00:00`, ends on the
 * day after it: `'22:00-06:00'`.
 */
export type HoursInput = string

/** When the company works, as a host writes it (CU-10). */
export interface CalendarInput {
  /** An IANA name such as `Europe/Berlin`; an offset would be wrong half of the year. */
  readonly zone: string
  /** Open hours by day of the week; a day that is left out is closed. */
  readonly hours: { readonly [day in Weekday]?: HoursInput | readonly HoursInput[] | undefined }
  /** Local dates on which nothing is open from midnight to midnight: `'2026-12-25'`. */
  readonly holidays?: readonly string[] | undefined
}

/** Open from one minute of the local day until just before another: half-open, 0 to 1440. */
export type OpenHours = readonly [opens: number, closes: number]

/** When the company works, resolved into plain data (CU-10). It is open whenever a clock on its wall says so. */
export interface Calendar {
  readonly schema: 1
  readonly zone: string
  /** The open hours of seven days, Sunday first, each in order and apart from each other. */
  readonly week: readonly (readonly OpenHours[])[]
  /** Local dates, in order. */
  readonly holidays: readonly string[]
}
