/**
 * Who did it. `third_party` is somebody else in a customer's thread (I-16), `automation` the company's own machine (bot,
 * campaign, auto-reply), `system` this library, `api` a program acting for the host.
 */
export type ActorKind = 'customer' | 'third_party' | 'agent' | 'automation' | 'system' | 'api'

export interface Actor {
  readonly kind: ActorKind
  /** The agent's, customer's or program's id; the address of a third party; null for the system. */
  readonly id: string | null
}

export const systemActor: Actor = { kind: 'system', id: null }
