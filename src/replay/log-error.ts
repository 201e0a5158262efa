import type { Issue } from '../kernel/result.ts'

/** Why a log could not be read on: a plain Error with two fields. */
export interface LogError extends Error {
  readonly name: 'LogError'
  /** The line that was at fault, from 1; 0 if the file itself was. */
  readonly line: number
  readonly issues: readonly Issue[]
}

export const logError = (message: string, line: number, issues: readonly Issue[]): LogError =>
  Object.assign(new Error(message), { name: 'LogError' as const, line, issues })

const codeOf = (error: unknown): string => (error as { readonly code?: string }).code ?? ''

const fileErrorTexts = new Map([
  ['ENOENT', 'there is no such file. Check the path; a relative one starts from the present folder.'],
  ['EACCES', 'this user may not read it. Ask for read permission, or copy it to where you may.'],
  ['EISDIR', 'it is a folder. Name the .jsonl or .jsonl.gz file in it.'],
])

/** A sentence to act on for what the system says about a file; anything else stays as it is. */
export const fileError = (path: string, error: unknown): unknown => {
  const sentence = fileErrorTexts.get(codeOf(error))
  return sentence === undefined ? error : logError(`Cannot read ${path}: ${sentence}`, 0, [])
}

const contentErrorTexts = new Map([
  ['Z_BUF_ERROR', 'ends in the middle of the gzip data: the file was cut off; fetch it again'],
  ['Z_DATA_ERROR', 'cannot be unpacked: the gzip data is damaged from here on; fetch the file again'],
  ['LINE_TOO_LONG', 'is longer than 16 MB: a log has one JSON object on each line'],
])

/** What is wrong at the place beyond which nothing of the file can be read, or null if the error is of another kind. */
export const endOfLogIssue = (error: unknown): Issue | null => {
  const message = contentErrorTexts.get(codeOf(error))
  return message === undefined ? null : { path: '', message }
}
