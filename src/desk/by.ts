import type { Actor } from '../kernel/actor.ts'
import type { AgentId } from '../kernel/ids.ts'

/** Who gives a command: an agent, a machine of the company, or a program of the host (the default). */
export interface By {
  readonly agent?: AgentId | undefined
  readonly automation?: string | undefined
  readonly api?: string | undefined
}

/** The actor whom that makes. */
export const actorOf = ({ agent, automation, api }: By): Actor =>
  agent != null
    ? { kind: 'agent', id: agent }
    : automation != null
      ? { kind: 'automation', id: automation }
      : { kind: 'api', id: api ?? null }
