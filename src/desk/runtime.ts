import { bytesToHex } from '@noble/hashes/utils.js'
import { normaliseAddress } from '../channel/address.ts'
import type { Policy } from '../policy/policy.ts'
import type { Repository } from '../store/ports.ts'
import { upcastSnapshot } from '../store/shapes.ts'
import { emptyTopicCatalogue, type TopicCatalogue } from '../topic/catalogue.ts'
import type { DeskOptions } from './options.ts'

/** The only things of the platform that the desk uses, and the only place that names them. */
declare const setTimeout: (run: () => void, milliseconds: number) => unknown
declare const crypto: {
  readonly randomUUID?: () => string
  readonly getRandomValues: (into: Uint8Array) => Uint8Array
}

/** A random UUID. Browsers have `randomUUID` only where the page came by https; random bytes they have everywhere. */
const randomId = (): string => {
  if (crypto.randomUUID !== undefined) return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const marked = bytes.map((byte, at) => (at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte))
  return bytesToHex(marked).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

type Filled<T> = { readonly [K in keyof T]-?: NonNullable<T[K]> }
type Given = Omit<DeskOptions, 'policy' | 'topics' | 'compareTopic' | 'canKeepAssignee' | 'classify'>

/** The options with every default filled in. */
export interface Runtime extends Filled<Given> {
  readonly classify: DeskOptions['classify'] | undefined
  readonly compareTopic: DeskOptions['compareTopic'] | undefined
  readonly canKeepAssignee: DeskOptions['canKeepAssignee'] | undefined
  /** Asks the store, and gives what it found in the present shapes (E-3). */
  readonly load: Repository['load']
  readonly policy: () => Policy
  readonly topics: () => TopicCatalogue
}

const asFunction = <T>(given: T | (() => T)): (() => T) =>
  typeof given === 'function' ? (given as () => T) : () => given

export const runtimeOf = (options: DeskOptions): Runtime => {
  const clock = options.clock ?? Date.now
  const policy = asFunction(options.policy)
  const topics = asFunction(options.topics ?? emptyTopicCatalogue)
  return {
    store: options.store,
    load: async (queries) => (await options.store.load(queries)).map((found) => upcastSnapshot(found)),
    policy,
    topics,
    clock,
    newId: options.newId ?? randomId,
    normaliseAddress: options.normaliseAddress ?? normaliseAddress,
    classify: options.classify,
    compareTopic: options.compareTopic,
    canKeepAssignee: options.canKeepAssignee,
    retryFor: options.retryFor ?? 10_000,
    wait: options.wait ?? ((milliseconds) => new Promise((done) => setTimeout(() => done(), milliseconds))),
    random: options.random ?? Math.random,
  }
}
