import type { OnProgress } from './log-text.ts'

/** A bar on a terminal's error output; nothing at all in a pipe. */
export interface Progress {
  /** How far one of several readings of the log is. */
  readonly pass: (done: number, of: number) => OnProgress
  /** A line is done, where lines take their time: then their number and pace are shown too. */
  readonly line: () => void
  readonly clear: () => void
}

const width = 40
const minInterval = 100
const paceWidth = 50

export const noProgress: Progress = { pass: () => () => {}, line: () => {}, clear: () => {} }

const figure = new Intl.NumberFormat('en-US')

export const progressOn = (write: (text: string) => void, now: () => number = Date.now): Progress => {
  let shown = 0
  let share = 0
  let lines = 0
  let first = 0
  const pace = (): string => {
    if (lines === 0) return ''
    const perSecond = Math.round((1000 * lines) / Math.max(1, now() - first))
    return `  ${figure.format(lines)} lines, ${figure.format(perSecond)} a second`.padEnd(paceWidth - 10)
  }
  const show = (): void => {
    if (now() - shown < minInterval) return
    shown = now()
    const full = Math.round(share * width)
    write(`\r  ${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.floor(share * 100)} %${pace()}`)
  }
  return {
    pass: (done, of) => (read, total) => {
      share = (done + (total === 0 ? 1 : read / total)) / of
      show()
    },
    line: () => {
      if (lines === 0) first = now()
      lines += 1
      show()
    },
    clear: () => write(`\r${' '.repeat(width + paceWidth)}\r`),
  }
}
