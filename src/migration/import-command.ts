import { type Actor, systemActor } from '../kernel/actor.ts'
import { digest } from '../kernel/digest.ts'
import { type CommandId, type ConversationId, type CustomerId, entityId, eventId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Context } from '../policy/context.ts'

/**
 * The command that imports one foreign conversation: the same for the same import, customer and foreign id, so that
 * nothing is written twice. What follows the start has names derived from it. The customer belongs to it: a conversation
 * that changed hands between two exports must not have one id in two streams.
 */
export const importCommandId = (name: string, customer: CustomerId, foreign: ConversationId): CommandId =>
  `import:${digest(name, customer, foreign)}`

/**
 * The id that a foreign conversation has after the import of that name (O-6): for a host's own table of ids, for links
 * and for whatever else was exported.
 *
 * @example
 * importedId('zendesk', 'ada', '4711') === importedId('zendesk', 'bob', '4711') // false
 */
export const importedId = (name: string, customer: CustomerId, foreign: ConversationId): ConversationId =>
  entityId(eventId(importCommandId(name, customer, foreign), 0), customer)

/** The context of one step of what is told: a command of its own, at the time it happened there. */
export const importContextAt = (
  context: Context,
  emittedBefore: number,
  commandId: CommandId,
  at: Instant | null,
  actor: Actor = systemActor,
): Context => ({
  ...context,
  actor,
  commandId,
  head: context.head + emittedBefore,
  emitted: 0,
  decidedAt: at ?? undefined,
})
