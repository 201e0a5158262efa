import type { Conversation } from '../conversation/conversation.ts'
import type { Customer } from '../customer/customer.ts'
import { leave, takeOver } from '../merge/merge-conversations.ts'
import { type MergedConversations, planMerge } from '../merge/plan-merge.ts'
import type { Context } from '../policy/context.ts'
import type { Tale } from './counterpart.ts'
import type { Told } from './retell.ts'
import { stepAt } from './told.ts'

/** One that was active there beside another, as it was when it was folded in (CU-4). */
export interface Fold {
  readonly tale: Tale
  readonly state: Conversation
  readonly plan: MergedConversations
}

/** What becomes of it when the other stands for both, as a customer merge decides it. */
export const foldOf = (tale: Tale, state: Conversation, into: Conversation, customer: Customer): Fold => ({
  tale,
  state,
  plan: planMerge({ customer, active: state }, { customer, active: into }).conversations,
})

/** It is closed and leads to the other. */
export const foldAway = ({ tale, state, plan }: Fold, context: Context): Told => {
  return leave(state, plan, stepAt(context, 0, `${tale.command}.merged`, tale.planned.closedAt))
}

/** The other takes what it has. */
export const foldIn = (into: Conversation, { tale, state, plan }: Fold, context: Context): Told => {
  return takeOver(into, state, plan, stepAt(context, 0, `${tale.command}.joined`, tale.planned.closedAt))
}
