import type { Assignee } from '../kernel/event.ts'
import type { InboxId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** An instant for people, to the minute; UTC, because a sentence that is stored nowhere knows no reader. */
export const instantText = (at: Instant): string =>
  // What is no date at all stands for itself: a timeline must not throw over it.
  new Date(at).toJSON()?.replace(/T(\d\d:\d\d).*/, ' $1 UTC') ?? String(at)

/** What a closed set of data is called in a sentence; a word of a later version stands for itself. */
type Labels = { readonly [word: string]: string }

export const closeTexts: Labels = {
  close: 'Closed',
  abandoned: 'Closed by itself: the customer left before anybody had it',
  blocked: 'Closed: the customer was blocked',
  imported: 'Closed, says the imported history',
  auto_close: 'Closed by itself after silence',
  separated: 'Closed: another conversation goes on with it',
  merged: 'Closed: another conversation goes on with it',
  erased: 'Closed: the customer was erased',
}

export const contactEndTexts: Labels = {
  agent: 'ended by the agent',
  customer: 'ended by the customer',
  idle: 'ended after silence',
  no_reply_needed: 'ended: no reply needed',
  abandoned: 'abandoned by the customer',
  unanswered: 'not answered by the customer',
  lost: 'given up: nobody said that it ended',
  conversation_closed: 'ended with the conversation',
  superseded: 'ended: another one with the same key goes on',
  merged: 'goes on in another conversation',
  separated: 'goes on in a conversation of its own',
  customer_erased: 'ended: the customer was erased',
}

export const wokenTexts: Labels = {
  time: 'Woken: its time has come',
  reply: 'Woken: the customer wrote',
  contact: 'Woken: contacts of another conversation joined it',
}

export const signalTexts: Labels = {
  edited: 'Message edited',
  deleted: 'Message deleted',
  reaction: 'Reaction',
  delivered: 'Message delivered',
  read: 'Message read',
  survey: 'Survey answered',
  confirmed: 'Message confirmed by the provider',
}

/** The end of a sentence that says where a conversation went, if its inbox changed. */
export const movedText = (inbox: InboxId, before: Assignee | null): string =>
  before === null || before.inbox === inbox ? '' : `, moved to ${inbox}`
