import {
  type Conversation,
  commandIdOf,
  type Snapshot,
  type Store,
  type StoredEvent,
} from '../../../src/index.ts'
import { asking, type Broken, broken, finding, gap, remembering } from './broken.ts'

const nothing: Snapshot = {
  customer: null,
  addressOwner: null,
  head: 0,
  active: null,
  closed: [],
  task: null,
  commandEvents: [],
  referencedEvents: [],
}

/** Takes another of the closed conversations that were written for the last one. */
const lastBy =
  (isLater: (a: Conversation, b: Conversation) => boolean) =>
  (store: Store): Partial<Store> => {
    const all = new Map<string, Conversation>()
    return {
      commit: async (changes) => {
        const committed = await store.commit(changes)
        if (committed.ok)
          for (const { conversation: c } of changes.conversations) {
            all.delete(c.id)
            all.set(c.id, c)
          }
        return committed
      },
      load: async (queries) =>
        (await store.load(queries)).map((found) => {
          const theirs = [...all.values()].filter(
            (c) =>
              found.customer !== null &&
              [found.customer.id, ...found.customer.absorbed].includes(c.customer) &&
              c.closed !== null &&
              c.mergedInto === null,
          )
          const last = theirs.reduce<Conversation | undefined>(
            (a, b) => (a === undefined || isLater(b, a) ? b : a),
            undefined,
          )
          const [first, ...rest] = found.closed
          return last === undefined || first === undefined || first.mergedInto !== null
            ? found
            : { ...found, closed: [last, ...rest.filter(({ id }) => id !== last.id)] }
        }),
    }
  }

const refsOf = (event: StoredEvent): readonly string[] =>
  (event.data as { refs?: readonly string[] }).refs ?? []

