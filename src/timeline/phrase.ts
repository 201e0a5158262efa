import type { ConversationEvents } from '../conversation/events.ts'
import type { CustomerEvents } from '../customer/events.ts'
import type { StoredEvent } from '../intake/snapshot.ts'
import type { Actor } from '../kernel/actor.ts'
import type { TaskEvents } from '../task/events.ts'
import { explainReasons } from './explain.ts'
import { closeTexts, contactEndTexts, instantText, movedText, signalTexts, wokenTexts } from './labels.ts'

type EventDataByType = ConversationEvents & CustomerEvents & TaskEvents
type PhraseVariant = readonly [variant: string, phrase: string]
type Phrases = {
  readonly [T in keyof EventDataByType & string]: (
    data: EventDataByType[T],
    who: string,
    event: StoredEvent,
  ) => PhraseVariant
}

const actorNames: { readonly [kind in Actor['kind']]: string } = {
  customer: 'The customer',
  third_party: 'A third party',
  agent: 'An agent',
  automation: 'An automation',
  system: 'The system',
  api: 'The host',
}

const actorName = ({ kind, id }: Actor): string => {
  if (kind === 'agent') return id ?? actorNames.agent
  if (kind === 'third_party') return id ?? actorNames.third_party
  return kind === 'automation' && id !== null ? `Automation ${id}` : actorNames[kind]
}

const reasonSuffix = (reasons: EventDataByType['message.received']['reasons']): string => {
  const why = explainReasons(reasons)
  return why === '' ? '' : ` (${why})`
}

/** Inside a sentence: names stay as they are, our own words begin small. */
const midSentence = (who: string): string =>
  Object.values(actorNames).includes(who) ? `${who.charAt(0).toLowerCase()}${who.slice(1)}` : who

const byActor = (who: string): string => (who === actorNames.system ? '' : ` by ${midSentence(who)}`)

