import type { AssigneeRetention } from '../conversation/reopen.ts'
import { isId, mustBeId } from '../kernel/limits.ts'

/** What the host app's `mayKeep` answered. Throws at an answer that is none: nothing is stored (B-3, B-4). */
export const readCanKeepAssignee = (answer: unknown): AssigneeRetention => {
  if (typeof answer === 'boolean') return { keepsAgent: answer, inbox: null }
  if (typeof answer === 'object' && answer !== null) {
    const { agent, inbox } = answer as { readonly agent?: unknown; readonly inbox?: unknown }
    if (typeof agent === 'boolean' && isId(inbox)) return { keepsAgent: agent, inbox }
  }
  throw new Error(
    `mayKeep must answer true, false or { agent, inbox }: \`agent\` must be true or false, and \`inbox\` ${mustBeId} (A-3, B-4)`,
  )
}
