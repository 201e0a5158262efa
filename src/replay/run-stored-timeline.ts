import { createDesk } from '../desk/create-desk.ts'
import type { StoreRequest, TimelineRequest } from './arguments.ts'
import type { Io } from './io.ts'
import { withStore } from './open-store.ts'
import { policyOf } from './options.ts'
import { entriesOf } from './replay-timeline.ts'
import { nothingStoredError, storeError, systemCode } from './store-error.ts'
import { timelineText } from './timeline-text.ts'

/** PostgreSQL's codes for a table and a schema that are not there. */
const isMissingTable = (error: unknown): boolean => ['42P01', '3F000'].includes(systemCode(error))

/** `throughline timeline --store PLACE`: one customer's history as it is stored; nothing is decided or written. */
export const runStoredTimeline = async (
  { target, customer, json, timeZone }: StoreRequest & TimelineRequest,
  io: Io,
): Promise<number> => {
  const { location, tenant } = target
  const entries = await withStore(target, 'read', (store) =>
    entriesOf(createDesk({ store, policy: policyOf({}) }), customer).catch((error: unknown) => {
      throw isMissingTable(error) ? nothingStoredError(location.name) : error
    }),
  )
  if (entries.length === 0)
    throw storeError(
      `${location.name} has no customer "${customer}" of tenant "${tenant}". Ids are compared letter by letter; --tenant names another.`,
    )
  const conversations = entries.filter(({ event }) => event.type === 'conversation.started').length
  io.out(
    json
      ? `${JSON.stringify({ customer, conversations, rejections: [], entries })}\n`
      : `${timelineText(entries, { width: io.width, colours: io.colours, timeZone })}\n\n`,
  )
  return 0
}
