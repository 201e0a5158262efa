import type { Lines } from './replay.ts'

/**
 * Everybody with whom a log makes one customer of this one: whoever was merged into him, into whom he was merged, and so
 * on along the chain (CU-3). Only merges are kept in memory.
 */
export const mergedWith = async (lines: Lines, customer: string): Promise<ReadonlySet<string>> => {
  const neighbours = new Map<string, string[]>()
  const meet = (one: string, other: string): void => {
    const met = neighbours.get(one)
    if (met === undefined) neighbours.set(one, [other])
    else met.push(other)
  }
  for await (const entry of lines) {
    const line = 'type' in entry ? entry : entry.line
    if (line.type !== 'customer.merge') continue
    meet(line.customer, line.into)
    meet(line.into, line.customer)
  }
  const found = new Set([customer])
  for (const one of found) for (const other of neighbours.get(one) ?? []) found.add(other)
  return found
}
