import {
  type ChangeSet,
  type CommitResult,
  type Store,
  type StoredEvent,
  snapshotQuery,
} from '../../../src/index.ts'
import { type Broken, broken, finding, gap, opened, refusing, renumbered, writing } from './broken.ts'

const headsOf = async (store: Store, changes: Parameters<Store['commit']>[0]) =>
  (await store.load(changes.expected.map(({ customer }) => snapshotQuery({ customer })))).map(
    ({ head }) => head,
  )

/** Writes whatever the head is by now, however often it takes; events that are there already get other ids if asked for. */
const insisted = async (changes: ChangeSet, store: Store, renames = false): Promise<CommitResult> => {
  let next = changes
  for (let n = 0; n < 50; n++) {
    const committed = await store.commit(await renumbered(next, store))
    if (committed.ok || committed.conflict.kind === 'claimed') return committed
    if (committed.conflict.kind === 'repeated' && !renames) return committed
    if (committed.conflict.kind === 'repeated')
      next = { ...next, events: next.events.map((event) => ({ ...event, id: `${event.id}~` })) }
  }
  throw new Error('somebody else is always first')
}

/** Looks, is overtaken, and writes all the same: right as long as nobody else is there. */
const looksFirst =
  (isMeant: (head: number) => boolean, renames = false) =>
  (store: Store): Partial<Store> => ({
    commit: async (changes) => {
      if (!changes.expected.every(({ head }) => isMeant(head))) return store.commit(changes)
      const heads = await headsOf(store, changes)
      if (changes.expected.some(({ head }, n) => head !== heads[n])) return store.commit(changes)
      await gap()
      return insisted(changes, store, renames)
    },
  })

const holderOf = async (store: Store, address: string) =>
  (await store.load([snapshotQuery({ address })]))[0]?.addressOwner ?? null

