import type { Conversation } from '../conversation/conversation.ts'
import type { Customer } from '../customer/customer.ts'
import { closeIntoSurvivor, joinConversation } from '../merge/merge-conversations.ts'
import { type MergedConversations, planMerge } from '../merge/plan-merge.ts'
import type { Context } from '../policy/context.ts'
import type { ImportedHistory } from './build-history.ts'
import { importContextAt } from './import-command.ts'
import type { ImportItem } from './import-items.ts'

/** One that was active there beside another, as it was when it was folded in (CU-4). */
export interface ActiveMerge {
  readonly item: ImportItem
  readonly state: Conversation
  readonly plan: MergedConversations
}

/** What becomes of it when the other stands for both, as a customer merge decides it. */
export const planActiveMerge = (
  item: ImportItem,
  state: Conversation,
  into: Conversation,
  customer: Customer,
): ActiveMerge => ({
  item,
  state,
  plan: planMerge({ customer, active: state }, { customer, active: into }).conversations,
})

/** It is closed and leads to the other. */
export const closeMerged = ({ item, state, plan }: ActiveMerge, context: Context): ImportedHistory => {
  return closeIntoSurvivor(
    state,
    plan,
    importContextAt(context, 0, `${item.command}.merged`, item.planned.closedAt),
  )
}

/** The other takes what it has. */
export const mergeIntoActive = (
  into: Conversation,
  { item, state, plan }: ActiveMerge,
  context: Context,
): ImportedHistory => {
  return joinConversation(
    into,
    state,
    plan,
    importContextAt(context, 0, `${item.command}.joined`, item.planned.closedAt),
  )
}
