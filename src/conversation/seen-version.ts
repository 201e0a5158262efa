import type { Seq } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import type { Conversation } from './conversation.ts'

/** What a command may say it has seen (C-8). */
export interface SeenVersion {
  /** The `version` of the answer or of `current` on which the caller decided. Left out, nothing is compared. */
  readonly version?: Seq | undefined
}

/** The customer wrote after the version, or the version is none of this stream. `version` is the one to have seen. */
export type UnseenMessage = Refusal<'conversation.unseen_message'> & { readonly version: Seq }

const versionProblem = (
  version: Seq,
  { lastCustomerMessageSeq }: Conversation,
  { head }: Context,
): string | null => {
  if (!Number.isSafeInteger(version) || version < 0) return `${version} is no version`
  // Such a version is of a stream that was merged away, or of none.
  if (version > head) return `version ${version} is ahead of this customer's stream, which ends at ${head}`
  return version < lastCustomerMessageSeq ? `the customer wrote after version ${version}` : null
}

/**
 * Refuses a command that was decided before the customer last wrote or called (C-8); null if it has seen that, or if it
 * names no version.
 *
 * @example
 * requireSeen(conversation, 4, context)?.error.code // 'conversation.unseen_message'
 */
export const requireSeen = (
  c: Conversation,
  version: Seq | undefined,
  context: Context,
): Refused<UnseenMessage> | null => {
  const message = version === undefined ? null : versionProblem(version, c, context)
  return message === null
    ? null
    : refuse({
        code: 'conversation.unseen_message',
        rule: 'C-8',
        message,
        remedy: 'Read the conversation again and send the command with its `version`.',
        version: c.lastCustomerMessageSeq,
      })
}
