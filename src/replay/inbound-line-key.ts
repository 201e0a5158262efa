import { normaliseAddress } from '../channel/address.ts'
import { human } from '../intake/classify.ts'
import { parseInbound } from '../intake/parse-inbound.ts'
import type { CommandId } from '../kernel/ids.ts'
import { ok } from '../kernel/result.ts'
import type { CallLine, LogLine, MessageInLine } from '../schema/log-line.ts'
import type { Declared } from './declared.ts'
import { callInput, messageInput } from './line-input.ts'

/** A log's own word of what came in: its key tells a repeat, and a late one has its place (I-1, I-14, I-15, K-3). */
export const isInboundLine = (line: LogLine): line is MessageInLine | CallLine =>
  line.type === 'message.in' ||
  line.type === 'call.answered' ||
  line.type === 'call.ended' ||
  (line.type === 'call.started' && line.direction === 'inbound')

/** The name under which the desk stores an arrival with this content; null where the line is refused (I-1, I-2, K-3). */
export const inboundLineKey = (line: MessageInLine | CallLine, declared: Declared): CommandId | null => {
  const isCall = line.type !== 'message.in'
  const input = isCall ? ok({ ...callInput(line), session: line.id }) : messageInput(line, declared)
  if (!input.ok) return null
  const read = parseInbound(
    input.value,
    {
      policy: declared.policy(),
      topics: declared.topics(),
      normaliseAddress,
      classify: () => human,
      commandId: '',
    },
    isCall ? 'call' : undefined,
  )
  if (!read.ok) return null
  const { messageKey, collisionKey } = read.value
  if (!isCall) return collisionKey
  return line.type === 'call.started' ? messageKey : `${messageKey}~${line.type}`
}
