import { logText, type OnProgress } from './log-text.ts'

/** Nobody writes such a line; without a limit a file that is no log at all would fill the memory. */
const longest = 16_777_216

/** The lines of a log's text, many at a time; the last one also without an end. */
export async function* logLines(path: string, onProgress: OnProgress): AsyncGenerator<readonly string[]> {
  let rest = ''
  for await (const piece of logText(path, onProgress)) {
    rest += piece
    if (rest.length > longest) throw Object.assign(new Error('line too long'), { code: 'LINE_TOO_LONG' })
    if (!piece.includes('\n')) continue
    const end = rest.lastIndexOf('\n')
    yield rest.slice(0, end).split('\n')
    rest = rest.slice(end + 1)
  }
  yield [rest]
}
