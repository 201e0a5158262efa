import { assignConversation } from '../conversation/assign.ts'
import { closeConversation } from '../conversation/close.ts'
import { endContact } from '../conversation/end-contact.ts'
import { noReplyNeeded } from '../conversation/no-reply-needed.ts'
import { addNote, noteOnCustomer } from '../conversation/note.ts'
import { rejoinConversation } from '../conversation/rejoin.ts'
import { reopenConversation } from '../conversation/reopen.ts'
import { separateConversation } from '../conversation/separate.ts'
import { snoozeConversation, wakeConversation } from '../conversation/snooze.ts'
import { addTopic, removeTopic } from '../conversation/topics.ts'
import { conversationIn, emptySnapshot, lastClosed, type Snapshot } from '../intake/snapshot.ts'
import { type Actor, systemActor } from '../kernel/actor.ts'
import type { Context } from '../policy/context.ts'
import { snapshotQuery } from '../store/ports.ts'
import { firstOf, type Handler, type Handlers, type ParsedCommand, retentionOf } from './handler.ts'
import type { AssigneeFilter, CommandInputs } from './inputs.ts'
import { concerned, onConversation, onCustomer, outcomeOf, outcomeOfTwo, ownQuery } from './parts.ts'
import { noConversation, unknownCustomer } from './results.ts'

const as = (context: Context, actor: Actor): Context => ({ ...context, actor })

/** Whether an inbox and an agent still hold it. */
export const isHeldBy = (
  held: { readonly inbox: string; readonly agent: string | null },
  { inbox, agent }: AssigneeFilter,
): boolean => (inbox === undefined || held.inbox === inbox) && (agent === undefined || held.agent === agent)

const assign: Handler<'assign', CommandInputs['assign']> = /* @__PURE__ */ onConversation(
  'assign',
  (c, { to, inbox, expected, reason }, context) =>
    outcomeOf(assignConversation(c, { agent: to, inbox, expected, reason }, context)),
)

const unassign: Handler<'unassign', CommandInputs['unassign']> = /* @__PURE__ */ onConversation(
  'unassign',
  (c, { expected, reason }, context) =>
    outcomeOf(assignConversation(c, { agent: null, expected, reason }, context)),
)

const reassign: Handler<'reassign', CommandInputs['reassign']> = /* @__PURE__ */ onCustomer(
  'reassign',
  ({ active }, { conversation, from, to, reason }, context) =>
    // One that a deadline has closed is written as closed, or every page of a bulk command would begin with it again (D-4).
    active === null || active.id !== conversation || !isHeldBy(active, from)
      ? { ok: true, events: [], writesDue: true }
      : outcomeOf(assignConversation(active, { ...to, expected: active.agent, reason }, context)),
)

const note: Handler<'note', CommandInputs['note']> = /* @__PURE__ */ onCustomer(
  'note',
  (snapshot, input, context) => {
    const { customer, conversation } = input
    if (snapshot.customer === null) return unknownCustomer(customer)
    const on = conversation === undefined ? snapshot.active : concerned(snapshot, conversation ?? '')
    if (conversation != null && on === null) return noConversation(customer)
    if (on !== null) return outcomeOf(addNote(on, input, context))
    return {
      ok: true,
      conversation: null,
      events: [noteOnCustomer(snapshot.customer.id, input, context)],
    }
  },
)

const close: Handler<'close', CommandInputs['close']> = /* @__PURE__ */ onConversation(
  'close',
  (c, input, context) =>
    outcomeOf(closeConversation(c, input, input.imported === true ? as(context, systemActor) : context)),
)

const reopen: Handler<'reopen', CommandInputs['reopen']> = /* @__PURE__ */ onCustomer(
  'reopen',
  (snapshot, { customer, conversation, imported }, context, decision) => {
    if (snapshot.customer === null) return unknownCustomer(customer)
    const { active } = snapshot
    const c =
      conversation === undefined ? (lastClosed(snapshot) ?? active) : concerned(snapshot, conversation)
    if (c === null) return noConversation(customer)
    const keep = retentionOf(c, decision)
    const here = imported === true ? as(context, systemActor) : context
    return outcomeOf(reopenConversation(c, { active: active?.id ?? null, retention: keep }, here))
  },
)

/**
 * The conversation that was left is the last closed one most of the time; where it is not, it is asked for by name. Due
 * deadlines change neither.
 */
const leftOf = (
  { input }: ParsedCommand<CommandInputs['rejoin']>,
  loaded: readonly Snapshot[],
): string | null => {
  const snapshot = firstOf(loaded)
  const id = concerned(snapshot, input.conversation)?.separatedFrom ?? null
  return id === null || conversationIn(snapshot, id) !== null ? null : id
}

const rejoin = (): Handler<'rejoin', CommandInputs['rejoin']> => ({
  ...onConversation('rejoin', (c, { reason }, context, snapshot, decision, [asked = emptySnapshot]) => {
    const left = conversationIn(snapshot, c.separatedFrom) ?? conversationIn(asked, c.separatedFrom)
    const keep = retentionOf(c.closed === null ? left : null, decision)
    return outcomeOfTwo(rejoinConversation(c, left, { reason, retention: keep }, context))
  }),
  queries: (command, loaded) => {
    const { customer, conversation = null } = command.input
    if (loaded.length === 0) return [ownQuery(command, customer, { conversation })]
    const left = loaded.length === 1 ? leftOf(command, loaded) : null
    return left === null ? [] : [snapshotQuery({ customer, conversation: left })]
  },
})

/** The commands on one conversation. */
export const conversationHandlers = (): Handlers<
  | 'end_contact'
  | 'no_reply_needed'
  | 'assign'
  | 'unassign'
  | 'reassign'
  | 'note'
  | 'add_topic'
  | 'remove_topic'
  | 'close'
  | 'reopen'
  | 'snooze'
  | 'wake'
  | 'separate'
  | 'rejoin'
> => ({
  end_contact: onConversation('end_contact', (c, input, context) => {
    const customer: Actor = { kind: 'customer', id: input.customer }
    return outcomeOf(endContact(c, input, input.by === 'customer' ? as(context, customer) : context))
  }),
  no_reply_needed: onConversation('no_reply_needed', (c, input, context) =>
    outcomeOf(noReplyNeeded(c, input, context)),
  ),
  assign,
  unassign,
  reassign,
  note,
  add_topic: onConversation('add_topic', (c, input, context) => outcomeOf(addTopic(c, input, context))),
  remove_topic: onConversation('remove_topic', (c, input, context) =>
    outcomeOf(removeTopic(c, input, context)),
  ),
  close,
  reopen,
  snooze: onConversation('snooze', (c, input, context) => outcomeOf(snoozeConversation(c, input, context))),
  wake: onConversation('wake', (c, _, context) => outcomeOf(wakeConversation(c, context))),
  separate: onConversation('separate', (c, input, context) =>
    outcomeOfTwo(separateConversation(c, input, context)),
  ),
  rejoin: rejoin(),
})
