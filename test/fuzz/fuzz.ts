import { isDeepStrictEqual } from 'node:util'
import type { Conversation, Desk, Store, StoredEvent, Task } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { createWorld, type DeskWorld, findStoreFaults, hour, minute, readAllPages } from '../support/world.ts'
import { methods, type Named, type SeenVersion, sound } from './calls.ts'
import { type Chance, chanceOf } from './chance.ts'
import { hostile } from './hostile.ts'

/** What a round found: each list should be empty. */
export interface Findings {
  calls: number
  /** Calls that were carried out or answered. */
  sound: number
  readonly throws: string[]
  readonly differences: string[]
  /** States that are not the fold of their events, and rows that the two stores do not share. */
  readonly faults: string[]
}

export const noFindings = (): Findings => ({ calls: 0, sound: 0, throws: [], differences: [], faults: [] })

type Answer = { readonly ok?: unknown; readonly [field: string]: unknown }
type Method = (input: unknown) => Promise<Answer>

/** Calls before the two stores are compared and begin anew: enough for rich states, few enough for quick commits. */
const roundLength = 400

const policy = {
  inbox: { default: 'support', byChannel: { whatsapp: 'vip' } },
  reopenWindow: { days: 1 },
  autoClose: { days: 2 },
  firstResponse: { byInbox: { vip: { hours: 1 } } },
  keepAssignee: { hours: 20 },
} as const

const newSeen = (): SeenVersion => ({
  conversations: [],
  contacts: [],
  tasks: [],
  messages: [],
  ids: [],
  addresses: [],
  version: 0,
  now: 0,
  cursors: {},
})

const rememberId = (list: Named[], customer: string, id: unknown): void => {
  if (typeof id !== 'string' || list.some((named) => named.id === id && named.customer === customer)) return
  list.push({ customer, id })
  if (list.length > 30) list.shift()
}

interface AnswerWithIds {
  readonly customer?:
    | string
    | { readonly id: string; readonly addresses: readonly { readonly key: string }[] }
    | null
  readonly conversation?: Conversation | null
  readonly task?: Task | null
  readonly version?: number
  readonly events?: readonly StoredEvent[]
}

/** Remembers the ids that an answer names, and whose they are. */
const rememberIds = (
  seen: SeenVersion,
  { customer, conversation, task, version, events }: AnswerWithIds,
): void => {
  if (conversation != null) {
    rememberId(seen.conversations, conversation.customer, conversation.id)
    for (const { id } of conversation.contacts) rememberId(seen.contacts, conversation.customer, id)
  }
  if (task != null) rememberId(seen.tasks, task.customer, task.id)
  if (typeof version === 'number') seen.version = version
  for (const { id, customer, content } of events ?? []) {
    if (content === null) continue
    rememberId(seen.messages, customer, id)
    rememberId(seen.ids, customer, content.externalId)
  }
  if (typeof customer !== 'object' || customer === null) return
  for (const { key } of customer.addresses) rememberId(seen.addresses, customer.id, key)
}

/** A call in which something may be hostile: the whole input, or some of its fields. */
const inputOf = (name: keyof Desk, seed: number, seen: SeenVersion): unknown => {
  const chance = chanceOf(seed)
  const input = sound[name](chance, seen)
  if (chance.in(0.55)) return input
  if (chance.in(0.08) || typeof input !== 'object' || input === null) return hostile(chance)
  const fields = Object.keys(input)
  const changed: { [field: string]: unknown } = { ...input }
  for (let n = chance.of([1, 1, 1, 2, 3]); n > 0; n--) changed[chance.of(fields)] = hostile(chance)
  if (chance.in(0.05))
    Object.defineProperty(changed, chance.of(fields), {
      enumerable: true,
      get: () => hostile({ ...chance, of: (items) => items.at(-1) as never }),
    })
  if (chance.in(0.03))
    return new Proxy(changed, { get: (target, key) => (chance.in(0.2) ? 17 : Reflect.get(target, key)) })
  return changed
}

const shown = (value: unknown): string => {
  try {
    return (
      JSON.stringify(value, (_, part) =>
        typeof part === 'bigint' || typeof part === 'symbol' ? String(part) : part,
      ) ?? String(typeof value)
    ).slice(0, 1_500)
  } catch {
    return '(not to be shown)'
  }
}

