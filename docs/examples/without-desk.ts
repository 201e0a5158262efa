/** A provider's message from the payload to the commit, with nothing but pure functions and a repository. */
import {
  type Context,
  type Conversation,
  changeSetOf,
  classifyByHeaders,
  emptyCatalogue,
  type Find,
  type Inbound,
  type InboundError,
  identify,
  nobody,
  normaliseAddress,
  type Placement,
  type Policy,
  place,
  type Refused,
  type Repository,
  readInbound,
  receive,
  settle,
  system,
} from 'throughline'

export interface Host {
  readonly repository: Repository
  readonly policy: Policy
  readonly clock: () => number
  readonly newId: () => string
}

export interface Stored {
  readonly ok: true
  readonly placement: Placement
  readonly conversation: Conversation | null
  readonly attempts: number
}

export const receiveByHand = async (
  { repository, policy, clock, newId }: Host,
  input: Inbound & { readonly from: string },
): Promise<Stored | Refused<InboundError>> => {
  // 1. Read: addresses normalised, ids digested, the shape checked.
  const topics = emptyCatalogue
  const classification = classifyByHeaders(input)
  const reading = { policy, topics, normalise: normaliseAddress, classification, commandId: newId() }
  const read = readInbound(input, reading)
  if (!read.ok) return read
  const arrival = read.value

  // 2. What to ask: the writer's past, and that of whoever's message is quoted. One trip.
  const { customer, address, key, spareKey, quotes, refs } = arrival
  const owner = address?.shared === false ? address.key : null
  const commands = [key, spareKey]
  const quoted = [...quotes, ...refs]
  const asked = { topics: arrival.topics, conversation: null, task: null }
  const own: Find = { customer, address: owner, commands, quoted, ...asked }
  const threaded: Find = { ...own, customer: null, address: null, quoted: quotes }

  for (let attempts = 1; ; attempts++) {
    const [mine = nobody, theirs = nobody] = await repository.find([own, threaded])

    // 3. Who writes, and whose conversations it is about.
    const found = identify(arrival, mine, theirs)
    const before = found.situation
    const begun = { now: clock(), actor: system, commandId: key, head: before.head, emitted: 0 }

    // 4. What was due by now happens first, at its own time.
    const context: Context = { ...begun, policy, topics }
    const due = before.active === null ? null : settle(before.active, context)
    const stood = due?.state ?? null
    const situation =
      stood?.closed == null
        ? { ...before, active: stood }
        : { ...before, active: null, closed: [stood, ...before.closed] }
    const settled = due?.events ?? []
    const later: Context = { ...context, head: context.head + settled.length }

    // 5. Where it goes and why; then everything that changes.
    const identity = { ...found, situation }
    const placement = place(arrival, identity, later)
    if (placement.outcome === 'duplicate' || placement.outcome === 'unmatched')
      return { ok: true, placement, conversation: null, attempts }
    const as = placement.collision ? { ...later, commandId: spareKey } : later
    const facts = { keep: { agent: true, inbox: null }, takenBy: null }
    const received = receive(arrival, identity, placement, facts, as)

    // 6. One write. On a conflict somebody else was first: look again.
    //    What closed by itself is written too, unless this very message reopened it.
    const changed = [stood, received.conversation].filter((c) => c !== null)
    const last = new Map(changed.map((c) => [c.id, c]))
    const conversations = [...last.values()].filter((c) => c !== before.active)
    const effect = {
      before,
      customer: received.customer,
      conversations,
      events: [...settled, ...received.events],
      claims: received.claims,
    }
    const committed = await repository.commit(changeSetOf([effect], policy))
    if (committed.ok) return { ok: true, placement, conversation: received.conversation, attempts }
  }
}
