import { definePolicy } from '../policy/define.ts'
import type { PolicyInput } from '../policy/input.ts'
import type { Policy } from '../policy/policy.ts'
import type { TopicCatalogue } from '../topic/catalogue.ts'

/** How a log is to be replayed. */
export interface ReplayOptions {
  /** The policy to try on the log; what it leaves out is as ever, and the default inbox is `support`. */
  readonly policy?: Partial<PolicyInput> | undefined
  /** The topics that exist already; unknown ones are made at first sight. */
  readonly topics?: TopicCatalogue | undefined
  /** `off` lets silence end no contact (K-4, K-5); a lost call is still given up (K-3). Default `on`. */
  readonly contactTimers?: 'on' | 'off' | undefined
  /**
   * `as-logged` takes the log's closes (default). `after-reply` ignores its closes and reopenings and closes each
   * conversation at each agent's last message before the customer's next word: what a window would cut can only be
   * seen that way.
   */
  readonly close?: 'as-logged' | 'after-reply' | undefined
  /**
   * How many events of each customer to keep in memory, the newest; default 8. Repeats are known and echoes matched
   * only so far back. `all` keeps the whole timeline.
   */
  readonly history?: number | 'all' | undefined
}

/** Two or three messages: a provider repeats itself at once. Each event costs about 700 bytes (`test/bench`). */
export const defaultHistory = 8

export const policyOf = ({ policy, contactTimers }: ReplayOptions): Policy =>
  definePolicy({
    ...policy,
    inbox: policy?.inbox ?? 'support',
    // A log's times are facts: none of them is a sender's to choose (I-14).
    maxLateness: 'off',
    ...(contactTimers === 'off' ? { messagingIdle: 'off', mailIdle: 'off' } : {}),
  })
