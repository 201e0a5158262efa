import type { CanReply } from '../channel/reply-window.ts'
import type { ChannelUnknown } from '../conversation/outbound.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import type { ConversationRow } from '../store/change-set.ts'
import type { Counts, ListFilter, Page } from '../store/ports.ts'
import type { Entry } from '../timeline/entry.ts'
import type { Current } from './answers.ts'
import type { CustomerUnknown } from './command.ts'

/** The store does not bring what this reading needs. */
export type Unsupported = Refusal<'store.unsupported'>

/** What a desk only looks at. */
export interface Readings {
  /** How things stand now, things due included; nothing is written. */
  readonly current: (customer: CustomerId) => Promise<Current | Refused<CustomerUnknown>>
  /** Whether the platform lets us write freely to this line, until when and why (K-10). */
  readonly canReply: (input: {
    readonly customer: CustomerId
    readonly channel: string
    readonly to?: string | null | undefined
    readonly endpoint?: string | null | undefined
    readonly by?: 'agent' | 'automation' | undefined
  }) => Promise<({ readonly ok: true } & CanReply) | Refused<CustomerUnknown | ChannelUnknown>>
  /** One customer's whole history, each entry with a phrase in plain English (E-4). */
  readonly timeline: (input: {
    readonly customer: CustomerId
    readonly order?: 'oldest_first' | 'newest_first' | undefined
    readonly after?: string | null | undefined
    readonly limit?: number | undefined
  }) => Promise<({ readonly ok: true } & Page<Entry>) | Refused<Unsupported>>
  /** Conversations by status, inbox and agent, those longest in their status first. */
  readonly list: (
    input: ListFilter & { readonly after?: string | null | undefined; readonly limit?: number | undefined },
  ) => Promise<({ readonly ok: true } & Page<ConversationRow>) | Refused<Unsupported>>
  readonly counts: (
    input?: Omit<ListFilter, 'status'>,
  ) => Promise<{ readonly ok: true; readonly counts: Counts } | Refused<Unsupported>>
}
