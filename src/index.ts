export { type Address, type AddressKey, type NormaliseAddress, normaliseAddress } from './channel/address.ts'
export {
  builtInChannels,
  type Channel,
  type ChannelClass,
  customChannel,
  type ReplyWindow,
} from './channel/channel.ts'
export { endpointOf } from './channel/endpoint.ts'
export { type CanReply, canReply } from './channel/reply-window.ts'
export type { Contact, ContactKey, Direction, EndReason } from './contact/contact.ts'
export { type AssignError, type AssignInput, assignConversation } from './conversation/assign.ts'
export { type Blocked, blockCustomer, unblockCustomer } from './conversation/block.ts'
export { type Dial, dialCall } from './conversation/call.ts'
export type { Changed } from './conversation/change.ts'
export { type CloseError, type CloseInput, closeConversation } from './conversation/close.ts'
export {
  type Closed,
  type Conversation,
  isActive,
  type Owed,
  type Status,
  status,
} from './conversation/conversation.ts'
export { type EndedBy, endContact } from './conversation/end-contact.ts'
export type {
  AssignReason,
  CallFact,
  ConversationEvent,
  ConversationEvents,
  MessageReceived,
  MessageSent,
  Said,
  SignalKind,
} from './conversation/events.ts'
export { evolveConversation, foldConversation } from './conversation/evolve.ts'
export type { Frozen } from './conversation/frozen.ts'
export { type ContactChoice, noReplyNeeded } from './conversation/no-reply-needed.ts'
export { addNote, noteOnCustomer } from './conversation/note.ts'
export type { ChannelUnknown, Intent, IntentError, Standing } from './conversation/outbound.ts'
export { type Keep, type ReopenError, reopenConversation } from './conversation/reopen.ts'
export { type SendError, sendMessage } from './conversation/send.ts'
export type { Outbound, Sent } from './conversation/sent.ts'
export { addTopic, removeTopic, type TopicError } from './conversation/topics.ts'
export {
  type AddressTaken,
  type AddressUnknown,
  addAddress,
  moveAddress,
  removeAddress,
} from './customer/addresses.ts'
export type { Claim, CustomerChanged } from './customer/change.ts'
export type { Customer, Line } from './customer/customer.ts'
export type { CustomerEvent, CustomerEvents } from './customer/events.ts'
export { evolveCustomer, foldCustomer } from './customer/evolve.ts'
export { type RegisterError, registerCustomer } from './customer/register.ts'
export { type Deadline, type DeadlineKind, deadlines, nextDeadline } from './deadline/deadlines.ts'
export { settle } from './deadline/settle.ts'
export type { Current, Done, ReceiveDone, Refreshed, Swept } from './desk/answers.ts'
export { type Contended, changeSetOf, type Effect } from './desk/attempt.ts'
export type { By, Command, CustomerUnknown, NoConversation } from './desk/command.ts'
export { createDesk } from './desk/create-desk.ts'
export type { AddressInvalid, Desk } from './desk/desk.ts'
export type { AddressInput, Assign, Call, Dialled, Send } from './desk/inputs.ts'
export type { DeskOptions, MayKeep } from './desk/options.ts'
export type { Readings, Unsupported } from './desk/readings.ts'
export type { Arrival, ArrivalKind } from './intake/arrival.ts'
export { answerCall, endCall, type KnownCall, knownCall, noteCall, type OpenCall } from './intake/call.ts'
export { type Classification, type Classify, classifyByHeaders, human } from './intake/classify.ts'
export { contentOf, fingerprintOf, refOf } from './intake/content.ts'
export type { Headers } from './intake/headers.ts'
export { type Identity, identify } from './intake/identify.ts'
export type { Inbound, InboundAttachment, ThreadReference } from './intake/inbound.ts'
export { place } from './intake/place.ts'
export type { Outcome, PlaceContext, Placement } from './intake/placement.ts'
export {
  type InboundError,
  type InboundInvalid,
  type ReadContext,
  readInbound,
} from './intake/read-inbound.ts'
export { type Received, type ReceiveFacts, receive } from './intake/receive.ts'
export { nobody, type Recorded, type Situation } from './intake/situation.ts'
export { type ThreadSource, threadIds } from './intake/thread.ts'
export { type Actor, type ActorKind, system } from './kernel/actor.ts'
export type { Duration, Milliseconds } from './kernel/duration.ts'
export type { Assignee, Attachment, Cause, Content, Envelope, Fact } from './kernel/event.ts'
export type {
  AgentId,
  CommandId,
  ContactId,
  ConversationId,
  CustomerId,
  EventId,
  InboxId,
  MessageId,
  Seq,
  TopicId,
} from './kernel/ids.ts'
export { commandOf } from './kernel/ids.ts'
export { type Instant, type InstantLike, parseInstant } from './kernel/instant.ts'
export type { Origin } from './kernel/origin.ts'
export type { Reason } from './kernel/reason.ts'
export type { Issue, Ok, Refusal, Refused, Result } from './kernel/result.ts'
export { after, type Context } from './policy/context.ts'
export { definePolicy, type PolicyError, parsePolicy } from './policy/define.ts'
export type { ChannelInput, PolicyInput, ReopenWindowInput, SpanInput } from './policy/input.ts'
export type { Policy, ReopenWindow, Span } from './policy/policy.ts'
export { type Relation, reopenableUntil } from './policy/window.ts'
export {
  type ChangeSet,
  type Committed,
  type Conflict,
  type ConversationRow,
  rowOf,
} from './store/change-set.ts'
export type {
  Counts,
  DeadlineIndex,
  Directory,
  Due,
  EventFeed,
  Find,
  ListFilter,
  Page,
  Reindexed,
  Repository,
  Store,
  TimelineReader,
} from './store/ports.ts'
export { findOf } from './store/ports.ts'
export { type Entry, entryOf } from './timeline/entry.ts'
export { explain } from './timeline/explain.ts'
export {
  type Catalogue,
  type CatalogueChanged,
  emptyCatalogue,
  findTopic,
  isUnder,
  type Topic,
  topicPath,
} from './topic/catalogue.ts'
export { type CreateTopic, createTopic } from './topic/create-topic.ts'
export { disableTopic, enableTopic } from './topic/disable-topic.ts'
export { moveTopic } from './topic/move-topic.ts'
export { renameTopic } from './topic/rename-topic.ts'
