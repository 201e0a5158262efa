import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { channels, diagram, table } from './print.ts'
import { conversationAuthority, taskAuthority } from './print-authority.ts'
import {
  conversationEventsTable,
  customerEventsTable,
  envelopeTable,
  eventShapes,
  taskEventsTable,
} from './print-events.ts'
import { type Explored, explore } from './state-table.ts'

/** Documents with parts that are written by `npm run docs`. */
export const documents = ['README.md', 'docs/rules.md', 'docs/authority.md', 'docs/events.md'] as const

export const root: string = fileURLToPath(new URL('../..', import.meta.url))

export const textOf = (path: string): string => readFileSync(`${root}/${path}`, 'utf8')

const parts: { readonly [name: string]: (explored: Explored) => string } = {
  'state table': table,
  'state diagram': diagram,
  channels,
  'who may do what': conversationAuthority,
  'who may do what with tasks': taskAuthority,
  'fields of every event': envelopeTable,
  'events of conversations': conversationEventsTable,
  'events of customers': customerEventsTable,
  'events of tasks': taskEventsTable,
  'shapes of events': eventShapes,
}

const part = /(<!-- generated: ([a-z ]+) -->\n)[\s\S]*?(<!-- \/generated -->)/g

/** A document with its generated parts made anew. */
export const regenerated = (text: string, explored: Explored = explore()): string =>
  text.replaceAll(part, (whole, begin: string, name: string, end: string) => {
    const make = parts[name]
    if (make === undefined) throw new Error(`nothing makes "${name}": ${whole.slice(0, 80)}`)
    return `${begin}\n${make(explored)}\n\n${end}`
  })
