import { assignConversation } from '../conversation/assign.ts'
import { blockCustomer, unblockCustomer } from '../conversation/block.ts'
import type { Changed } from '../conversation/change.ts'
import { closeConversation } from '../conversation/close.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { endContact } from '../conversation/end-contact.ts'
import type { Frozen } from '../conversation/frozen.ts'
import { noReplyNeeded } from '../conversation/no-reply-needed.ts'
import { addNote, noteOnCustomer } from '../conversation/note.ts'
import { type ReopenError, reopenConversation } from '../conversation/reopen.ts'
import { addTopic, removeTopic } from '../conversation/topics.ts'
import { lastClosed, type Situation } from '../intake/situation.ts'
import { type Actor, system } from '../kernel/actor.ts'
import type { Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import type { Done } from './answers.ts'
import type { Contended } from './attempt.ts'
import { type Command, noConversation, type Runner, unknownCustomer } from './command.ts'
import type { Desk } from './desk.ts'
import { askKeep } from './inbound.ts'
import { type Missing, meant, onMeant, outcome } from './meant.ts'

type Commands = Pick<
  Desk,
  | 'endContact'
  | 'noReplyNeeded'
  | 'assign'
  | 'unassign'
  | 'note'
  | 'addTopic'
  | 'removeTopic'
  | 'close'
  | 'reopen'
  | 'block'
  | 'unblock'
>

/** The commands on one customer's conversation, and those on the customer that reach into it. */
export const commands = ({ runtime, run }: Runner): Commands => {
  const onConversation = <E>(
    command: Command,
    operation: (c: Conversation, context: Context, situation: Situation) => Changed | Refused<E>,
  ): Promise<Done | Refused<E | Missing | Contended>> =>
    run(
      command,
      onMeant(command, (c, context, situation) => outcome(operation(c, context, situation))),
    )

  const as = (context: Context, actor: Actor): Context => ({ ...context, actor })

  return {
    endContact: (input) =>
      onConversation(input, (c, context) => {
        const left: Actor = { kind: 'customer', id: input.customer }
        return endContact(c, input, input.by === 'customer' ? as(context, left) : context)
      }),
    noReplyNeeded: (input) => onConversation(input, (c, context) => noReplyNeeded(c, input, context)),
    assign: ({ to, ...input }) =>
      onConversation(input, (c, context) => assignConversation(c, { ...input, agent: to }, context)),
    unassign: (input) =>
      onConversation(input, (c, context) => {
        const { expected, reason } = input
        return assignConversation(c, { agent: null, expected, reason }, context)
      }),
    note: ({ conversation, ...command }) =>
      run<Frozen | Missing>(
        conversation == null ? command : { ...command, conversation },
        (situation, context) => {
          if (situation.customer === null) return unknownCustomer(command.customer)
          const on = conversation === undefined ? situation.active : meant(situation, conversation ?? '')
          if (conversation != null && on === null) return noConversation(command.customer)
          if (on !== null) return outcome(addNote(on, command, context))
          const event = noteOnCustomer(situation.customer.id, command, context)
          return { ok: true, conversation: null, events: [event] }
        },
      ),
    addTopic: (input) => onConversation(input, (c, context) => addTopic(c, input, context)),
    removeTopic: (input) => onConversation(input, (c, context) => removeTopic(c, input, context)),
    close: (input) =>
      onConversation(input, (c, context) =>
        closeConversation(c, input, input.imported === true ? as(context, system) : context),
      ),
    reopen: (input) =>
      run<ReopenError | Missing>(input, async (situation, context) => {
        if (situation.customer === null) return unknownCustomer(input.customer)
        const { active } = situation
        const c =
          input.conversation === undefined
            ? (lastClosed(situation) ?? active)
            : meant(situation, input.conversation)
        if (c === null) return noConversation(input.customer)
        const keep = await askKeep(runtime, c)
        const here = input.imported === true ? as(context, system) : context
        return outcome(reopenConversation(c, { active: active?.id ?? null, keep }, here))
      }),
    block: (input) =>
      run(input, ({ customer, active }, context) =>
        customer === null ? unknownCustomer(input.customer) : blockCustomer(customer, active, input, context),
      ),
    unblock: (input) =>
      run(input, ({ customer }, context) =>
        customer === null ? unknownCustomer(input.customer) : unblockCustomer(customer, context),
      ),
  }
}
