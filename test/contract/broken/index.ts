import type { Broken } from './broken.ts'
import { finds } from './finds.ts'
import { dues, feeds, lists, tasks, timelines } from './ports.ts'
import { values } from './values.ts'
import { writes } from './writes.ts'

/** Every broken store: whoever adds a case adds one that only this case finds out. */
export const brokenStores: readonly Broken[] = [
  writes,
  finds,
  values,
  timelines,
  lists,
  tasks,
  dues,
  feeds,
].flat()
