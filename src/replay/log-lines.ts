import { logText, type OnProgress } from './log-text.ts'

/** Nobody writes such a line; without a limit a file that is no log at all would fill the memory. */
const maxLineLength = 16_777_216

/** Lines of a log's text, many at a time. */
export interface LinesRead {
  readonly texts: readonly string[]
  /** Whether they are the text behind the last line break, which is empty if every line was ended. */
  readonly isRest: boolean
}

/** The lines of a log's text; the last one also without a line break. */
export async function* logLines(path: string, onProgress: OnProgress): AsyncGenerator<LinesRead> {
  let rest = ''
  for await (const piece of logText(path, onProgress)) {
    rest += piece
    if (rest.length > maxLineLength)
      throw Object.assign(new Error('line too long'), { code: 'LINE_TOO_LONG' })
    if (!piece.includes('\n')) continue
    const end = rest.lastIndexOf('\n')
    yield { texts: rest.slice(0, end).split('\n'), isRest: false }
    rest = rest.slice(end + 1)
  }
  yield { texts: [rest], isRest: true }
}
