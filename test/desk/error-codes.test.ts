import { describe, expect, it } from 'vitest'
import type { DeskError, DeskErrorCode } from '../../src/index.ts'
import { createWorld } from '../support/world.ts'

/** What an HTTP API may answer: the compiler knows every code, and the fields that come with it. */
const statusOf = (error: DeskError): number => {
  // @ts-expect-error no method of the desk refuses with this code
  if (error.code === 'desk.unheard_of') return 418
  if (error.code === 'desk.conflict') return error.attempts > 0 ? 503 : 500
  if (error.code === 'task.unknown') return error.task === '' ? 400 : 404
  return error.code === 'command.invalid' ? 400 : 409
}

describe('DeskError', () => {
  it('is the union of what all methods refuse, told apart by its code (B-2)', async () => {
    const { desk } = createWorld()
    const invalid = await desk.assign({} as never)
    const unknown = await desk.closeTask({ customer: 'ada', task: 't1' })
    await desk.register({ customer: 'ada' })
    const none = await desk.closeTask({ customer: 'ada', task: 't1' })
    const errors = [invalid, unknown, none].map((result) => (result.ok ? null : result.error))
    expect(errors.map((error) => error && statusOf(error))).toEqual([400, 409, 404])
    const codes: readonly (DeskErrorCode | undefined)[] = errors.map((error) => error?.code)
    expect(codes).toEqual(['command.invalid', 'customer.unknown', 'task.unknown'])
  })
})
