import type { ConversationEvents } from '../conversation/events.ts'
import type { WhyText } from './why-texts.ts'

type Types = ConversationEvents

export const whySnoozed: WhyText = ({ data, customer }) =>
  (data as Types['conversation.snoozed']).onReply === 'keep'
    ? 'Z-1: it is Waiting meanwhile, and wakes at its time'
    : `Z-1: it is Waiting meanwhile, and the next word of ${customer} wakes it`

/** By hand it needs no reason. */
const wakeTexts: { readonly [by: string]: string } = {
  time: 'Z-1: so it asks to be looked at again',
  reply: 'Z-1: which wakes what was put aside',
  contact: 'Z-1: which wakes what was put aside',
}

export const whyWoken: WhyText = ({ data }) => wakeTexts[(data as Types['conversation.woken']).by] ?? ''

export const whySeparated: WhyText = () => 'W-10: each matter has a conversation, and each leads to the other'

export const whyCustomerMerged: WhyText = ({ actor }) =>
  `CU-2: no likeness merges by itself; ${actor.id === null ? 'somebody' : actor.id} says so`

/** A merge of customers, or a separation that is taken back. */
export const whyMerged: WhyText = ({ data, cause }, { nameOf }) => {
  const into = nameOf((data as Types['conversation.merged']).into)
  return cause === 'rejoin'
    ? 'W-10: a separation can be taken back'
    : `CU-4: both had one active; ${into} goes on, and this one leads there`
}

export const whyJoined: WhyText = ({ data, cause }) => {
  const { pendingReplies, how } = data as Types['conversation.joined']
  const rule = cause === 'merge' ? 'CU-4' : 'W-10'
  if (pendingReplies.length > 0) return `${rule}: what was owed there is owed here now`
  return how === 'merged' ? `${rule}: that one leads here from now on` : ''
}

export const whyAdopted: WhyText = () => 'CU-4: it was the only active one, and goes on as it is'
