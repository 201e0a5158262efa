import type { Milliseconds } from '../kernel/duration.ts'
import type { Instant } from '../kernel/instant.ts'

/** How far a walk over a calendar goes, a hundred years, so that one without hours ends, too. */
export const maxSearchLength: Milliseconds = 3_155_760_000_000

/** The last and, negative, the first instant that a walk begins a day at: what a date can hold, less two days for zones. */
export const lastDayStart: Instant = 8_639_999_827_200_000
