import type { Status } from '../conversation/conversation.ts'
import type { ActorKind } from '../kernel/actor.ts'

/** What a command is about, as it stands: a customer's conversation, or for commands on tasks the task. */
export type SubjectStatus = 'none' | Status | 'task_open' | 'task_closed'

/** Something a command has to say, always or in a case. */
export interface Need {
  /** A field of the command, or what must be so: `window` (it has not run out), `separatedFrom` (it was separated). */
  readonly field: string
  readonly rule: string
  /** In which case, a stable key such as `owed`; null: always. */
  readonly when: 'owed' | 'inside_window' | 'several_contacts' | 'policy_requires_topic' | null
}

/** Whether somebody may give a command to something that stands so. */
export type Verdict =
  | { readonly answer: 'allowed'; readonly needs: readonly Need[] }
  | { readonly answer: 'refused'; readonly code: string; readonly rule: string }
  /** The desk has no way to give this command as such an actor. */
  | { readonly answer: 'not_offered' }

/** One row of the matrix: these commands, given by these actors, to what stands so. */
export interface AuthorityRow {
  readonly commands: readonly string[]
  readonly actors: readonly ActorKind[]
  readonly statuses: readonly SubjectStatus[]
  readonly verdict: Verdict
}

/** Needs written as `field (rule)` or `field (rule) while case`. */
export const allowed = (...needs: readonly Need[]): Verdict => ({ answer: 'allowed', needs })

export const requires = (field: string, rule: string, when: Need['when'] = null): Need => ({
  field,
  rule,
  when,
})

export const refused = (code: string, rule: string): Verdict => ({ answer: 'refused', code, rule })
