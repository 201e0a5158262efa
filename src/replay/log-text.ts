import { open } from 'node:fs/promises'
import { gunzip } from './gunzip.ts'
import { fileError } from './log-error.ts'

/** Told after each piece: how many of the file's bytes were read, for a progress bar. */
export type OnProgress = (bytesRead: number, bytesTotal: number) => void

const pieceSize = 65_536

async function* bytesOf(path: string, onProgress: OnProgress): AsyncGenerator<Uint8Array> {
  const file = await open(path).catch((error: unknown) => Promise.reject(fileError(path, error)))
  try {
    const { size } = await file.stat()
    for (let total = 0; ; ) {
      const piece = new Uint8Array(pieceSize)
      const { bytesRead } = await file.read(piece, 0, pieceSize)
      if (bytesRead === 0) return
      total += bytesRead
      yield piece.subarray(0, bytesRead)
      onProgress(total, size)
    }
  } catch (error) {
    throw fileError(path, error)
  } finally {
    await file.close()
  }
}

/** Puts a first piece that was looked at back in front. */
async function* prepend(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  yield* rest
}

/** The text of a file in pieces, unpacked if its first bytes say that it is gzip, without a byte order mark. */
export async function* logText(path: string, onProgress: OnProgress): AsyncGenerator<string> {
  const bytes = bytesOf(path, onProgress)
  const decoder = new TextDecoder()
  try {
    const first = await bytes.next()
    if (first.done) return
    const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b
    const whole = prepend(first.value, bytes)
    for await (const piece of isGzip ? gunzip(whole) : whole) yield decoder.decode(piece, { stream: true })
    yield decoder.decode()
  } finally {
    await bytes.return(undefined)
  }
}
