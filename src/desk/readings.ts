import type { CanReply } from '../channel/reply-window.ts'
import type { ContactAmbiguous } from '../conversation/counterpart.ts'
import type { ChannelUnknown } from '../conversation/outbound.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { InstantLike } from '../kernel/instant.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import type { ConversationRow } from '../store/change-set.ts'
import type { Counts, ListedTask, ListFilter, Page, TaskFilter } from '../store/ports.ts'
import type { Entry } from '../timeline/entry.ts'
import type { Current } from './answers.ts'
import type { CustomerUnknown } from './command.ts'
import type { CommandInvalid } from './command-issues.ts'
import type { CursorInvalid, Paging } from './pages.ts'

/** The store does not bring what this reading needs. */
export type Unsupported = Refusal<'store.unsupported'>

/** One page, or why not. */
export type Paged<T> = Promise<
  ({ readonly ok: true } & Page<T>) | Refused<Unsupported | CursorInvalid | CommandInvalid>
>

/** A past instant that is none. */
export type AsOfInvalid = Refusal<'timeline.as_of_invalid'>

/** What a desk only looks at. */
export interface Readings {
  /** How things stand now, things due included; nothing is written. */
  readonly current: (customer: CustomerId) => Promise<Current | Refused<CustomerUnknown | CommandInvalid>>
  /** Whether the platform lets us write freely to this line, until when and why (K-10). */
  readonly canReply: (input: {
    readonly customer: CustomerId
    readonly channel: string
    readonly to?: string | null | undefined
    readonly endpoint?: string | null | undefined
    readonly by?: 'agent' | 'automation' | undefined
  }) => Promise<
    | ({ readonly ok: true } & CanReply)
    | Refused<CustomerUnknown | ChannelUnknown | ContactAmbiguous | CommandInvalid>
  >
  /**
   * One customer's whole history, each entry with a phrase in plain English (E-4); `asOf` shows what was known at a past
   * instant, before news that came late.
   */
  readonly timeline: (
    input: Paging & {
      readonly customer: CustomerId
      readonly order?: 'oldest_first' | 'newest_first' | undefined
      readonly asOf?: InstantLike | undefined
    },
  ) => Promise<
    | ({ readonly ok: true } & Page<Entry>)
    | Refused<Unsupported | CursorInvalid | AsOfInvalid | CommandInvalid>
  >
  /** Conversations by status, inbox and agent, those longest in their status first. */
  readonly list: (input: ListFilter & Paging) => Paged<ConversationRow>
  /** Tasks by customer, inbox, agent and due time, with their texts; the first due first, things due included (D-2). */
  readonly tasks: (
    input: Omit<TaskFilter, 'dueBy'> & Paging & { readonly dueBy?: InstantLike | undefined },
  ) => Paged<ListedTask>
  readonly counts: (
    input?: Omit<ListFilter, 'status'>,
  ) => Promise<{ readonly ok: true; readonly counts: Counts } | Refused<Unsupported | CommandInvalid>>
}
