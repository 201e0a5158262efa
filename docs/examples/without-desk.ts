/** A provider's message from the payload to the commit, with nothing but pure functions and a repository. */
import {
  decide,
  type Inbound,
  type InboundError,
  loadFor,
  type Policy,
  parseCommand,
  type ReceiveResult,
  type Refused,
  type Repository,
} from 'throughline'

export interface Host {
  readonly repository: Repository
  readonly policy: Policy
  readonly clock: () => number
  readonly newId: () => string
}

export const receiveWithoutDesk = async (
  { repository, policy, clock, newId }: Host,
  inbound: Inbound,
): Promise<ReceiveResult | Refused<InboundError>> => {
  const command = parseCommand({ type: 'receive', ...inbound }, { policy, newId })
  if (!command.ok) return command as Refused<InboundError>
  for (;;) {
    const snapshots = await loadFor(repository, command.value)
    const decision = decide(snapshots, command.value, { now: clock(), policy })
    if (!decision.ok) return decision
    if (decision.changes === null) return decision.result
    const committed = await repository.commit(decision.changes)
    // After a conflict another writer was first: load and decide again.
    if (committed.ok) return decision.result
  }
}
