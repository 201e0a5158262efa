import type { LogLine } from '../schema/log-line.ts'
import type { NumberedLine } from './log.ts'
import type { LogLines } from './replay.ts'

/** Customers whose lines have to be replayed together, under the name of one of them. */
export type CustomerGroups = ReadonlyMap<string, readonly NumberedLine[]>

interface CustomerLines {
  readonly lines: NumberedLine[]
  readonly threads: Set<string>
  readonly answeredThreads: Set<string>
  /** Has several threads, or came back after an answer: nobody else can be glued or cut. */
  isRelevant: boolean
}

const recordLine = (customerLines: CustomerLines, line: LogLine): void => {
  const { thread, type } = line
  if (thread === undefined || (type !== 'message.in' && type !== 'message.out')) return
  customerLines.threads.add(thread)
  if (type === 'message.out') customerLines.answeredThreads.add(thread)
  if (customerLines.threads.size > 1 || (type === 'message.in' && customerLines.answeredThreads.has(thread)))
    customerLines.isRelevant = true
}

const newCustomerLines = (): CustomerLines => ({
  lines: [],
  threads: new Set(),
  answeredThreads: new Set(),
  isRelevant: false,
})

/** Whom a merge makes one customer has one past (CU-8). */
const groupMergedCustomers = (
  customers: ReadonlyMap<string, CustomerLines>,
  merges: readonly (readonly string[])[],
): CustomerGroups => {
  const names = new Map<string, string>()
  const nameOf = (customer: string): string => {
    const name = names.get(customer) ?? customer
    return name === customer ? name : nameOf(name)
  }
  for (const [one = '', other = ''] of merges)
    if (nameOf(one) !== nameOf(other)) names.set(nameOf(one), nameOf(other))
  const merged = new Set(merges.flat())
  const groups = new Map<string, NumberedLine[]>()
  for (const [customer, { lines, isRelevant }] of customers)
    if (isRelevant || merged.has(customer))
      groups.set(nameOf(customer), [...(groups.get(nameOf(customer)) ?? []), ...lines])
  return groups
}

/** The lines of the customers to whom a window can matter; all that is kept of a log in memory. */
export const selectRelevantLines = async (lines: LogLines): Promise<CustomerGroups> => {
  const customers = new Map<string, CustomerLines>()
  const merges: (readonly string[])[] = []
  let count = 0
  for await (const entry of lines) {
    count += 1
    const numbered = 'type' in entry ? { number: count, line: entry } : entry
    const { line } = numbered
    const customerLines = customers.get(line.customer) ?? newCustomerLines()
    customers.set(line.customer, customerLines)
    customerLines.lines.push(numbered)
    recordLine(customerLines, line)
    if (line.type === 'customer.merge') merges.push([line.customer, line.into])
  }
  return groupMergedCustomers(customers, merges)
}

/** A customer's first thread, second thread and so on, in place of the topics that an intake knew. */
const withThreads = (lines: readonly NumberedLine[]): readonly NumberedLine[] => {
  const names = new Map<string, string>()
  return lines.flatMap(({ number, line }) => {
    if (line.type === 'topic.add' || line.type === 'topic.remove') return []
    if (line.type !== 'message.in' || line.thread === undefined) return [{ number, line }]
    const topic = names.get(line.thread) ?? `thread ${names.size + 1}`
    names.set(line.thread, topic)
    return [{ number, line: { ...line, topic } }]
  })
}

/** The log as it would be if somebody had known of every message which matter it is about. */
export const withThreadsAsTopics = (groups: CustomerGroups): CustomerGroups =>
  new Map([...groups].map(([name, lines]) => [name, withThreads(lines)]))
