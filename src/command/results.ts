import type { AssignError } from '../conversation/assign.ts'
import type { CloseError } from '../conversation/close.ts'
import type { Conversation, Status } from '../conversation/conversation.ts'
import { status } from '../conversation/conversation.ts'
import type { ContactAmbiguous, NoAddress } from '../conversation/counterpart.ts'
import type { ContactChoiceError } from '../conversation/no-reply-needed.ts'
import type { ChannelUnknown, IntentError } from '../conversation/outbound.ts'
import type { RejoinError } from '../conversation/rejoin.ts'
import type { ReopenError } from '../conversation/reopen.ts'
import type { ConversationClosed } from '../conversation/require-open.ts'
import type { UnseenMessage } from '../conversation/seen-version.ts'
import type { SendError } from '../conversation/send.ts'
import type { SeparateError } from '../conversation/separate.ts'
import type { SnoozeError } from '../conversation/snooze.ts'
import type { TopicError } from '../conversation/topics.ts'
import type { AddressTaken, AddressUnknown } from '../customer/addresses.ts'
import type { RegisterError } from '../customer/register.ts'
import type { EraseError } from '../erasure/erase-customer.ts'
import type { InboundOutcome } from '../intake/inbound-decision.ts'
import type { InboundError } from '../intake/parse-inbound.ts'
import { conversationIn, type Snapshot, type StoredEvent } from '../intake/snapshot.ts'
import type { CustomerId, MessageId, Seq, TaskId, TopicId } from '../kernel/ids.ts'
import type { Reason } from '../kernel/reason.ts'
import { type Issue, type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { MergeError } from '../merge/merge-customers.ts'
import type { AssignTaskError } from '../task/assign.ts'
import type { CloseTaskError } from '../task/close.ts'
import type { CreateTaskError } from '../task/create.ts'
import type { EditTaskError } from '../task/edit.ts'
import type { ReopenTaskError } from '../task/reopen.ts'
import type { TaskClosed } from '../task/require-task-open.ts'
import type { Task } from '../task/task.ts'
import type { TaskInvalid } from '../task/validate.ts'
import type { CommandType } from './inputs.ts'

/** The answer of a command once it is written. */
export interface CommandResult {
  readonly ok: true
  readonly customer: CustomerId
  /** The conversation concerned, as it is now; null if there is none. */
  readonly conversation: Conversation | null
  readonly status: Status | null
  /** The task concerned, as it is now; null where the command concerned none. */
  readonly task: Task | null
  /** The version of the customer after the command: a close must have seen it (C-8). */
  readonly version: Seq
  /** The events that were written, with those of due deadlines; empty if nothing changed. */
  readonly events: readonly StoredEvent[]
  /** This command was written before: nothing was written again. */
  readonly repeated: boolean
}

/** The answer of `receive` and of the reports of a call: where the inbound went and why. */
export interface ReceiveResult extends Omit<CommandResult, 'customer'> {
  /** Null where no customer is known: a signal or a bounce about a message that is not ours. */
  readonly customer: CustomerId | null
  readonly outcome: InboundOutcome
  readonly reasons: readonly Reason[]
  /** Topics of the inbound that the catalogue does not have, or that are disabled: they were left out (T-1). */
  readonly ignoredTopics: readonly TopicId[]
  /** The message as stored, or the one it repeats; null if it was not stored. */
  readonly message: MessageId | null
}

/** A command of the wrong shape: nothing was loaded, and nothing was written (B-1). */
export type CommandInvalid = Refusal<'command.invalid'> & { readonly issues: readonly Issue[] }
export type CustomerUnknown = Refusal<'customer.unknown'>
export type NoConversation = Refusal<'conversation.none'>
/** The customer has no such task. */
export type TaskUnknown = Refusal<'task.unknown'> & { readonly task: TaskId }
export type MessageUnknown = Refusal<'message.unknown'>
export type AddressInvalid = Refusal<'address.invalid'>

type Missing = CustomerUnknown | NoConversation
type OnTask = CustomerUnknown | TaskUnknown

/** What `decide` refuses, by command type; every command is refused as `command.invalid` as well. */
export interface CommandErrors {
  readonly receive: InboundError
  readonly start_call: InboundError
  readonly answer_call: InboundError
  readonly end_call: InboundError
  readonly send: SendError | Missing
  readonly dial: ChannelUnknown | ContactAmbiguous | NoAddress | IntentError | Missing
  readonly end_contact: ConversationClosed | UnseenMessage | ContactChoiceError | Missing
  readonly no_reply_needed: ConversationClosed | UnseenMessage | ContactChoiceError | Missing
  readonly assign: AssignError | Missing
  readonly unassign: AssignError | Missing
  readonly reassign: AssignError
  readonly note: ConversationClosed | Missing
  readonly add_topic: TopicError | Missing
  readonly remove_topic: ConversationClosed | Missing
  readonly close: CloseError | Missing
  readonly reopen: ReopenError | Missing
  readonly snooze: SnoozeError | Missing
  readonly wake: ConversationClosed | Missing
  readonly separate: ConversationClosed | SeparateError | Missing
  readonly rejoin: RejoinError | Missing
  readonly register: RegisterError | AddressTaken | AddressInvalid | ChannelUnknown
  readonly add_address: AddressTaken | AddressInvalid | ChannelUnknown | CustomerUnknown
  readonly remove_address: AddressUnknown | AddressInvalid | ChannelUnknown | CustomerUnknown
  readonly move_address: AddressUnknown | AddressInvalid | ChannelUnknown | CustomerUnknown
  readonly block: CustomerUnknown
  readonly unblock: CustomerUnknown
  readonly merge: MergeError | CustomerUnknown
  readonly erase: EraseError | CustomerUnknown
  readonly redact: MessageUnknown | CustomerUnknown
  readonly create_task: CreateTaskError | CustomerUnknown
  readonly edit_task: EditTaskError | OnTask
  readonly assign_task: AssignTaskError | OnTask
  readonly reassign_task: AssignTaskError | OnTask
  readonly comment_on_task: TaskInvalid | TaskClosed | OnTask
  readonly close_task: CloseTaskError | OnTask
  readonly reopen_task: ReopenTaskError | OnTask
  readonly apply_due_deadlines: never
}

/** The answer of a command that was written or had nothing to write. */
export type AnswerOf<T extends CommandType> = T extends 'receive' | 'start_call' | 'answer_call' | 'end_call'
  ? ReceiveResult
  : CommandResult

export const commandResult = (
  customer: CustomerId,
  conversation: Conversation | null,
  head: Seq,
  events: readonly StoredEvent[],
  repeated = false,
  task: Task | null = null,
): CommandResult => ({
  ok: true,
  customer,
  conversation,
  status: conversation === null ? null : status(conversation),
  task,
  version: events.at(-1)?.seq ?? head,
  events,
  repeated,
})

/** The answer of a command that was written before: its events, and the present state. */
export const repeatedResult = (situation: Snapshot, customer: CustomerId): CommandResult => {
  const { commandEvents, head } = situation
  // Of two conversations, the one that took the contacts of the other goes on (CU-4, W-10).
  const joined = commandEvents.find(({ type }) => type === 'conversation.joined')
  const stood = joined ?? commandEvents.find((event) => event.conversation !== null)
  const conversation = conversationIn(situation, stood?.conversation ?? null)
  return {
    ...commandResult(situation.customer?.id ?? customer, conversation, head, [], true),
    events: commandEvents,
  }
}

export const unknownCustomer = (id: CustomerId): Refused<CustomerUnknown> =>
  refuse({
    code: 'customer.unknown',
    rule: 'I-0',
    message: `no customer has the id "${id}"`,
    remedy: 'register the customer first, or check the id',
  })

export const noConversation = (id: CustomerId): Refused<NoConversation> =>
  refuse({
    code: 'conversation.none',
    rule: 'O-1',
    message: `customer ${id} has no such conversation`,
    remedy: 'start one by sending a message, or name one of this customer',
  })

export const unknownTask = (task: TaskId): Refused<TaskUnknown> =>
  refuse({
    code: 'task.unknown',
    rule: 'TK-1',
    message: 'this customer has no task of that id',
    remedy: 'name the customer whose task it is, and check the id',
    task,
  })
