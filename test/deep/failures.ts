/** As much of a report of vitest as is read here. */
export interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages?: readonly string[] | null
    }[]
  }[]
}

/** A test that failed in a round: a law, with the seed and path of its shrunk story, or anything else. */
export interface Failure {
  readonly file: string
  readonly test: string | null
  readonly seed: number
  readonly path: string | null
  readonly message: string
}

/** The failures of one round. */
export const failuresOf = (report: Report, root: string, seed: number): readonly Failure[] =>
  report.testResults.flatMap(({ name, status, message = '', assertionResults }) => {
    const file = name.startsWith(root) ? name.slice(root.length) : name
    const failed = assertionResults.filter((one) => one.status === 'failed')
    if (failed.length === 0)
      return status === 'failed' ? [{ file, test: null, seed, path: null, message }] : []
    return failed.map(({ fullName, failureMessages }): Failure => {
      const text = failureMessages?.join('\n') ?? ''
      return { file, test: fullName, seed, path: /path: "([\d:]+)"/.exec(text)?.[1] ?? null, message: text }
    })
  })

/** What the error says, without the values that differ from story to story. */
const kindOf = (message: string): string => {
  const error = /Got (?:error|[^\n]*error): ?([^\n]*)/i.exec(message)?.[1] ?? message.split('\n')[0] ?? ''
  return error.replace(/"[^"]*"|'[^']*'|-?\d+/g, '…')
}

/** Two failures with the same key are the same: one test, one kind of error. */
export const keyOf = ({ file, test, message }: Failure): string => [file, test, kindOf(message)].join('\n')

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** The command that repeats a failure, with the same cases and the same shrinking. */
export const repeatOf = ({ file, test, seed }: Failure, runs: string): string => {
  const pattern = test === null ? '' : ` -t ${quoted(test.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))}`
  return `FC_SEED=${seed} FC_RUNS=${runs} npm test -- ${file}${pattern}`
}

/** The message up to the first line of its stack. */
const storyOf = (message: string): string => message.split(/\n\s+at /)[0]?.trim() ?? ''

export const textOf = (failure: Failure, runs: string): string =>
  [
    `FAILED ${failure.file}: ${failure.test ?? 'the file'}`,
    `seed ${failure.seed}${failure.path === null ? '' : `, path ${failure.path}`}`,
    storyOf(failure.message),
    `Repeat: ${repeatOf(failure, runs)}`,
  ].join('\n')
