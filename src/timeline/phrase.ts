import type { ConversationEvents } from '../conversation/events.ts'
import type { CustomerEvents } from '../customer/events.ts'
import type { Recorded } from '../intake/situation.ts'
import type { Actor } from '../kernel/actor.ts'
import { explain } from './explain.ts'

type Types = ConversationEvents & CustomerEvents
type Variant = readonly [variant: string, phrase: string]
type Phrases = {
  readonly [T in keyof Types & string]: (data: Types[T], who: string, event: Recorded) => Variant
}

const names: { readonly [kind in Actor['kind']]: string } = {
  customer: 'The customer',
  other: 'A third party',
  agent: 'An agent',
  automation: 'An automation',
  system: 'The system',
  api: 'The host',
}

const whoIs = ({ kind, id }: Actor): string => {
  if (kind === 'agent') return id ?? names.agent
  if (kind === 'other') return id ?? names.other
  return kind === 'automation' && id !== null ? `Automation ${id}` : names[kind]
}

const because = (reasons: Types['message.received']['reasons']): string => {
  const why = explain(reasons)
  return why === '' ? '' : ` (${why})`
}

/** Inside a sentence: names stay as they are, our own words begin small. */
const inside = (who: string): string =>
  Object.values(names).includes(who) ? `${who.charAt(0).toLowerCase()}${who.slice(1)}` : who

const by = (who: string): string => (who === names.system ? '' : ` by ${inside(who)}`)

const closes: { readonly [cause: string]: string } = {
  close: 'Closed',
  abandoned: 'Closed by itself: the customer left before anybody had it',
  blocked: 'Closed: the customer was blocked',
  imported: 'Closed, says the imported history',
}

const endings: { readonly [reason: string]: string } = {
  agent: 'ended by the agent',
  customer: 'ended by the customer',
  idle: 'ended after silence',
  no_reply_needed: 'ended: no reply needed',
  abandoned: 'abandoned by the customer',
  unanswered: 'not answered by the customer',
  lost: 'given up: nobody said that it ended',
  conversation_closed: 'ended with the conversation',
  superseded: 'ended: the same number called again',
}

const signals: { readonly [kind: string]: string } = {
  edited: 'Message edited',
  deleted: 'Message deleted',
  reaction: 'Reaction',
  delivered: 'Message delivered',
  read: 'Message read',
  survey: 'Survey answered',
  confirmed: 'Message confirmed by the provider',
}

const phrases: Phrases = {
  'customer.registered': () => ['', 'Customer registered'],
  'customer.address_added': ({ address }) => ['', `Address ${address.value} added`],
  'customer.address_removed': ({ key, to }) =>
    to === null ? ['', `Address ${key} removed`] : ['moved', `Address ${key} given to customer ${to}`],
  'customer.blocked': (_, who) => ['', `Customer blocked${by(who)}`],
  'customer.unblocked': (_, who) => ['', `Customer unblocked${by(who)}`],
  'identity.conflict': ({ key, holder }) => ['', `${key} belongs to customer ${holder}, who keeps it`],
  'conversation.started': ({ inbox, follows }) =>
    follows === null
      ? ['', `Conversation started in ${inbox}`]
      : ['follow_up', `Conversation started in ${inbox}, following ${follows}`],
  'conversation.reopened': ({ reasons }, who) => ['', `Conversation reopened${by(who)}${because(reasons)}`],
  'conversation.closed': ({ reason, forced }, who, { cause }) => [
    cause,
    `${closes[cause] ?? 'Closed'}${cause === 'close' ? by(who) : ''}${forced ? ', though the customer waits' : ''}${
      reason === null ? '' : `: ${reason}`
    }`,
  ],
  'conversation.status_changed': ({ from, to }) => [
    to,
    from === null ? `Status ${to}` : `Status ${from} → ${to}`,
  ],
  'conversation.assigned': ({ agent, inbox, reason }, _, { assignee }) => {
    if (agent === null && assignee?.agent != null)
      return ['unassigned', `Let go of by ${assignee.agent} (${reason})`]
    if (agent !== null && agent !== assignee?.agent) return ['agent', `Assigned to ${agent} (${reason})`]
    return ['inbox', `Moved to ${inbox} (${reason})`]
  },
  'conversation.topic_added': ({ topic }) => ['', `Topic ${topic} added`],
  'conversation.topic_removed': ({ topic }) => ['', `Topic ${topic} removed`],
  'conversation.no_reply_needed': (_, who) => ['', `No reply needed, says ${inside(who)}`],
  'conversation.reopen_suppressed': ({ reasons }) => ['', `Not reopened${because(reasons)}`],
  'contact.started': ({ channel, direction }) => [direction, `${channel} contact started, ${direction}`],
  'contact.fulfilled': ({ as }) => [as, as === 'responded' ? 'Contact answered' : 'Contact needs no answer'],
  'contact.ended': ({ reason }) => [reason, `Contact ${endings[reason] ?? `ended (${reason})`}`],
  'message.received': ({ channel, quiet, reasons }, who) =>
    quiet
      ? ['quiet', `${who} wrote by ${channel}, kept quietly${because(reasons)}`]
      : ['', `${who} wrote by ${channel}`],
  'message.sent': ({ channel, echo }, who) =>
    echo ? ['echo', `Sent by ${channel} from elsewhere`] : ['', `${who} wrote by ${channel}`],
  'message.attributed': (_, who) => ['', `The message was written${by(who)}`],
  'message.signalled': ({ signal, value }) => [
    signal,
    `${signals[signal] ?? signal}${value === null ? '' : `: ${value}`}`,
  ],
  'delivery.failed': ({ owed }) =>
    owed
      ? ['owed', 'Our answer did not arrive; the customer still waits']
      : ['', 'Our message did not arrive'],
  'call.started': ({ direction, quiet }, who) => {
    if (quiet) return ['quiet', 'News of a call that was known already']
    return direction === 'inbound' ? ['inbound', `${who} called`] : ['outbound', `${who} dialled`]
  },
  'call.answered': ({ direction, quiet }, who) => {
    if (quiet) return ['quiet', 'News of a call that was over already']
    return direction === 'inbound'
      ? ['inbound', `${who} took the call`]
      : ['outbound', 'The customer took the call']
  },
  'call.ended': (_, who) => ['', `Call ended${by(who)}`],
  'note.added': (_, who) => ['', `Note${by(who)}`],
}

/** An event as a key and a sentence; an event of a later version says its type. */
export const phraseOf = (event: Recorded): { readonly key: string; readonly phrase: string } => {
  if (!Object.hasOwn(phrases, event.type)) return { key: event.type, phrase: event.type }
  const make = phrases[event.type as keyof Types] as (data: unknown, who: string, event: Recorded) => Variant
  const [variant, phrase] = make(event.data, whoIs(event.actor), event)
  return { key: variant === '' ? event.type : `${event.type}.${variant}`, phrase }
}
