import type { ChangeSet, Store, StoredEvent } from '../../../src/index.ts'
import { memoryStore } from '../../../src/memory/index.ts'
import { type Broken, broken, finding, opened, rewritten } from './broken.ts'

const rewriting = (change: (part: unknown) => unknown) => finding((found) => rewritten(found, change))
const texts = (change: (text: string) => string | null) =>
  rewriting((part) => (typeof part === 'string' ? change(part) : part))
const numbers = (change: (number: number) => number) =>
  rewriting((part) => (typeof part === 'number' ? change(part) : part))

export const values: readonly Broken[] = [
  broken(
    'replaces lone surrogates',
    ['values.text'],
    texts((text) => text.replaceAll(/\p{Cs}/gu, '\ufffd')),
  ),
  broken(
    'cuts texts at NUL',
    ['values.text'],
    texts((text) => text.split('\u0000')[0] ?? ''),
  ),
  broken(
    'takes an empty text for none',
    ['values.text'],
    texts((text) => (text === '' ? null : text)),
  ),
  broken(
    'composes accents',
    ['keys.exact', 'values.text'],
    texts((text) => text.normalize('NFC')),
  ),
  broken(
    'keeps 65,535 characters of a text',
    ['values.large'],
    texts((text) => text.slice(0, 65_535)),
  ),
  broken(
    'copies fields by assigning them',
    ['values.shape'],
    rewriting((part) => {
      if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
      const copy: Record<string, unknown> = {}
      for (const [key, value] of Object.entries(part)) copy[key] = value
      return copy
    }),
  ),
  broken(
    'leaves out what is null',
    ['values.shape'],
    finding((found) => ({
      ...found,
      commandEvents: found.commandEvents.map((event) => ({
        ...event,
        data: Object.fromEntries(Object.entries(event.data).filter(([, value]) => value !== null)),
      })) as StoredEvent[],
    })),
  ),
  broken(
    'counts time in seconds',
    ['load.task', 'values.instants'],
    numbers((number) => (Math.abs(number) > 1e11 ? Math.floor(number / 1000) * 1000 : number)),
  ),
  broken(
    'knows no year after 9999',
    ['values.instants'],
    numbers((number) => Math.min(number, 253_402_300_799_999)),
  ),
  broken(
    'marks whatever it reads as the present shape',
    ['values.newer'],
    rewriting((part) =>
      typeof part === 'object' && part !== null && !Array.isArray(part) && ('schema' in part || 'v' in part)
        ? { ...part, ...('schema' in part ? { schema: 1 } : { v: 1 }) }
        : part,
    ),
  ),
  opened('answers before the commit is on disk', ['restart.durable'], () => {
    const store = memoryStore()
    const log: ChangeSet[] = []
    const commit: Store['commit'] = async (changes) => {
      const committed = await store.commit(changes)
      if (committed.ok) log.push(changes)
      return committed
    }
    const reopen = async (): Promise<Store> => {
      const again = memoryStore()
      for (const changes of log.slice(0, -1)) await again.commit(changes)
      return again
    }
    const whole = { ...store, commit }
    return { store: whole, sibling: async () => whole, reopen }
  }),
  opened('forgets the addresses over a restart', ['restart.durable'], () => {
    const store = memoryStore()
    const log: ChangeSet[] = []
    const commit: Store['commit'] = async (changes) => {
      const committed = await store.commit(changes)
      if (committed.ok) log.push(changes)
      return committed
    }
    const reopen = async (): Promise<Store> => {
      const again = memoryStore()
      for (const changes of log) await again.commit({ ...changes, claims: [] })
      return again
    }
    const whole = { ...store, commit }
    return { store: whole, sibling: async () => whole, reopen }
  }),
  opened('has one table for all tenants', ['tenants.isolated'], (store) => ({ tenant: async () => store })),
  opened('shares the addresses among tenants', ['tenants.isolated'], (store) => ({
    tenant: async () => {
      const other = memoryStore()
      const commit: Store['commit'] = async (changes) => {
        const free = await store.commit({
          ...changes,
          expected: [],
          customers: [],
          conversations: [],
          tasks: [],
          events: [],
          redacted: [],
        })
        return free.ok ? other.commit(changes) : free
      }
      return { ...other, commit }
    },
  })),
]
