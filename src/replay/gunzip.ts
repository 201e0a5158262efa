import { createGunzip } from 'node:zlib'

/**
 * Unpacks gzip piece by piece. Unlike a pipe it hands over all that could be unpacked before it throws for damage, so
 * that a log cut off in transit is read up to the cut.
 */
export async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip()
  let ready: Uint8Array[] = []
  const damage: Error[] = []
  let wake = (): void => {}
  const settled = (start: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
      start(resolve)
    })
  stream.on('data', (piece: Uint8Array) => ready.push(piece))
  stream.on('error', (error) => {
    damage.push(error)
    wake()
  })
  const handOver = function* (): Generator<Uint8Array> {
    yield* ready
    ready = []
    for (const error of damage) throw error
  }
  try {
    for await (const piece of packed) {
      await settled((done) => stream.write(piece, () => done()))
      yield* handOver()
    }
    await settled((done) => stream.once('end', done).end())
    yield* handOver()
  } finally {
    stream.destroy()
  }
}