export const writes: readonly Broken[] = [
  broken('sorts the events that it was given', ['commit.leaves_input'], (store) => ({
    commit: (changes) => {
      ;(changes.events as StoredEvent[]).sort((a, b) => a.seq - b.seq)
      return store.commit(changes)
    },
  })),
  broken(
    'asks for no head but 0',
    ['heads.stale', 'heads.ahead', 'whole.stale', 'merged.stale'],
    writing(async (changes, store) =>
      changes.expected.every(({ head }) => head > 0) ? renumbered(changes, store) : changes,
    ),
  ),
  broken(
    'asks for no head beyond the end',
    ['heads.ahead'],
    writing(async (changes, store) => {
      const heads = await headsOf(store, changes)
      const isAhead = changes.expected.some(({ head }, n) => head > (heads[n] ?? 0))
      return isAhead ? renumbered(changes, store) : changes
    }),
  ),
  broken(
    'takes head 0 for any',
    ['heads.first', 'commit.exact_conflict', 'restart.durable', 'events.refused'],
    writing(async (changes, store) =>
      changes.expected.every(({ head }) => head === 0) ? renumbered(changes, store) : changes,
    ),
  ),
  broken(
    'gives a repeated event another id',
    ['commit.repeated', 'commit.exact_conflict', 'whole.repeated'],
    refusing('repeated', (changes, store) =>
      store.commit({ ...changes, events: changes.events.map((event) => ({ ...event, id: `${event.id}~` })) }),
    ),
  ),
  broken(
    'keeps event ids unique over all customers',
    [
      'commit.id_per_customer',
      'load.in_order',
      'load.customer',
      'load.address_owner',
      'command_events.referenced',
      'keys.exact',
      'keys.per_customer',
      'merged.resolves',
      'merged.stale',
      'merged.command_events',
      'merged.adopted',
      'merged.closed',
      'merged.task',
      'redacted.found',
      'redacted.absorbed',
      'values.newer',
      'timeline.order',
      'timeline.merged',
      'list.ties',
      'due.order',
      'due.ties',
      'due.moved',
      'due.update',
      'events.complete',
      'events.end',
    ],
    (store) => {
      const ids = new Map<string, string>()
      return {
        commit: async (changes) => {
          const known = changes.events.find(({ id, customer }) => (ids.get(id) ?? customer) !== customer)
          if (known !== undefined) return { ok: false, conflict: { kind: 'repeated', key: known.id } }
          const committed = await store.commit(changes)
          if (committed.ok) for (const { id, customer } of changes.events) ids.set(id, customer)
          return committed
        },
      }
    },
  ),
  broken('does not say at which key it failed', ['commit.exact_conflict'], (store) => ({
    commit: async (changes) => {
      const committed = await store.commit(changes)
      return committed.ok ? committed : { ok: false, conflict: { ...committed.conflict, key: '' } }
    },
  })),
  broken(
    'looks at claims last and writes the rest first',
    [
      'whole.claimed',
      'claims.at_once',
      'races.one_address',
      'races.siblings',
      'events.refused',
      'claims.shared',
    ],
    refusing('claimed', async (changes, store, refused) => {
      await store.commit({ ...changes, claims: [] })
      return refused
    }),
  ),
  broken(
    'writes the events before the one that is repeated',
    ['whole.repeated'],
    refusing('repeated', async (changes, store, refused) => {
      const [first] = changes.events
      if (first !== undefined) await store.commit({ ...changes, events: [first] })
      return refused
    }),
  ),
  broken(
    'writes one customer after another',
    ['whole.stale'],
    refusing('stale', async (changes, store, refused) => {
      const [first, second] = changes.expected
      const isFirst = ({ customer }: { readonly customer: string }): boolean => customer === first?.customer
      if (second !== undefined)
        await store.commit({
          ...changes,
          expected: changes.expected.filter(isFirst),
          customers: changes.customers.filter(({ id }) => id === first?.customer),
          events: changes.events.filter(isFirst),
        })
      return refused
    }),
  ),
  broken(
    'forgets claims that come with a task',
    ['whole.claimed', 'whole.written', 'restart.durable', 'tenants.isolated'],
    writing((changes) => ({
      ...changes,
      claims: changes.tasks.length > 0 ? [] : changes.claims,
    })),
  ),
  broken(
    'lets the last one have an address',
    ['commit.exact_conflict', 'whole.claimed', 'claims.taken', 'restart.durable', 'claims.shared'],
    writing(async (changes, store) => ({
      ...changes,
      claims: await Promise.all(
        changes.claims.map(async (claim) =>
          claim.from === null ? { ...claim, from: await holderOf(store, claim.address) } : claim,
        ),
      ),
    })),
  ),
  broken(
    'lets anybody pass an address on',
    ['claims.passed_on', 'claims.released', 'events.refused'],
    writing(async (changes, store) => ({
      ...changes,
      claims: await Promise.all(
        changes.claims.map(async (claim) =>
          claim.from !== null && claim.to !== null
            ? { ...claim, from: await holderOf(store, claim.address) }
            : claim,
        ),
      ),
    })),
  ),
  broken(
    'holds addresses for customers only',
    ['claims.shared'],
    finding((found) => (found.addressOwner === '(shared)' ? { ...found, addressOwner: null } : found)),
  ),
  broken(
    'never gives an address back',
    ['claims.released'],
    writing((changes) => ({
      ...changes,
      claims: changes.claims.filter(({ to }) => to !== null),
    })),
  ),
  broken(
    'looks at claims before the write',
    ['claims.at_once', 'races.one_address', 'races.siblings'],
    (store) => ({
      commit: async (changes) => {
        const before = await Promise.all(changes.claims.map(({ address }) => holderOf(store, address)))
        if (changes.claims.some(({ from }, n) => from !== before[n])) return store.commit(changes)
        await gap()
        for (;;) {
          const now = await Promise.all(changes.claims.map(({ address }) => holderOf(store, address)))
          const claims = changes.claims.map((claim, n) => ({ ...claim, from: now[n] ?? null }))
          const committed = await store.commit({ ...changes, claims })
          if (committed.ok || committed.conflict.kind !== 'claimed') return committed
        }
      },
    }),
  ),
  broken(
    'looks at the head before the write',
    ['races.one_head'],
    looksFirst((head) => head > 0),
  ),
  broken(
    'looks whether a stream is empty before the write',
    ['races.one_winner', 'races.siblings'],
    looksFirst((head) => head === 0),
  ),
  broken(
    'has no unique keys, and looks before it writes',
    [
      'commit.repeated',
      'whole.repeated',
      'races.one_head',
      'races.one_winner',
      'races.siblings',
      'repeats.one_message',
      'story.deadlines',
    ],
    looksFirst(() => true, true),
  ),
  opened('locks within one connection', [], (store) => ({
    sibling: async () => ({ ...store, ...looksFirst(() => true)(store) }),
  })),
  opened('reads through a connection that remembers', ['races.sibling_sees'], (store) => ({
    sibling: async () => {
      const known = new Map<string, Awaited<ReturnType<Store['load']>>>()
      const find: Store['load'] = async (queries) => {
        const key = JSON.stringify(queries)
        const found = await store.load(queries)
        const before = known.get(key) ?? found
        known.set(key, found)
        return before
      }
      return { ...store, load: find }
    },
  })),
  broken(
    'loses all conversations of a change set but the last',
    ['load.active', 'closed.merged', 'story.folds', 'story.listed'],
    writing((changes) => ({
      ...changes,
      conversations: changes.conversations.slice(-1),
    })),
  ),
  broken('keeps a conversation where it was when its customer changes', ['merged.adopted'], (store) => {
    const owners = new Map<string, string>()
    return {
      commit: (changes) => {
        const gone = new Set(
          changes.customers.filter(({ mergedInto }) => mergedInto !== null).map(({ id }) => id),
        )
        const conversations = changes.conversations.filter(
          ({ conversation: c }) => !gone.has(owners.get(c.id) ?? '') || gone.has(c.customer),
        )
        for (const { conversation: c } of changes.conversations) owners.set(c.id, c.customer)
        return store.commit({ ...changes, conversations })
      },
    }
  }),
  broken(
    'redacts in the streams of the change alone',
    ['redacted.absorbed'],
    writing((changes) => ({
      ...changes,
      redacted: changes.redacted.filter(({ customer }) =>
        changes.expected.some((each) => each.customer === customer),
      ),
    })),
  ),
]
