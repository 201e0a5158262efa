import { readArguments } from './arguments.ts'
import type { Io } from './io.ts'
import type { LogError } from './log-error.ts'
import { runCompare } from './run-compare.ts'
import { runReplay } from './run-replay.ts'
import { runStoredTimeline } from './run-stored-timeline.ts'
import { runTimeline } from './run-timeline.ts'
import { runWindows } from './run-windows.ts'
import { isStoreError, withoutPasswords } from './store-error.ts'
import { usage } from './usage.ts'

const isLogError = (error: unknown): error is LogError => error instanceof Error && error.name === 'LogError'

/** The `throughline` command: does what the arguments ask for and says with which code to exit. */
export const runCommand = async (args: readonly string[], { err, ...rest }: Io): Promise<number> => {
  const io: Io = { ...rest, err: (text) => err(withoutPasswords(text)) }
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
      case 'stored timeline':
        return await runStoredTimeline(request, io)
      case 'windows':
        return await runWindows(request, io)
    }
  } catch (error) {
    if (!isLogError(error) && !isStoreError(error)) throw error
    io.err(`throughline: ${error.message}\n`)
    return 2
  }
}
