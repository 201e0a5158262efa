import type { Book } from './book.ts'
import type { Scope } from './canon.ts'
import { inboundCommands } from './inbound.ts'
import {
  conversationRows,
  dueRows,
  eventsOf,
  headOf,
  learn,
  metricsOf,
  type Row,
  taskRows,
  timelineOf,
  type View,
  viewOf,
} from './library.ts'
import { officeCommands } from './office.ts'
import { outboundCommands } from './outbound.ts'
import type { Command } from './speech.ts'
import { day, hour, minute, second, type World, worldOf } from './world.ts'

/** How often a command was carried out, and how often refused, by code. */
export interface Count {
  ok: number
  refused: number
  readonly codes: { [code: string]: number }
}

/** The count of each command by its name. */
export interface Tally {
  readonly [command: string]: Count
}

const commands: readonly (readonly [string, Command])[] = Object.entries({
  ...inboundCommands,
  ...outboundCommands,
  ...officeCommands,
})
const bag = commands.flatMap(([name, { weight, make }]) =>
  Array.from({ length: weight }, () => ({ name, make })),
)

const stepsOf = ({ chance }: World): number => 20 + chance.number(40)

/** What time passes between two commands: often little, sometimes beyond every deadline. */
const pause = ({ chance }: World): number =>
  chance.of([
    0,
    0,
    second,
    20 * second,
    minute,
    minute,
    4 * minute,
    15 * minute,
    16 * minute,
    hour,
    2 * hour,
    day,
  ]) + chance.of([0, 0, 1])

const remember = (w: World, name: string, answer: unknown): void => {
  const { ok, customer, task, said, next } = learn(answer)
  if (!ok) return
  w.cursors[name] = next
  if (customer !== null && !w.people.includes(customer) && w.people.length < 7) w.people.push(customer)
  if (task !== null) {
    const known = w.tasks.find(({ id }) => id === task.id)
    if (known === undefined) w.tasks.push({ ...task })
    else known.isClosed = task.isClosed
  }
  for (const one of said) if (!w.said.some(({ id }) => id === one.id)) w.said.push(one)
}

const unknown = (customer: string): View => ({
  customer,
  addresses: [],
  blocked: false,
  version: 0,
  active: null,
  agent: null,
  open: [],
  owed: [],
  topics: [],
  isSnoozed: false,
  wasSeparated: false,
  closed: [],
  ends: [],
})

const first = Object.entries(inboundCommands).filter(([, { weight }]) => weight > 3)

/** One that can be made now; what cannot says so. Somebody who is not known is mostly heard of first. */
const choose = (w: World, view: View | null, customer: string) => {
  if (view === null && w.chance.in(0.9)) {
    const [name, { make }] = w.chance.of(first)
    const run = make(w, unknown(customer))
    if (run !== null) return { name, run }
  }
  for (;;) {
    const { name, make } = w.chance.of(bag)
    const run = make(w, view ?? unknown(customer))
    if (run !== null) return { name, run }
  }
}

/** Instants to come at which something changes: ends of reopen windows, and what falls due. */
const marksOf = async (w: World, view: View | null): Promise<readonly number[]> => {
  const ends = view?.ends.filter((at) => at > w.now()) ?? []
  if (ends.length > 0) return ends
  return (await dueRows(w.store, w.now() + 30 * day)).map(({ at }) => at).filter((at) => at > w.now())
}

const count = (counted: Count, answer: unknown): void => {
  const { ok, refusal } = learn(answer)
  if (ok) counted.ok += 1
  else counted.refused += 1
  if (refusal !== null) counted.codes[refusal] = (counted.codes[refusal] ?? 0) + 1
}

