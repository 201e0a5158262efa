import { digest } from '../kernel/digest.ts'
import type { CommandId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { shortenKey } from '../kernel/text-keys.ts'
import type { LogLine, MessageOutLine } from '../schema/log-line.ts'

/** The same id with the same content is the same message of ours; without an id every line is one. */
export const sendCommandId = ({ channel, id, text, length }: MessageOutLine): CommandId | undefined =>
  id === undefined
    ? undefined
    : shortenKey(`sent ${channel} ${id} ${text === undefined ? length : digest(text)}`)

export const dialCommandId = (call: string): CommandId => shortenKey(`dialled ${call}`)

/** A task's id is one of its customer: told of again, by whichever line, it is the same task. */
export const taskCommandId = (customer: string, task: string): CommandId =>
  shortenKey(`task ${JSON.stringify([customer, task])}`)

/** What a line itself says of the command that it is. */
const ownCommandId = (line: LogLine): CommandId | undefined => {
  if (line.type === 'message.out') return sendCommandId(line)
  if (line.type === 'call.started' && line.direction === 'outbound') return dialCommandId(line.id)
  return line.type === 'task.create' ? taskCommandId(line.customer, line.id) : undefined
}

/**
 * Names the command of each line, the same whenever and out of whichever file it is replayed. Lines that are alike to
 * the last letter stand at one instant, and are counted there.
 */
export const createLineCommandIds = (): ((line: LogLine) => CommandId) => {
  let at: Instant | null = null
  const alike = new Map<string, number>()
  return (line) => {
    const name = ownCommandId(line)
    if (name !== undefined) return name
    if (line.at !== at) alike.clear()
    at = line.at
    const content = digest(line)
    const count = (alike.get(content) ?? 0) + 1
    alike.set(content, count)
    return `line-${content}-${count}`
  }
}

/** A command that is a part of a line's: a line may need several. */
export const commandPartId = (command: CommandId, part: string): CommandId => `${command}/${part}`

/** Whether a command was given by a line: its own, a part of it, or the other side of its merge. */
export const isCommandOfLine = (command: CommandId, line: CommandId): boolean =>
  command === line || command === `${line}~from` || command.startsWith(commandPartId(line, ''))

const deadlineCommandPattern =
  /\.(?:idle|mail_idle|call_timeout|(?:wake|first_response|auto_close|task_due)\.\d+\.\d+)$/

/** Whether a command was given by no line: something fell due (D-2). */
export const isDeadlineCommand = (command: CommandId): boolean => deadlineCommandPattern.test(command)
