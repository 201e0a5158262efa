import { trimAndNormalise } from '../kernel/text-keys.ts'
import type { StateClass } from './foreign.ts'

/** The words of Chatwoot, Zammad, Libredesk, FreeScout, erxes, Zendesk, Front, Kustomer, HubSpot and their like. */
const active = `new, open, opened, reopened, active, inactive, pending, on hold, onhold, hold, snoozed, later, waiting,
  waiting on customer, waiting for customer, waiting on us, waiting on contact, pending reminder, pending action, queued,
  ready, taken, assigned, unassigned, in progress, replied, paused, to do, todo, initializing, served, escalated, pending close, engagevisitorauto`
const closed = `closed, solved, resolved, done, archived, archive, spam, trash, trashed, deleted, merged, removed,
  abandoned, complete, completed, ended, finished, cancelled, canceled, rejected, permanently closed, auto closed, disconnected, terminated`

const entries = (words: string, of: StateClass): readonly (readonly [string, StateClass])[] =>
  words.split(',').map((word) => [word.trim(), of])

const stateClassesByWord = (): ReadonlyMap<string, StateClass> =>
  new Map([...entries(active, 'active'), ...entries(closed, 'closed')])

/** Case and the way two words are joined say nothing. */
const normaliseState = (state: string): string =>
  trimAndNormalise(state)
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()

/**
 * What a foreign state usually means (O-6): a suggestion for people who fill in `ForeignStates`, never acted on. Null
 * where the word is no usual one.
 *
 * @example
 * suggestStateClass('On-hold')  // 'active'
 * suggestStateClass('Resolved') // 'closed'
 */
export const suggestStateClass = (state: string): StateClass | null =>
  stateClassesByWord().get(normaliseState(state)) ?? null
