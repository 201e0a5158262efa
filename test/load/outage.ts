import { setTimeout as pause } from 'node:timers/promises'

/** What PostgreSQL and the socket say when a server goes, is gone, or is not there yet. */
const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  // A standby that is not promoted yet, or a connection to the primary that was demoted.
  '25006',
  '53300',
  // What postgres.js says.
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
])

/** `pg` gives no code where the connection ends under a query. */
const words =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect/

interface Failure {
  readonly code?: unknown
  readonly message?: unknown
  readonly cause?: unknown
}

const isFailure = (error: unknown): error is Failure => typeof error === 'object' && error !== null

/** Whether a failure is of the connection alone, so that a host gives the same command again. */
export const isOutage = (error: unknown): boolean =>
  isFailure(error) &&
  ((typeof error.code === 'string' && codes.has(error.code)) ||
    words.test(String(error.message)) ||
    isOutage(error.cause))

/** How long a host goes on trying, in milliseconds. */
const patience = 120_000

/**
 * Does something until it is done, however often the server is away meanwhile; counts how often it was not. `jitter` gives
 * a number from 0 to below 1 for each try: of many who try at once each has another, so that they do not come back together.
 */
export const persist = async <T>(
  act: () => Promise<T>,
  jitter: (tries: number) => number = () => 0.5,
): Promise<{ readonly value: T; readonly tries: number }> => {
  const began = Date.now()
  for (let tries = 1; ; tries++)
    try {
      return { value: await act(), tries }
    } catch (error) {
      if (!isOutage(error) || Date.now() - began > patience) throw error
      await pause(Math.min(20 * 2 ** tries, 500) * (0.5 + jitter(tries) / 2))
    }
}
