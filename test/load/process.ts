import { openSync, writeSync } from 'node:fs'
import { connect } from './connect.ts'
import { shelvesOf } from './shelves.ts'
import { type Settings, type Word, work } from './work.ts'

/** What a process of the load is started with, as JSON in its one argument. */
export interface ProcessSettings extends Settings {
  readonly urls: readonly string[]
  readonly tenants: number
  readonly schema: string
  /** Where it writes what the desk acknowledged, before it tells anybody: that outlives its own death. */
  readonly acknowledged: string
}

/** What it is told: a job to do, or to stop. */
export type Order = { readonly job: number } | { readonly stop: true }

const settings: ProcessSettings = JSON.parse(process.argv[2] ?? '')
const servers = settings.urls.map((url) => connect(url, settings.writers))
const clients = servers.map(({ client }) => client)
const file = openSync(settings.acknowledged, 'a')

const tell = (word: Word): void => {
  if (word.said === 'done') writeSync(file, `${JSON.stringify([word.job, word.outcome])}\n`)
  if (process.connected) process.send?.(word)
}

const stores = shelvesOf(clients, settings.schema, settings.tenants).map(({ store }) => store)
const worker = work(settings, stores, tell)

process.on('disconnect', () => process.exit())
/** What is under way is done first; the end of the channel ends the process. */
const stop = async (): Promise<void> => {
  await worker.stop()
  await Promise.all(servers.map(({ end }) => end()))
  process.disconnect()
}

process.on('message', (order: Order) => {
  if ('job' in order) worker.give(order.job)
  else stop().catch((error: unknown) => tell({ said: 'broken', message: String(error) }))
})
