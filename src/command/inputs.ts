import type { CloseInput } from '../conversation/close.ts'
import type { EndContactInput, EndedBy } from '../conversation/end-contact.ts'
import type { AssignReason } from '../conversation/events.ts'
import type { OutboundIntent } from '../conversation/outbound.ts'
import type { RejoinInput } from '../conversation/rejoin.ts'
import type { SeenVersion } from '../conversation/seen-version.ts'
import type { SeparateInput } from '../conversation/separate.ts'
import type { SnoozeInput } from '../conversation/snooze.ts'
import type { Inbound, InboundAttachment } from '../intake/inbound.ts'
import type {
  AgentId,
  CommandId,
  ContactId,
  ConversationId,
  CustomerId,
  EventId,
  InboxId,
  TaskId,
  TopicId,
} from '../kernel/ids.ts'
import type { InstantLike } from '../kernel/instant.ts'
import type { AssignTaskInput } from '../task/assign.ts'
import type { CreateTaskInput } from '../task/create.ts'
import type { EditTaskInput } from '../task/edit.ts'

/** Who gives a command: an agent, an automation of the company, or a program of the host app (the default). */
export interface ActorInput {
  readonly agent?: AgentId | undefined
  readonly automation?: string | undefined
  readonly api?: string | undefined
}

/** What every command may say about itself. */
export interface CommandInput extends ActorInput {
  /** Names the command for the whole tenant: the same id again has no second effect. Default: a new one. */
  readonly commandId?: CommandId | undefined
}

/** A command about one customer. */
export interface CustomerCommand extends CommandInput {
  readonly customer: CustomerId
}

/** A command about one conversation of a customer. */
export interface ConversationCommand extends CustomerCommand {
  /** Default: the active conversation. */
  readonly conversation?: ConversationId | undefined
}

/** A command about one task; `customer` is the owner of the task, or a customer who was merged into the owner. */
export interface TaskCommand extends CustomerCommand {
  readonly task: TaskId
}

/** A message that the company sends. */
export interface SendInput extends ConversationCommand {
  readonly channel: string
  /**
   * The recipient. Default: the one contact on that channel that waits for a reply, else the latest contact of the customer
   * there, else an address of the customer; never a third party (K-9). An unknown customer is registered with it.
   */
  readonly to?: string | null | undefined
  /** Further recipients: their replies belong to this thread (I-16). */
  readonly cc?: readonly string[] | undefined
  readonly endpoint?: string | null | undefined
  readonly session?: string | null | undefined
  /** A message needs text, attachments or a fingerprint; a template needs none of them. */
  readonly text?: string | null | undefined
  readonly attachments?: readonly InboundAttachment[] | undefined
  /** The id from the provider, or the Message-ID: echoes, bounces and replies name it. */
  readonly id?: string | undefined
  /** The token of the host app for replies to this message (I-16). */
  readonly token?: string | undefined
  /** Required where the last closed conversation can still be continued. */
  readonly intent?: OutboundIntent | undefined
  /** An approved template, which may be sent after the reply window of the platform (K-10). */
  readonly template?: boolean | undefined
  /** An automated message that counts as a reply, such as a bot's (section 1 of the rules, *answer*). */
  readonly answers?: boolean | undefined
  /** An automated message that starts a conversation on purpose. */
  readonly starts?: boolean | undefined
  readonly fingerprint?: string | undefined
  /** When it was sent; default now, and never later than now. It replies to earlier messages only (I-14). */
  readonly at?: InstantLike | undefined
  /** Another system sent it: recorded as it is, also without content, an address or a known customer. */
  readonly imported?: boolean | undefined
}

/** The provider's id of a call. Its contact has the id as `session`, and either name works. */
export type CallId =
  | { readonly id: string; readonly session?: undefined }
  | { readonly session: string; readonly id?: undefined }

/** A call, as the telephone system reports it. */
export type CallInput = CallId & {
  /** Default `'voice'`. */
  readonly channel?: string | undefined
  readonly customer?: CustomerId | undefined
  /** The number of the customer. */
  readonly from?: string | null | undefined
  readonly shared?: boolean | undefined
  readonly endpoint?: string | null | undefined
  readonly at?: InstantLike | undefined
  readonly topics?: readonly TopicId[] | undefined
}

/** A call that an agent makes. */
export interface DialInput extends ConversationCommand {
  /** The provider's id of the call. */
  readonly id: string
  /** Default `'voice'`. */
  readonly channel?: string | undefined
  /** The number called; the default is that of `send`. */
  readonly to?: string | null | undefined
  /** The company's number. */
  readonly endpoint?: string | null | undefined
  /** Another system made it: recorded as it is, also without a number or a known customer. */
  readonly imported?: boolean | undefined
  /** Required where the last closed conversation can still be continued. */
  readonly intent?: OutboundIntent | undefined
}

