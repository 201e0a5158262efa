import type { OnProgress } from './log-text.ts'

/** A bar on a terminal's error output; nothing at all in a pipe. */
export interface Progress {
  /** How far one of several readings of the log is. */
  readonly pass: (done: number, of: number) => OnProgress
  readonly clear: () => void
}

const width = 40
const pause = 100

export const silent: Progress = { pass: () => () => {}, clear: () => {} }

export const progressOn = (write: (text: string) => void, now: () => number = Date.now): Progress => {
  let shown = 0
  const show = (share: number): void => {
    if (now() - shown < pause) return
    shown = now()
    const full = Math.round(share * width)
    write(`\r  ${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.floor(share * 100)} %`)
  }
  return {
    pass: (done, of) => (read, total) => show((done + (total === 0 ? 1 : read / total)) / of),
    clear: () => write(`\r${' '.repeat(width + 10)}\r`),
  }
}
