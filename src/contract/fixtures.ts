import { blankConversation, type Conversation } from '../conversation/conversation.ts'
import { blankCustomer, type Customer } from '../customer/customer.ts'
import type { Instant } from '../kernel/instant.ts'
import { definePolicy } from '../policy/define.ts'
import type { Policy } from '../policy/policy.ts'
import { blankTask, type Task } from '../task/task.ts'

/** Monday, 5 January 2026, nine in the morning (UTC): when every case begins. */
export const baseTime: Instant = 1_767_603_600_000
export const minute = 60_000
export const hour: number = 60 * minute

export const policy: Policy = definePolicy({ inbox: 'support', reopenWindow: 'never' })

export const makeCustomer = (id: string, more: Partial<Customer> = {}): Customer => ({
  ...blankCustomer(id),
  registeredAt: baseTime,
  ...more,
})

export const makeConversation = (
  id: string,
  customer: string,
  more: Partial<Conversation> = {},
): Conversation => ({
  ...blankConversation(id, customer),
  inbox: 'support',
  startedAt: baseTime,
  statusChangedAt: baseTime,
  lastActivityAt: baseTime,
  ...more,
})

/** A conversation that was closed at that instant. */
export const makeClosedConversation = (
  id: string,
  customer: string,
  at: Instant,
  more: Partial<Conversation> = {},
): Conversation => {
  const closed = { at, by: { kind: 'agent', id: 'sam' }, cause: 'close' } as const
  return makeConversation(id, customer, {
    statusChangedAt: at,
    lastCountedCloseAt: at,
    closed,
    firstClosed: closed,
    ...more,
  })
}

export const makeTask = (id: string, customer: string, more: Partial<Task> = {}): Task => ({
  ...blankTask(id, customer),
  inbox: 'support',
  dueAt: baseTime + hour,
  createdAt: baseTime,
  textEventId: id,
  ...more,
})
