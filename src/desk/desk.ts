import type { AssignError } from '../conversation/assign.ts'
import type { CloseError, CloseInput } from '../conversation/close.ts'
import type { ContactAmbiguous, NoAddress } from '../conversation/counterpart.ts'
import type { EndContact, EndedBy } from '../conversation/end-contact.ts'
import type { Frozen } from '../conversation/frozen.ts'
import type { ContactChoice } from '../conversation/no-reply-needed.ts'
import type { ChannelUnknown, IntentError } from '../conversation/outbound.ts'
import type { ReopenError } from '../conversation/reopen.ts'
import type { Seen, UnseenMessage } from '../conversation/seen.ts'
import type { SendError } from '../conversation/send.ts'
import type { TopicError } from '../conversation/topics.ts'
import type { AddressTaken, AddressUnknown } from '../customer/addresses.ts'
import type { RegisterError } from '../customer/register.ts'
import type { Inbound } from '../intake/inbound.ts'
import type { InboundError } from '../intake/read-inbound.ts'
import type { AgentId, ContactId, CustomerId, InboxId, TopicId } from '../kernel/ids.ts'
import type { InstantLike } from '../kernel/instant.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import type { ReceiveDone, Refreshed, Swept } from './answers.ts'
import type { Contended } from './attempt.ts'
import type { Answer, Command, CustomerUnknown, NoConversation, OnConversation } from './command.ts'
import type { CommandInvalid } from './command-issues.ts'
import type { Erasing } from './erasing.ts'
import type { AddressInput, Assign, Call, Dialled, Send } from './inputs.ts'
import type { Matters } from './matters.ts'
import type { Merging } from './merging.ts'
import type { CursorInvalid } from './pages.ts'
import type { Readings, Unsupported } from './readings.ts'
import type { TaskCommands } from './task-commands.ts'

export type AddressInvalid = Refusal<'address.invalid'>

/** Everything a host does, in one place: each command finds, applies what was due, decides, commits, and on a conflict decides again. */
export interface Desk extends Readings, Matters, Merging, Erasing, TaskCommands {
  /** Takes whatever a provider delivers and places it (section 4 of the rules). */
  readonly receive: (input: Inbound) => Promise<ReceiveDone | Refused<InboundError | Contended>>
  /** Records a message of ours (A-4, R-1, R-2, R-3, K-10). The host sends it. */
  readonly send: (input: Send) => Answer<SendError | CustomerUnknown | NoConversation>
  /** The customer's call begins (K-3). */
  readonly startCall: (input: Call) => Promise<ReceiveDone | Refused<InboundError | Contended>>
  /** The agent's call begins. The host dials. */
  readonly dial: (
    input: Dialled,
  ) => Answer<ChannelUnknown | ContactAmbiguous | NoAddress | IntentError | CustomerUnknown | NoConversation>
  /** Somebody takes the call: an answer (K-2, A-4). */
  readonly answerCall: (
    input: Call & { readonly agent: AgentId },
  ) => Promise<ReceiveDone | Refused<InboundError | Contended | CommandInvalid>>
  /** Either side hangs up; of a caller who never left the menu nothing else need be told (K-3, K-7). */
  readonly endCall: (
    input: Call & { readonly by: EndedBy; readonly agent?: AgentId | undefined },
  ) => Promise<ReceiveDone | Refused<InboundError | Contended | CommandInvalid>>
  /** Ends a contact, named by its id or by channel and provider session: the agent did, or the customer left (K-7, K-8). */
  readonly endContact: (input: Command & EndContact) => OnConversation<Frozen | UnseenMessage | ContactChoice>
  /** The last word wants no answer (K-6). */
  readonly noReplyNeeded: (
    input: Command & Seen & { readonly contact?: ContactId | undefined },
  ) => OnConversation<Frozen | UnseenMessage | ContactChoice>
  /** Hands the conversation over, or moves it to another inbox: a compare-and-set. */
  readonly assign: (input: Assign) => OnConversation<AssignError>
  /** Lets go of the conversation. */
  readonly unassign: (input: Omit<Assign, 'to' | 'inbox'>) => OnConversation<AssignError>
  /** A note on the active conversation, or on the customer where none is active or `conversation` is null (C-6, N-1). */
  readonly note: (
    input: Omit<Command, 'conversation'> & {
      readonly text: string
      readonly conversation?: string | null | undefined
    },
  ) => OnConversation<Frozen>
  readonly addTopic: (input: Command & { readonly topic: TopicId }) => OnConversation<TopicError>
  readonly removeTopic: (input: Command & { readonly topic: TopicId }) => OnConversation<Frozen>
  /** Closes the active conversation (C-1 to C-8). `imported` takes a foreign system's close as a fact (C-3). */
  readonly close: (
    input: Command & CloseInput & { readonly imported?: boolean | undefined },
  ) => OnConversation<CloseError>
  /** Reopens the conversation named, else the last closed (O-3, W-2). `imported` says that a foreign system did (C-3). */
  readonly reopen: (
    input: Command & { readonly imported?: boolean | undefined },
  ) => OnConversation<ReopenError>
  /** Takes an agent off all his active conversations and open tasks, in pages. */
  readonly releaseAgent: (
    input: Omit<Command, 'customer' | 'conversation'> & {
      readonly from: AgentId
      readonly limit?: number | undefined
    },
  ) => Promise<Swept | Refused<Unsupported | CommandInvalid>>
  /** Moves all active conversations and open tasks of an inbox to another, in pages. */
  readonly moveInbox: (
    input: Omit<Command, 'customer' | 'conversation'> & {
      readonly from: InboxId
      readonly to: InboxId
      readonly limit?: number | undefined
    },
  ) => Promise<Swept | Refused<Unsupported | CommandInvalid>>
  readonly register: (
    input: Omit<Command, 'conversation' | 'customer'> & {
      readonly customer?: CustomerId | undefined
      readonly addresses?: readonly AddressInput[] | undefined
    },
  ) => Answer<RegisterError | AddressTaken | AddressInvalid | ChannelUnknown>
  readonly addAddress: (
    input: Command & AddressInput,
  ) => Answer<AddressTaken | AddressInvalid | ChannelUnknown | CustomerUnknown>
  readonly removeAddress: (
    input: Command & Omit<AddressInput, 'shared'>,
  ) => Answer<AddressUnknown | AddressInvalid | ChannelUnknown | CustomerUnknown>
  /** Gives a recycled number to another customer in one write (CU-11). */
  readonly moveAddress: (
    input: Command & Omit<AddressInput, 'shared'> & { readonly to: CustomerId },
  ) => Answer<AddressUnknown | AddressInvalid | ChannelUnknown | CustomerUnknown>
  /** What a blocked customer writes is kept and changes nothing; the active conversation is closed (I-5). */
  readonly block: (input: Command & { readonly reason?: string | undefined }) => Answer<CustomerUnknown>
  readonly unblock: (input: Command) => Answer<CustomerUnknown>
  /** Applies what is due by now, in one bounded page. No outcome depends on it (D-2); lists are as fresh as it is. */
  readonly tick: (input?: {
    readonly now?: InstantLike | null | undefined
    readonly limit?: number | undefined
  }) => Promise<Swept | Refused<Unsupported | CommandInvalid>>
  /** Rewrites the index of deadlines after a policy change, in pages (D-5). */
  readonly refreshDeadlines: (input?: {
    readonly after?: string | null | undefined
    readonly limit?: number | undefined
  }) => Promise<Refreshed | Refused<Unsupported | CursorInvalid | CommandInvalid>>
}
