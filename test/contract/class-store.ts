import type { ChangeSet, CommitResult, Snapshot, SnapshotQuery, Store } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'

type Asked<Port extends keyof Store> = Parameters<Store[Port]>[0]
type Answer<Port extends keyof Store> = ReturnType<Store[Port]>

/** A store as many people write one: methods that need their `this`, and a private field that only a real one has. */
export class ClassStore implements Store {
  readonly #tables: Store

  constructor(tables: Store = memoryStore()) {
    this.#tables = tables
  }

  load(queries: readonly SnapshotQuery[]): Promise<readonly Snapshot[]> {
    return this.#tables.load(queries)
  }

  commit(changes: ChangeSet): Promise<CommitResult> {
    return this.#tables.commit(changes)
  }

  timeline(query: Asked<'timeline'>): Answer<'timeline'> {
    return this.#tables.timeline(query)
  }

  conversations(query: Asked<'conversations'>): Answer<'conversations'> {
    return this.#tables.conversations(query)
  }

  counts(filter: Asked<'counts'>): Answer<'counts'> {
    return this.#tables.counts(filter)
  }

  tasks(query: Asked<'tasks'>): Answer<'tasks'> {
    return this.#tables.tasks(query)
  }

  due(query: Asked<'due'>): Answer<'due'> {
    return this.#tables.due(query)
  }

  updateDeadlines(places: Asked<'updateDeadlines'>): Answer<'updateDeadlines'> {
    return this.#tables.updateDeadlines(places)
  }

  events(query: Asked<'events'>): Answer<'events'> {
    return this.#tables.events(query)
  }
}
