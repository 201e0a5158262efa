import type { Inbound } from '../intake/inbound.ts'
import { ok, type Refusal, type Result } from '../kernel/result.ts'
import type { CallLine, MessageInLine } from '../schema/log-line.ts'
import type { Declared } from './declared.ts'

/** Where the text was removed its length stands for the content, as far as the log has it (I-1). */
export const lengthFingerprint = ({
  text,
  length,
}: {
  text?: string
  length?: number
}): string | undefined => (text === undefined ? `length ${length ?? 'unknown'}` : undefined)

/**
 * An id of the log is one of its customer's: a log is taken as facts, also where two customers' messages have one id. So
 * none of them is lost as a repeat of somebody else's.
 */
export const customerScopedId = (customer: string, id: string | undefined): string | undefined =>
  id === undefined ? undefined : `${customer}/${id}`

/** A customer's message, or the echo of one of ours (I-4). `thread` is the log's own idea and decides nothing. */
export const messageInput = (line: MessageInLine, declared: Declared): Result<Inbound, Refusal> => {
  const { customer, channel, at, text, address, automated, echo } = line
  declared.channel(channel)
  const topic = line.topic === undefined ? null : declared.topic(line.topic)
  if (topic?.ok === false) return topic
  return ok({
    kind: echo === true ? 'echo' : 'message',
    customer,
    channel,
    id: customerScopedId(customer, line.id),
    at,
    text,
    from: address,
    automated,
    topics: topic === null ? [] : [topic.value],
    fingerprint: lengthFingerprint(line),
  })
}

/** The call of a line, as the desk is told of it. */
export const callInput = ({
  customer,
  channel,
  id,
  at,
}: CallLine): Pick<CallLine, 'customer' | 'channel' | 'id' | 'at'> => ({ customer, channel, id, at })
