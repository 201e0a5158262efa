import { readArguments } from './arguments.ts'
import type { Io } from './io.ts'
import type { LogError } from './log-error.ts'
import { runCompare } from './run-compare.ts'
import { runReplay } from './run-replay.ts'
import { runTimeline } from './run-timeline.ts'
import { runWindows } from './run-windows.ts'
import { usage } from './usage.ts'

const isLogError = (error: unknown): error is LogError => error instanceof Error && error.name === 'LogError'

/** The `throughline` command: does what the arguments ask for and says with which code to exit. */
export const runCommand = async (args: readonly string[], io: Io): Promise<number> => {
  const read = readArguments(args)
  if (!read.ok) {
    io.err(`throughline: ${read.error} See throughline --help.\n`)
    return 2
  }
  const request = read.value
  try {
    switch (request.does) {
      case 'help':
        io.out(usage)
        return 0
      case 'replay':
        return await runReplay(request, io)
      case 'compare':
        return await runCompare(request, io)
      case 'timeline':
        return await runTimeline(request, io)
      case 'windows':
        return await runWindows(request, io)
    }
  } catch (error) {
    if (!isLogError(error)) throw error
    io.err(`throughline: ${error.message}\n`)
    return 2
  }
}