const tellStory = async (book: Book, seed: number, tally: { [command: string]: Count }): Promise<void> => {
  const w = worldOf(seed)
  const scope: Scope = new Map()
  const before: (() => unknown)[] = []
  const most = stepsOf(w)
  for (let step = 0; step < most; step++) {
    w.pass(pause(w))
    const at = `${seed}.${step}`
    const customer = w.chance.of(w.people)
    const current = await w.desk.current(customer)
    book.line('answers/current', at, current, scope, 'current')
    const view = viewOf(current)
    const marks = w.chance.in(0.15) ? await marksOf(w, view) : []
    if (marks.length > 0) w.pass(w.chance.of(marks) - w.now() + w.chance.of([-1, 0, 0, 0, 1]))
    const again = before.length > 0 && w.chance.in(0.03)
    const { name, run } = again ? { name: 'again', run: w.chance.of(before) } : choose(w, view, customer)
    const answer = await run()
    before.push(run)
    book.line(`answers/${name}`, at, answer, scope, name)
    remember(w, name, answer)
    const counted = tally[name] ?? newCount()
    tally[name] = counted
    count(counted, answer)
  }
  await tellEnd(book, w, seed, scope)
}

/** In the order in which events first tell of them: no id decides. */
const inOrder = (rows: readonly Row[], first: ReadonlyMap<string, number>): readonly Row[] =>
  [...rows].sort((a, b) => (first.get(a.id) ?? 0) - (first.get(b.id) ?? 0))

const tellEnd = async (book: Book, w: World, seed: number, scope: Scope): Promise<void> => {
  const events = await eventsOf(w.store)
  const first = new Map<string, number>()
  const customers = new Set<string>()
  for (const [n, event] of events.entries()) {
    const { customer, type, conversation, task } = headOf(event)
    book.line(`events/${book.old(type)}`, `${seed}.${n}`, event, scope, 'event')
    customers.add(customer)
    for (const id of [conversation, task]) if (id !== null && !first.has(id)) first.set(id, n)
  }
  for (const { row } of inOrder(await conversationRows(w.store), first))
    book.line('rows/conversations', `${seed}`, row, scope, 'conversation')
  for (const { row } of inOrder(await taskRows(w.store), first))
    book.line('rows/tasks', `${seed}`, row, scope, 'task')
  for (const { row } of await dueRows(w.store, w.now() + 30 * day))
    book.line('rows/due', `${seed}`, row, scope, 'due')
  for (const customer of customers) {
    book.line('rows/customers', `${seed}`, await w.desk.current(customer), scope, 'current')
    for (const entry of await timelineOf(w.desk, customer))
      book.line('timelines', `${seed}`, entry, scope, 'entry')
  }
  const { metrics, summary } = metricsOf(events)
  for (const one of metrics) book.line('metrics/conversations', `${seed}`, one, scope, 'metrics')
  book.line('metrics/summaries', `${seed}`, summary, scope, 'summary')
}

const newCount = (): Count => ({ ok: 0, refused: 0, codes: {} })

/** Random stories with fixed seeds, and how often each command did something. */
export const stories = async (book: Book, from: number, many: number): Promise<Tally> => {
  const tally = Object.fromEntries(commands.map(([name]) => [name, newCount()]))
  for (let seed = from; seed < from + many; seed++) await tellStory(book, seed, tally)
  for (const [name, { ok, refused }] of Object.entries(tally))
    book.line('counts', name, { ok, refused }, new Map(), 'counts')
  return tally
}

/** Several tallies as one. */
export const addTallies = (tallies: readonly Tally[]): Tally => {
  const sum: { [command: string]: Count } = {}
  for (const tally of tallies)
    for (const [name, { ok, refused, codes }] of Object.entries(tally)) {
      const counted = sum[name] ?? newCount()
      sum[name] = counted
      counted.ok += ok
      counted.refused += refused
      for (const [code, n] of Object.entries(codes)) counted.codes[code] = (counted.codes[code] ?? 0) + n
    }
  return sum
}

/** The tally as a table, with what was refused most. */
export const tallyText = (tally: Tally): string =>
  Object.entries(tally)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { ok, refused, codes }]) => {
      const share = Math.round((100 * ok) / Math.max(1, ok + refused))
      const most = Object.entries(codes)
        .sort(([, a], [, b]) => b - a)
        .slice(0, 4)
      const why = most.map(([code, n]) => `${code} ${n}`).join(', ')
      return `  ${name.padEnd(30)} ${`${ok}`.padStart(6)} ok ${`${refused}`.padStart(6)} refused  ${`${share}`.padStart(3)} %  ${why}`
    })
    .join('\n')
