import type { ConversationEvents } from '../conversation/events.ts'
import type { CustomerEvents } from '../customer/events.ts'
import type { Recorded } from '../intake/situation.ts'
import type { Actor } from '../kernel/actor.ts'
import type { TaskEvents } from '../task/events.ts'
import { explain } from './explain.ts'
import { closes, endings, instantText, moved, signals, wakings } from './words.ts'

type Types = ConversationEvents & CustomerEvents & TaskEvents
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

const phrases: Phrases = {
  'customer.registered': () => ['', 'Customer registered'],
  'customer.address_added': ({ address }) => ['', `Address ${address.value} added`],
  'customer.address_removed': ({ key, to }) =>
    to === null ? ['', `Address ${key} removed`] : ['moved', `Address ${key} given to customer ${to}`],
  'customer.blocked': (_, who) => ['', `Customer blocked${by(who)}`],
  'customer.unblocked': (_, who) => ['', `Customer unblocked${by(who)}`],
  'identity.conflict': ({ key, holder }) => ['', `${key} belongs to customer ${holder}, who keeps it`],
  'customer.merged': ({ into }, who) => ['', `Merged into customer ${into}${by(who)}`],
  'customer.absorbed': ({ customer }, who) => ['', `Customer ${customer} merged into this one${by(who)}`],
  'customer.erased': (_, who) => ['', `Content and addresses erased${by(who)}`],
  'conversation.started': ({ inbox, follows }) =>
    follows === null
      ? ['', `Conversation started in ${inbox}`]
      : ['follow_up', `Conversation started in ${inbox}, following ${follows}`],
  'conversation.reopened': ({ reasons }, who) => ['', `Conversation reopened${by(who)}${because(reasons)}`],
  'conversation.closed': ({ forced }, who, { cause, content }) => [
    cause,
    `${closes[cause] ?? 'Closed'}${cause === 'close' ? by(who) : ''}${forced ? ', though the customer waits' : ''}${
      content?.text == null ? '' : `: ${content.text}`
    }`,
  ],
  'conversation.status_changed': ({ from, to }) => [
    to,
    from === null ? `Status ${to}` : `Status ${from} → ${to}`,
  ],
  'conversation.assigned': ({ agent, inbox, reason }, _, { assignee }) => {
    // That a program did it is not why it was done.
    const why = reason === 'api' ? '' : ` (${reason})`
    const rest = `${moved(inbox, assignee)}${why}`
    if (agent === null && assignee?.agent != null)
      return ['unassigned', `Let go of by ${assignee.agent}${rest}`]
    if (agent !== null && agent !== assignee?.agent) return ['agent', `Assigned to ${agent}${rest}`]
    return ['inbox', `Moved to ${inbox}${why}`]
  },
  'conversation.topic_added': ({ topic }) => ['', `Topic ${topic} added`],
  'conversation.topic_removed': ({ topic }) => ['', `Topic ${topic} removed`],
  'conversation.no_reply_needed': (_, who) => ['', `No reply needed, says ${inside(who)}`],
  'conversation.reopen_suppressed': ({ reasons }) => ['', `Not reopened${because(reasons)}`],
  'conversation.snoozed': ({ until, onReply }, who) => {
    const time = until === null ? '' : ` until ${instantText(until)}`
    const reply = onReply === 'keep' ? '' : `${until === null ? '' : ' or'} until the customer writes`
    return [until === null ? 'reply' : 'time', `Snoozed${by(who)}${time}${reply}`]
  },
  'conversation.woken': ({ by: what }, who) => [what, wakings[what] ?? `Woken${by(who)}`],
  'conversation.response_overdue': () => ['', 'The first response is overdue'],
  'conversation.separated': ({ into }, who) => [
    '',
    `Another matter separated${by(who)} into conversation ${into}`,
  ],
  'conversation.merged': ({ into }, who) => ['', `Conversation merged into ${into}${by(who)}`],
  'conversation.joined': ({ from, how, contacts }) => {
    const many = contacts.length === 1 ? '1 open contact' : `${contacts.length || 'no'} open contacts`
    return [how, `${how === 'separated' ? 'Separated from' : 'Took over'} conversation ${from}, with ${many}`]
  },
  'conversation.adopted': ({ from }) => ['', `Conversation taken over from customer ${from}`],
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
  'report.received': ({ report }) => [report, 'A delivery report came before its message'],
  'message.redacted': (_, who) => ['', `Content removed${by(who)}`],
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
  'task.created': ({ agent, inbox }, who) => ['', `Task made for ${agent ?? inbox}${by(who)}`],
  'task.edited': ({ text }, who) => [
    text ? 'text' : 'due',
    `Task ${text ? 'edited' : 'due date moved'}${by(who)}`,
  ],
  'task.assigned': ({ agent, inbox }) => ['', `Task given to ${agent ?? inbox}`],
  'task.commented': (_, who) => ['', `Comment on the task${by(who)}`],
  'task.closed': (_, who) => ['', `Task done${by(who)}`],
  'task.reopened': (_, who) => ['', `Task reopened${by(who)}`],
  'task.overdue': () => ['', 'The task is overdue'],
  'note.added': (_, who) => ['', `Note${by(who)}`],
}

/** An event as a key and a sentence; an event of a later version says its type. */
export const phraseOf = (event: Recorded): { readonly key: string; readonly phrase: string } => {
  if (!Object.hasOwn(phrases, event.type)) return { key: event.type, phrase: event.type }
  const make = phrases[event.type as keyof Types] as (data: unknown, who: string, event: Recorded) => Variant
  const [variant, phrase] = make(event.data, whoIs(event.actor), event)
  return { key: variant === '' ? event.type : `${event.type}.${variant}`, phrase }
}