export const finds: readonly Broken[] = [
  broken(
    'reads the head after the state',
    ['races.consistent_read'],
    finding(async (found, query, store) => {
      await gap()
      return { ...found, head: (await store.load([query]))[0]?.head ?? 0 }
    }),
  ),
  broken(
    'keeps no lines of a customer',
    ['commit.read_back'],
    finding((found) => ({
      ...found,
      customer: found.customer && { ...found.customer, lastInbounds: [] },
    })),
  ),
  broken(
    'throws where a conversation of nobody is asked for',
    ['load.unknown_customer'],
    finding((found, query) => {
      if (found.customer === null && query.conversation !== null) throw new Error('no rows')
      return found
    }),
  ),
  broken('leaves out whom it does not find', ['load.in_order'], (store) => ({
    load: async (queries) => {
      const found = await store.load(queries)
      return found.length < 2 ? found : found.filter(({ customer }) => customer !== null)
    },
  })),
  broken(
    'looks by address before it looks by customer',
    ['load.customer', 'claims.shared'],
    finding(async (found, query, store) =>
      found.addressOwner === null
        ? found
        : ((await store.load([{ ...query, customer: found.addressOwner }]))[0] ?? found),
    ),
  ),
  broken(
    'tells who holds an address only where it is the customer',
    ['load.address_owner', 'claims.shared'],
    finding((found) => ({
      ...found,
      addressOwner:
        found.customer === null || found.addressOwner !== found.customer.id ? null : found.addressOwner,
    })),
  ),
  broken(
    'takes for closed what was ever closed',
    ['load.active'],
    finding((found) => ({
      ...found,
      active: found.active?.firstClosed == null ? found.active : null,
    })),
  ),
  broken('gives anybody’s task', ['load.task'], (store) => {
    const { sets, commit } = remembering(store)
    return {
      commit,
      ...finding((found, query) => ({
        ...found,
        task:
          found.task ??
          sets.flatMap(({ tasks }) => tasks).find(({ task }) => task.id === query.task)?.task ??
          null,
      }))(store),
    }
  }),
  broken(
    'takes for the last closed the last written',
    [
      'closed.last',
      'closed.beside_active',
      'closed.same_topic',
      'closed.named',
      'closed.referenced',
      'closed.merged',
      'merged.closed',
    ],
    lastBy(() => true),
  ),
  broken(
    'breaks a tie of closes by id',
    ['closed.ties'],
    lastBy((a, b) => {
      const [one, other] = [a.closed?.at ?? 0, b.closed?.at ?? 0]
      return one === other ? a.id > b.id : one > other
    }),
  ),
  broken(
    'brings closed ones only where none is active',
    ['load.active', 'closed.beside_active', 'story.folds'],
    finding((found) => ({
      ...found,
      closed: found.active === null ? found.closed : [],
    })),
  ),
  broken(
    'asks for no topic',
    ['closed.beside_active', 'closed.same_topic', 'closed.named', 'closed.merged', 'merged.closed'],
    asking((query) => ({ ...query, topics: [] })),
  ),
  broken(
    'asks for no conversation',
    ['closed.named', 'closed.merged', 'merged.closed', 'story.folds'],
    asking((query) => ({ ...query, conversation: null })),
  ),
  broken(
    'brings no conversation for what is quoted or seen',
    ['closed.referenced'],
    finding(async (found, query, store) => {
      const customer = found.customer?.id ?? null
      const [plain] = await store.load([{ ...query, customer, commands: [], refs: [] }])
      return { ...found, closed: plain?.closed ?? [] }
    }),
  ),
  broken(
    'brings no merged conversation',
    ['closed.merged', 'story.folds'],
    finding((found) => ({
      ...found,
      closed: found.closed.filter(({ mergedInto }) => mergedInto === null),
    })),
  ),
  broken(
    'orders the events of a command by the text of their ids',
    ['command_events.whole', 'values.text'],
    finding((found, query) => ({
      ...found,
      commandEvents: query.commands.flatMap((command) =>
        found.commandEvents
          .filter(({ id }) => commandIdOf(id) === command)
          .sort((a, b) => (a.id < b.id ? -1 : 1)),
      ),
    })),
  ),
  broken(
    'shows no command what it wrote',
    [
      'whole.written',
      'races.one_winner',
      'races.one_address',
      'races.siblings',
      'repeats.lost_answer',
      'command_events.whole',
      'command_events.one_stream',
      'keys.exact',
      'merged.command_events',
      'redacted.found',
      'values.text',
      'values.large',
      'values.shape',
      'values.instants',
      'values.newer',
      'story.folds',
    ],
    finding((found) => ({ ...found, commandEvents: [] })),
  ),
  broken(
    'shows what a command wrote in any stream',
    ['whole.written', 'command_events.one_stream', 'keys.exact', 'merged.command_events', 'redacted.found'],
    (store) => {
      const { sets, commit } = remembering(store)
      return {
        commit,
        ...finding((found, query) => ({
          ...found,
          commandEvents: query.commands.flatMap((command) =>
            sets.flatMap(({ events }) => events.filter(({ id }) => commandIdOf(id) === command)),
          ),
        }))(store),
      }
    },
  ),
  broken(
    'knows only what is quoted of the customer',
    ['command_events.referenced'],
    finding((found) => ({
      ...found,
      referencedEvents: found.referencedEvents.filter(
        ({ customer }) =>
          found.customer === null ||
          customer === found.customer.id ||
          found.customer.absorbed.includes(customer),
      ),
    })),
  ),
  broken(
    'gives what is quoted in the order of the writes',
    ['command_events.referenced'],
    finding((found) => ({
      ...found,
      referencedEvents: [...found.referencedEvents].sort(
        (a, b) => a.customer.localeCompare(b.customer) || a.seq - b.seq,
      ),
    })),
  ),
  broken(
    'keeps one event of each id that is quoted',
    ['command_events.shared_id'],
    finding((found, { refs }) => ({
      ...found,
      referencedEvents: refs.flatMap((ref) =>
        found.referencedEvents.filter((event) => refsOf(event).includes(ref)).slice(-1),
      ),
    })),
  ),
  broken(
    'pads its keys',
    ['keys.exact'],
    asking((query) => ({ ...query, customer: query.customer?.trim() ?? null })),
  ),
  broken(
    'compares keys without case',
    ['keys.exact'],
    asking((query) => ({ ...query, customer: query.customer?.toLowerCase() ?? null })),
  ),
  broken('keys conversations by their ids alone', ['keys.per_customer'], (store) => {
    const { sets, commit } = remembering(store)
    return {
      commit,
      ...finding((found) => {
        const rows = sets
          .flatMap(({ conversations }) => conversations)
          .map(({ conversation }) => conversation)
        return { ...found, active: rows.findLast(({ id }) => id === found.active?.id) ?? null }
      })(store),
    }
  }),
  broken(
    'finds nobody by an absorbed id',
    ['merged.resolves', 'merged.adopted', 'merged.task', 'story.folds'],
    finding((found, query) =>
      query.customer === null || found.customer?.id === query.customer
        ? found
        : { ...nothing, referencedEvents: found.referencedEvents, addressOwner: found.addressOwner },
    ),
  ),
  broken(
    'sees no command of an absorbed customer',
    ['merged.command_events', 'story.folds'],
    finding((found) => ({
      ...found,
      commandEvents: found.commandEvents.filter(({ customer }) => customer === found.customer?.id),
    })),
  ),
  broken(
    'brings no closed conversation of an absorbed customer',
    ['merged.closed', 'story.folds'],
    finding((found) => ({
      ...found,
      closed: found.closed.filter(({ customer }) => customer === found.customer?.id),
    })),
  ),
  broken(
    'brings no task of an absorbed customer',
    ['merged.task'],
    finding((found) => ({
      ...found,
      task: found.task?.customer === found.customer?.id ? found.task : null,
    })),
  ),
  broken('quotes what was redacted as it was', ['redacted.found', 'redacted.absorbed'], (store) => {
    const { commit, originalOf } = remembering(store)
    return {
      commit,
      ...finding((found) => ({ ...found, referencedEvents: found.referencedEvents.map(originalOf) }))(store),
    }
  }),
]