const phrases: Phrases = {
  'customer.registered': () => ['', 'Customer registered'],
  'customer.address_added': ({ address }) => ['', `Address ${address.value} added`],
  'customer.address_removed': ({ key, to }) =>
    to === null ? ['', `Address ${key} removed`] : ['moved', `Address ${key} given to customer ${to}`],
  'customer.blocked': (_, who) => ['', `Customer blocked${byActor(who)}`],
  'customer.unblocked': (_, who) => ['', `Customer unblocked${byActor(who)}`],
  'customer.address_conflict': ({ key, owner }) => ['', `${key} belongs to customer ${owner}, who keeps it`],
  'customer.merged': ({ into }, who) => ['', `Merged into customer ${into}${byActor(who)}`],
  'customer.absorbed': ({ customer }, who) => [
    '',
    `Customer ${customer} merged into this one${byActor(who)}`,
  ],
  'customer.erased': (_, who) => ['', `Content and addresses erased${byActor(who)}`],
  'conversation.started': ({ inbox, follows }) =>
    follows === null
      ? ['', `Conversation started in ${inbox}`]
      : ['follow_up', `Conversation started in ${inbox}, following ${follows}`],
  'conversation.reopened': ({ reasons }, who) => [
    '',
    `Conversation reopened${byActor(who)}${reasonSuffix(reasons)}`,
  ],
  'conversation.closed': ({ forced }, who, { cause, content }) => [
    cause,
    `${closeTexts[cause] ?? 'Closed'}${cause === 'close' ? byActor(who) : ''}${forced ? ', though the customer waits' : ''}${
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
    const rest = `${movedText(inbox, assignee)}${why}`
    if (agent === null && assignee?.agent != null)
      return ['unassigned', `Let go of by ${assignee.agent}${rest}`]
    if (agent !== null && agent !== assignee?.agent) return ['agent', `Assigned to ${agent}${rest}`]
    return ['inbox', `Moved to ${inbox}${why}`]
  },
  'conversation.topic_added': ({ topic }) => ['', `Topic ${topic} added`],
  'conversation.topic_removed': ({ topic }) => ['', `Topic ${topic} removed`],
  'conversation.no_reply_needed': (_, who) => ['', `No reply needed, says ${midSentence(who)}`],
  'conversation.reopen_suppressed': ({ reasons }) => ['', `Not reopened${reasonSuffix(reasons)}`],
  'conversation.snoozed': ({ until, onReply }, who) => {
    const time = until === null ? '' : ` until ${instantText(until)}`
    const reply = onReply === 'keep' ? '' : `${until === null ? '' : ' or'} until the customer writes`
    return [until === null ? 'reply' : 'time', `Snoozed${byActor(who)}${time}${reply}`]
  },
  'conversation.woken': ({ by: what }, who) => [what, wokenTexts[what] ?? `Woken${byActor(who)}`],
  'conversation.response_overdue': () => ['', 'The first response is overdue'],
  'conversation.separated': ({ into }, who) => [
    '',
    `Another matter separated${byActor(who)} into conversation ${into}`,
  ],
  'conversation.merged': ({ into }, who) => ['', `Conversation merged into ${into}${byActor(who)}`],
  'conversation.joined': ({ from, how, contacts }) => {
    const many = contacts.length === 1 ? '1 open contact' : `${contacts.length || 'no'} open contacts`
    return [how, `${how === 'separated' ? 'Separated from' : 'Took over'} conversation ${from}, with ${many}`]
  },
  'conversation.adopted': ({ from }) => ['', `Conversation taken over from customer ${from}`],
  'contact.started': ({ channel, direction }) => [direction, `${channel} contact started, ${direction}`],
  'contact.fulfilled': ({ outcome }) => [
    outcome,
    outcome === 'responded' ? 'Contact answered' : 'Contact needs no answer',
  ],
  'contact.ended': ({ reason }) => [reason, `Contact ${contactEndTexts[reason] ?? `ended (${reason})`}`],
  'message.received': ({ channel, silent, reasons }, who) =>
    silent
      ? ['quiet', `${who} wrote by ${channel}, kept quietly${reasonSuffix(reasons)}`]
      : ['', `${who} wrote by ${channel}`],
  'message.sent': ({ channel, echo }, who) =>
    echo ? ['echo', `Sent by ${channel} from elsewhere`] : ['', `${who} wrote by ${channel}`],
  'message.attributed': (_, who) => ['', `The message was written${byActor(who)}`],
  'message.signalled': ({ signal, value }) => [
    signal,
    `${signalTexts[signal] ?? signal}${value === null ? '' : `: ${value}`}`,
  ],
  'delivery_report.received': ({ report }) => [report, 'A delivery report came before its message'],
  'message.redacted': (_, who) => ['', `Content removed${byActor(who)}`],
  'delivery.failed': ({ pendingAgain }) =>
    pendingAgain
      ? ['owed', 'Our answer did not arrive; the customer still waits']
      : ['', 'Our message did not arrive'],
  'call.started': ({ direction, silent }, who) => {
    if (silent) return ['quiet', 'News of a call that was known already']
    return direction === 'inbound' ? ['inbound', `${who} called`] : ['outbound', `${who} dialled`]
  },
  'call.answered': ({ direction, silent }, who) => {
    if (silent) return ['quiet', 'News of a call that was over already']
    return direction === 'inbound'
      ? ['inbound', `${who} took the call`]
      : ['outbound', 'The customer took the call']
  },
  'call.ended': (_, who) => ['', `Call ended${byActor(who)}`],
  'task.created': ({ agent, inbox }, who) => ['', `Task made for ${agent ?? inbox}${byActor(who)}`],
  'task.edited': ({ text }, who) => [
    text ? 'text' : 'due',
    `Task ${text ? 'edited' : 'due date moved'}${byActor(who)}`,
  ],
  'task.assigned': ({ agent, inbox }) => ['', `Task given to ${agent ?? inbox}`],
  'task.commented': (_, who) => ['', `Comment on the task${byActor(who)}`],
  'task.closed': (_, who) => ['', `Task done${byActor(who)}`],
  'task.reopened': (_, who) => ['', `Task reopened${byActor(who)}`],
  'task.overdue': () => ['', 'The task is overdue'],
  'note.added': (_, who) => ['', `Note${byActor(who)}`],
}

/** An event as a key and a sentence; an event of a later version says its type. */
export const phraseOf = (event: StoredEvent): { readonly key: string; readonly phrase: string } => {
  if (!Object.hasOwn(phrases, event.type)) return { key: event.type, phrase: event.type }
  const makePhrase = phrases[event.type as keyof EventDataByType] as (
    data: unknown,
    who: string,
    event: StoredEvent,
  ) => PhraseVariant
  const [variant, phrase] = makePhrase(event.data, actorName(event.actor), event)
  return { key: variant === '' ? event.type : `${event.type}.${variant}`, phrase }
}
