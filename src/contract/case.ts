import type {
  ConversationReader,
  DeadlineIndex,
  EventFeed,
  Repository,
  Store,
  TaskReader,
  TimelineReader,
} from '../store/ports.ts'

/**
 * What a store may lack. Ports: `timeline`, `list` (with `counts`), `tasks`, `due` (with `reindex`), `events`. Abilities:
 * `siblings`, a second connection to the same data; `durable`, the same data after a restart; `tenants`, two that share a
 * database; `exact_conflicts`, a conflict that names the first key in the order of the promise, and which.
 */
export type Capability =
  | 'timeline'
  | 'list'
  | 'tasks'
  | 'due'
  | 'events'
  | 'siblings'
  | 'durable'
  | 'tenants'
  | 'exact_conflicts'

/** A store with as many ports as it has. */
export type PartialStore = Repository &
  Partial<TimelineReader & ConversationReader & TaskReader & DeadlineIndex & EventFeed>

/** An empty store, opened for one case. */
export interface OpenedStore {
  readonly store: PartialStore
  /** The same data through another connection. */
  readonly sibling?: (() => Promise<PartialStore>) | undefined
  /** The same data after a restart; the store that was opened is not used any more. */
  readonly reopen?: (() => Promise<PartialStore>) | undefined
  /** Another tenant of the same database, empty too. */
  readonly tenant?: (() => Promise<PartialStore>) | undefined
  readonly close?: (() => Promise<void>) | undefined
}

/** How the cases get at a store, and what it says it can do: every capability is declared or waived, with the reason. */
export interface StoreHarness {
  readonly name: string
  /** Opens a new and empty store. */
  readonly open: () => Promise<OpenedStore>
  readonly capabilities: readonly Capability[]
  /** What the store does not do, and why that is no fault. */
  readonly waived?: { readonly [c in Capability]?: string } | undefined
  /** How many milliseconds a case may take before it fails with its name; 30,000 if left out. Its close may take as long again. */
  readonly timeLimit?: number | undefined
}

/** One promise of a store and its proof, which runs under any test runner and under none. */
export interface ContractCase {
  readonly id: string
  /** Of the rules in docs/rules.md. */
  readonly rule: string
  readonly title: string
  readonly needs: readonly Capability[]
  /** What a store must do, in words. */
  readonly promise: string
  /** Throws an explained error if the store breaks the promise; a case that is waived does nothing. */
  readonly run: (harness: StoreHarness) => Promise<void>
}

/** What a proof works with: `store` has all the ports that the case needs, calling any other is a mistake of the case. */
export interface CaseContext {
  readonly store: Store
  readonly sibling: () => Promise<Store>
  readonly reopen: () => Promise<Store>
  readonly tenant: () => Promise<Store>
  readonly has: (capability: Capability) => boolean
}
