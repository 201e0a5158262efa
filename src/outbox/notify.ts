import type { Repository } from '../store/ports.ts'
import { withPorts } from '../store/with-ports.ts'

/** Runs it at once, and once more if it was asked for meanwhile: at most one runs and one waits. */
const coalesce = (run: () => Promise<unknown>): (() => void) => {
  let isRunning = false
  let isWanted = false
  const start = async (): Promise<void> => {
    isRunning = true
    do {
      isWanted = false
      // Whoever is not told looks by himself: nothing is lost, only later.
      await run().catch(() => undefined)
    } while (isWanted)
    isRunning = false
  }
  return () => {
    isWanted = true
    if (!isRunning) void start()
  }
}

/**
 * The same store, which calls `notify` after commits that succeeded, so that consumers need not ask all the time (E-6).
 * No commit waits for it or fails with it, and however many commits there are, one call runs at a time and one more
 * follows; one that never settles is the last, so give it a timeout. Nobody is told of a commit whose acknowledgement was lost, so consumers look by themselves too.
 *
 * @example
 * let told = 0
 * const telling = withNotify(store, async () => told++)
 * const loud = createDesk({ store: telling, policy })
 * await loud.receive({ channel: 'email', from: 'ada@example.com', id: '<1@mail>', text: 'Broken' })
 * told // 1
 */
export const withNotify = <S extends Pick<Repository, 'commit'>>(
  store: S,
  notify: () => Promise<unknown>,
): S => {
  const notifyCoalesced = coalesce(async () => notify())
  const commit: Repository['commit'] = async (changes) => {
    const committed = await store.commit(changes)
    if (committed.ok) notifyCoalesced()
    return committed
  }
  return withPorts<Pick<Repository, 'commit'>>(store, { commit }) as S
}
