import type { Inbound } from '../intake/inbound.ts'
import { unknownFields } from '../intake/unknown-fields.ts'
import type { Issue } from '../kernel/result.ts'
import type { Call } from './inputs.ts'

const fields = [
  'id',
  'session',
  'channel',
  'customer',
  'from',
  'shared',
  'endpoint',
  'at',
  'topics',
  'agent',
  'by',
]

/** What is wrong with the fields of a call that no inbound has: the session of its contact is the provider's id (K-1). */
export const callIssues = (call: Call): readonly Issue[] => {
  const { id, session } = call ?? {}
  return id != null && session != null && id !== session
    ? [{ path: 'session', message: 'must be left out, or be the same as `id`' }]
    : unknownFields(call, fields)
}

/** A call as an inbound. */
export const inboundOfCall = ({
  session,
  id,
  channel = 'voice',
  customer,
  from,
  shared,
  endpoint,
  at,
  topics,
}: Call): Inbound => ({
  channel,
  id: id ?? session,
  session: id ?? session,
  customer,
  from,
  shared,
  endpoint,
  at,
  topics,
})
