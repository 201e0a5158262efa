import { createGunzip } from 'node:zlib'

/**
 * Unpacks gzip piece by piece. Unlike a pipe it hands over all that could be unpacked before it throws for damage, so
 * that a log cut off in transit is read up to the cut.
 */
export async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip()
  let unpacked: Uint8Array[] = []
  const errors: Error[] = []
  let wake = (): void => {}
  const runUntilDoneOrError = (start: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
      start(resolve)
    })
  stream.on('data', (piece: Uint8Array) => unpacked.push(piece))
  stream.on('error', (error) => {
    errors.push(error)
    wake()
  })
  const drain = function* (): Generator<Uint8Array> {
    yield* unpacked
    unpacked = []
    for (const error of errors) throw error
  }
  try {
    for await (const piece of packed) {
      await runUntilDoneOrError((done) => stream.write(piece, () => done()))
      yield* drain()
    }
    await runUntilDoneOrError((done) => stream.once('end', done).end())
    yield* drain()
  } finally {
    stream.destroy()
  }
}
