import type { LogLines } from './replay.ts'

/**
 * Everybody with whom a log makes one customer of this one: whoever was merged into him, into whom he was merged, and so
 * on along the chain (CU-3). Only merges are kept in memory.
 */
export const mergedWith = async (lines: LogLines, customer: string): Promise<ReadonlySet<string>> => {
  const neighbours = new Map<string, string[]>()
  const connect = (one: string, other: string): void => {
    const known = neighbours.get(one)
    if (known === undefined) neighbours.set(one, [other])
    else known.push(other)
  }
  for await (const entry of lines) {
    const line = 'type' in entry ? entry : entry.line
    if (line.type !== 'customer.merge') continue
    connect(line.customer, line.into)
    connect(line.into, line.customer)
  }
  const found = new Set([customer])
  for (const one of found) for (const other of neighbours.get(one) ?? []) found.add(other)
  return found
}