/** The answer, a throw told apart from all answers; a cursor is its store's own, so only whether there is one counts. */
const answerOf = async (
  desk: Desk,
  name: keyof Desk,
  input: unknown,
  cursors: SeenVersion['cursors'],
): Promise<Answer> => {
  try {
    const answer = await (desk[name] as Method)(input)
    if (!('next' in answer)) return answer
    cursors[name] = answer.next as string | null
    return { ...answer, next: answer.next !== null }
  } catch (error) {
    return {
      thrown:
        error instanceof Error
          ? `${error.message}\n${error.stack?.split('\n').slice(1, 6).join('\n')}`
          : String(error),
    }
  }
}

const rowsOf = async ({ store, events, now }: DeskWorld) => {
  const byId = <T>(items: readonly T[]): readonly string[] => items.map((item) => JSON.stringify(item)).sort()
  return {
    events: byId(await events()),
    conversations: byId(await readAllPages((after) => store.conversations({ after, limit: 200 }))),
    tasks: byId(await readAllPages((after) => store.tasks({ after, limit: 200 }))),
    due: byId(await readAllPages((after) => store.due({ by: now() + 1_000 * hour, after, limit: 200 }))),
    counts: byId([await store.counts({})]),
  }
}

/** Compares the rows of two stores, and each store's states with its events. */
const compareStores = async (
  model: DeskWorld,
  other: DeskWorld,
  where: string,
  found: Findings,
): Promise<void> => {
  for (const [name, w] of [
    ['memory', model],
    ['other', other],
  ] as const)
    for (const fault of await findStoreFaults(w, w.policy()))
      found.faults.push(`${where} ${name}: ${fault.slice(0, 800)}`)
  const [a, b] = [await rowsOf(model), await rowsOf(other)]
  for (const part of Object.keys(a) as (keyof typeof a)[]) {
    const odd = a[part].find((row, n) => row !== b[part][n])
    if (odd !== undefined || a[part].length !== b[part].length)
      found.faults.push(
        `${where} ${part} differ: ${odd?.slice(0, 500)} | ${b[part].find((row, n) => row !== a[part][n])?.slice(0, 500)}`,
      )
  }
}

/**
 * Makes the same calls of two desks on the same clock and ids, one on a memory store and one on the store under test, and
 * collects what throws, what differs, and what is half written.
 */
export const fuzzRound = async (
  seed: number,
  store: Store,
  found: Findings,
  length: number = roundLength,
): Promise<void> => {
  const chance: Chance = chanceOf(seed)
  const worlds = [createWorld({ store: memoryStore(), policy }), createWorld({ store, policy })] as const
  const seen = newSeen()
  const cursors: readonly [SeenVersion['cursors'], SeenVersion['cursors']] = [{}, {}]
  for (let n = 0; n < length; n++) {
    const name = chance.in(0.25) ? chance.of(['receive', 'send'] as const) : chance.of(methods)
    const callSeed = chance.number(2 ** 32)
    const pass = chance.in(0.3) ? chance.of([minute, 20 * minute, hour, 30 * hour]) : 1_000
    for (const w of worlds) seen.now = w.advance(pass)
    const inputs = cursors.map((own) => inputOf(name, callSeed, { ...seen, cursors: own }))
    const [a, b] = [
      await answerOf(worlds[0].desk, name, inputs[0], cursors[0]),
      await answerOf(worlds[1].desk, name, inputs[1], cursors[1]),
    ]
    const where = `seed ${seed}, call ${n}: ${name}`
    found.calls++
    if (a.ok === true) found.sound++
    for (const [store, answer] of [
      ['memory', a],
      ['other', b],
    ] as const)
      if ('thrown' in answer)
        found.throws.push(
          `${where} on ${store}: ${answer['thrown']} given ${shown(inputOf(name, callSeed, seen))}`,
        )
    if (!isDeepStrictEqual(a, b))
      found.differences.push(
        `${where}: ${shown(a)} | ${shown(b)} given ${shown(inputOf(name, callSeed, seen))}`,
      )
    if (a.ok === true) rememberIds(seen, a as AnswerWithIds)
  }
  await compareStores(worlds[0], worlds[1], `seed ${seed}`, found)
}
