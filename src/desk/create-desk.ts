import { isInbound } from '../command/command-issues.ts'
import { commandTypes, methodOf, readCommand } from '../command/decide.ts'
import type { CommandInputs, CommandType } from '../command/inputs.ts'
import { commandInvalid } from '../command/invalid.ts'
import { plainCopy } from '../kernel/plain-copy.ts'
import { bulkCommands } from './bulk.ts'
import { checked } from './checked.ts'
import { deadlineWorker } from './deadlines.ts'
import type { Desk, DeskCommands } from './desk.ts'
import { eraseCustomerWith } from './erase.ts'
import { createExecutor, type Executor } from './execute.ts'
import type { DeskOptions } from './options.ts'
import { deskReads } from './reads.ts'
import { runtimeOf } from './runtime.ts'

/** These are given by bulk commands and by the worker: `execute` runs them, no method does. */
const withoutMethod: readonly CommandType[] = ['reassign', 'reassign_task', 'apply_due_deadlines']

const deskCommands = (executor: Executor): DeskCommands => {
  const erase = eraseCustomerWith(executor)
  const run = (type: CommandType, input: unknown): Promise<unknown> =>
    type === 'erase' ? erase(input as CommandInputs['erase']) : executor.run(type, input as never)
  const method = (type: CommandType) => async (input: unknown) => {
    const copy = plainCopy(input)
    if (copy.ok) return run(type, copy.value)
    return commandInvalid([copy.error], isInbound(type) ? 'inbound.invalid' : 'command.invalid')
  }
  const methods = commandTypes
    .filter((type) => !withoutMethod.includes(type))
    .map((type) => [methodOf(type), method(type)])
  const execute = async (command: unknown): Promise<unknown> => {
    const read = readCommand(command)
    return 'ok' in read ? read : run(read.type, read.input)
  }
  return { ...Object.fromEntries(methods), execute } as unknown as DeskCommands
}

/**
 * Makes a desk: a method for every command and read, on any store. Each command loads the customer, applies due deadlines
 * (D-2), decides with the pure `decide`, commits, and after a conflict decides again.
 *
 * @example
 * const desk = createDesk({ store: memoryStore(), policy: definePolicy({ inbox: 'support' }) })
 * await desk.receive({ channel: 'email', from: 'ada@example.com', id: '<1@mail>', text: 'The vase arrived broken' })
 */
export const createDesk = (options: DeskOptions): Desk => {
  const runtime = runtimeOf(options)
  const executor = createExecutor(runtime)
  return {
    ...deskCommands(executor),
    ...checked(deskReads(runtime)),
    ...checked(bulkCommands(executor)),
    ...checked(deadlineWorker(executor)),
  }
}