/** An address, as the host app writes it. */
export interface AddressInput {
  readonly channel: string
  readonly address: string
  /** A landline or a company mailbox: identifies no single person (I-17). */
  readonly shared?: boolean | undefined
}

/** An inbox, an agent, or both; a field that is left out matches anything. */
export interface AssigneeFilter {
  readonly inbox?: InboxId | undefined
  readonly agent?: AgentId | undefined
}

/** Assigns a conversation to an agent, to an inbox, or to both. */
export interface AssignCommand extends ConversationCommand {
  /** The agent; null unassigns; left out, the present one stays. */
  readonly to?: AgentId | null | undefined
  readonly inbox?: InboxId | undefined
  /** The present agent, as the caller knows it. */
  readonly expected: AgentId | null
  readonly reason?: AssignReason | undefined
}

/** The input of every command, by its type: plain data that survives JSON, a queue and an HTTP body. */
export interface CommandInputs {
  readonly receive: Inbound
  readonly start_call: CallInput
  readonly answer_call: CallInput & { readonly agent: AgentId }
  readonly end_call: CallInput & { readonly by: EndedBy; readonly agent?: AgentId | undefined }
  readonly send: SendInput
  readonly dial: DialInput
  readonly end_contact: ConversationCommand & EndContactInput
  readonly no_reply_needed: ConversationCommand & SeenVersion & { readonly contact?: ContactId | undefined }
  readonly assign: AssignCommand
  readonly unassign: Omit<AssignCommand, 'to' | 'inbox'>
  /** Reassigns what is active and still held by `from`: changes nothing otherwise. */
  readonly reassign: CustomerCommand & {
    readonly conversation: ConversationId
    readonly from: AssigneeFilter
    readonly to: { readonly agent?: AgentId | null | undefined; readonly inbox?: InboxId | undefined }
    readonly reason: AssignReason
  }
  readonly note: CustomerCommand & {
    readonly text: string
    /** Default: the active conversation, else the customer; null: the customer. */
    readonly conversation?: ConversationId | null | undefined
  }
  readonly add_topic: ConversationCommand & { readonly topic: TopicId }
  readonly remove_topic: ConversationCommand & { readonly topic: TopicId }
  readonly close: ConversationCommand & CloseInput & { readonly imported?: boolean | undefined }
  readonly reopen: ConversationCommand & { readonly imported?: boolean | undefined }
  readonly snooze: ConversationCommand & SnoozeInput
  readonly wake: ConversationCommand
  readonly separate: ConversationCommand & SeparateInput
  readonly rejoin: ConversationCommand & Pick<RejoinInput, 'reason'>
  readonly register: CommandInput & {
    readonly customer?: CustomerId | undefined
    readonly addresses?: readonly AddressInput[] | undefined
  }
  readonly add_address: CustomerCommand & AddressInput
  readonly remove_address: CustomerCommand & Omit<AddressInput, 'shared'>
  readonly move_address: CustomerCommand & Omit<AddressInput, 'shared'> & { readonly to: CustomerId }
  readonly block: CustomerCommand & { readonly reason?: string | undefined }
  readonly unblock: CustomerCommand
  readonly merge: CustomerCommand & {
    readonly into: CustomerId
    /** Whether the survivor is blocked: needed where only one of the two is (CU-6). */
    readonly blocked?: boolean | undefined
  }
  readonly erase: CustomerCommand & { readonly force?: boolean | undefined }
  readonly redact: CustomerCommand & { readonly message: EventId }
  readonly create_task: CustomerCommand &
    Omit<CreateTaskInput, 'conversation' | 'agent'> & {
      /** The agent who does it; default: none. `agent` says who creates it. */
      readonly to?: CreateTaskInput['agent'] | undefined
    }
  readonly edit_task: TaskCommand & Omit<EditTaskInput, 'currentText'>
  readonly assign_task: TaskCommand &
    Omit<AssignTaskInput, 'agent'> & { readonly to?: AssignTaskInput['agent'] | undefined }
  /** The same as `reassign`, of an open task. */
  readonly reassign_task: TaskCommand & {
    readonly from: AssigneeFilter
    readonly to: { readonly agent?: AgentId | null | undefined; readonly inbox?: InboxId | undefined }
    readonly reason: AssignReason
  }
  readonly comment_on_task: TaskCommand & { readonly text: string }
  readonly close_task: TaskCommand
  readonly reopen_task: TaskCommand & { readonly dueAt?: InstantLike | undefined }
  /** Applies the deadlines of a customer, or of one task, that are due by now, and does nothing else (D-2). */
  readonly apply_due_deadlines: CustomerCommand & { readonly task?: TaskId | undefined }
}

/** The name of a command. */
export type CommandType = keyof CommandInputs

/** The command of a type. */
export type CommandOf<T extends CommandType> = { readonly type: T } & CommandInputs[T]

/** Every change that an app can ask for, as plain data with a `type`. */
export type Command = { [T in CommandType]: CommandOf<T> }[CommandType]
