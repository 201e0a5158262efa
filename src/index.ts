export { authority, verdictFor } from './authority/authority.ts'
export type { AuthorityRow, Need, SubjectStatus, Verdict } from './authority/verdict.ts'
export { addBusinessTime } from './calendar/add.ts'
export { businessTimeBetween } from './calendar/between.ts'
export type { Calendar, CalendarInput, HoursInput, OpenHours, Weekday } from './calendar/calendar.ts'
export { isOpenAt } from './calendar/is-open.ts'
export { parseCalendar } from './calendar/parse-calendar.ts'
export { subtractBusinessTime } from './calendar/subtract.ts'
export { type Address, type AddressKey, type NormaliseAddress, normaliseAddress } from './channel/address.ts'
export {
  builtInChannels,
  type Channel,
  type ChannelClass,
  customChannel,
  type ReplyWindow,
} from './channel/channel.ts'
export { endpointOf } from './channel/endpoint.ts'
export { canReply, type ReplyPermission } from './channel/reply-window.ts'
export {
  changeSetOf,
  type Decision,
  type DecisionContext,
  decide,
  loadFor,
  type ParseCommandContext,
  parseCommand,
  queriesFor,
} from './command/decide.ts'
export type { Effect, HostAnswers, HostQuestion, ParsedCommand } from './command/handler.ts'
export type {
  ActorInput,
  AddressInput,
  AssignCommand,
  AssigneeFilter,
  CallId,
  CallInput,
  Command,
  CommandInput,
  CommandInputs,
  CommandOf,
  CommandType,
  ConversationCommand,
  CustomerCommand,
  DialInput,
  SendInput,
  TaskCommand,
} from './command/inputs.ts'
export type {
  AddressInvalid,
  AnswerOf,
  CommandErrors,
  CommandInvalid,
  CommandResult,
  CustomerUnknown,
  MessageUnknown,
  NoConversation,
  ReceiveResult,
  TaskUnknown,
} from './command/results.ts'
export type { Contact, ContactKey, Direction, EndReason } from './contact/contact.ts'
export { type AssignError, type AssignInput, assignConversation } from './conversation/assign.ts'
export { type BlockResult, blockCustomer, unblockCustomer } from './conversation/block.ts'
export { dialCall, type ParsedDial } from './conversation/call.ts'
export type { ConversationChanged } from './conversation/change.ts'
export {
  type CloseError,
  type CloseInput,
  type CustomerCannotClose,
  closeConversation,
  type NotReadyToClose,
} from './conversation/close.ts'
export {
  type Closure,
  type Conversation,
  isActive,
  type PendingReply,
  type Snooze,
  type Status,
  status,
} from './conversation/conversation.ts'
export type { ContactAmbiguous, NoAddress } from './conversation/counterpart.ts'
export type { EarlyReport } from './conversation/early-reports.ts'
export { type EndContactInput, type EndedBy, endContact } from './conversation/end-contact.ts'
export type { AssignReason, ConversationEvent, ConversationEvents } from './conversation/events.ts'
export { evolveConversation, foldConversation } from './conversation/evolve.ts'
export type {
  CallData,
  CommonMessageData,
  MessageReceivedData,
  MessageSentData,
  SignalKind,
} from './conversation/message-data.ts'
export { type ContactChoiceError, noReplyNeeded } from './conversation/no-reply-needed.ts'
export { addNote, noteOnCustomer } from './conversation/note.ts'
export type { ChannelUnknown, IntentError, OutboundIntent, OutboundState } from './conversation/outbound.ts'
export type { PendingTimes } from './conversation/pending-times.ts'
export { type RejoinError, type RejoinInput, rejoinConversation } from './conversation/rejoin.ts'
export {
  type AssigneeRetention,
  type ReopenError,
  type ReopenWindowOver,
  reopenConversation,
} from './conversation/reopen.ts'
export type { ConversationClosed } from './conversation/require-open.ts'
export type { SeenVersion, UnseenMessage } from './conversation/seen-version.ts'
export { type SendError, sendMessage } from './conversation/send.ts'
export type { ParsedOutbound, SendResult } from './conversation/sent.ts'
export {
  type SeparateError,
  type SeparateInput,
  type SeparationResult,
  separateConversation,
} from './conversation/separate.ts'
export {
  type SnoozeError,
  type SnoozeInput,
  snoozeConversation,
  wakeConversation,
} from './conversation/snooze.ts'
export { addTopic, removeTopic, type TopicError } from './conversation/topics.ts'
export {
  type AddressTaken,
  type AddressUnknown,
  addAddress,
  moveAddress,
  removeAddress,
} from './customer/addresses.ts'
export type { AddressClaim, CustomerChanged } from './customer/change.ts'
export type { ContactPoint, Customer, LastInbound } from './customer/customer.ts'
export type { CustomerEvent, CustomerEvents } from './customer/events.ts'
export { evolveCustomer, foldCustomer } from './customer/evolve.ts'
export { type AddressOwners, sharedAddressOwner } from './customer/grant-address.ts'
export { type CustomerExists, type RegisterError, registerCustomer } from './customer/register.ts'
export { applyDeadline, applyDueDeadlines, type DeadlineEarly } from './deadline/apply-due-deadlines.ts'
export { type Deadline, type DeadlineKind, deadlines, nextDeadline } from './deadline/deadlines.ts'
export { applyDueTaskDeadline, type TaskDeadline, taskDeadline } from './deadline/task-deadline.ts'
export type { BatchResult, BulkCommands } from './desk/bulk.ts'
export { createDesk } from './desk/create-desk.ts'
export type { DeadlineWorker, RefreshDeadlinesResult } from './desk/deadlines.ts'
export type { Desk, DeskCommands, DeskError, DeskErrorCode, Gives } from './desk/desk.ts'
export type { EraseResult, ErasureUnfinished } from './desk/erase.ts'
export type { ConcurrencyConflict, ResultOf } from './desk/execute.ts'
export type { AssigneeRetentionAnswer, DeskOptions } from './desk/options.ts'
export type { CursorInvalid, Paging, StoreUnsupported } from './desk/pages.ts'
export type { AsOfInvalid, CurrentState, DeskReads, Paged } from './desk/reads.ts'
export type { Reopenable } from './desk/reopenable.ts'
export { type EraseError, type ErasureResult, eraseCustomer } from './erasure/erase-customer.ts'
export { redactEvent } from './erasure/redact-event.ts'
export { type ApplyInboundOptions, applyInbound, type InboundApplied } from './intake/apply-inbound.ts'
export {
  answerCall,
  type CallHistory,
  endCall,
  findCall,
  type OpenCall,
  recordCallEvent,
} from './intake/call.ts'
export { type Classification, type Classify, classifyByHeaders, human } from './intake/classify.ts'
export { contentOf, fingerprintOf, refOf } from './intake/content.ts'
export { decideInbound } from './intake/decide-inbound.ts'
export type { Headers } from './intake/headers.ts'
export { type IdentifiedSender, identifySender } from './intake/identify.ts'
export type { Inbound, InboundAttachment, ThreadReference } from './intake/inbound.ts'
export type { InboundDecision, InboundDecisionContext, InboundOutcome } from './intake/inbound-decision.ts'
export {
  type InboundError,
  type InboundInvalid,
  type ParseInboundContext,
  parseInbound,
  type ReportUnknown,
} from './intake/parse-inbound.ts'
export type { InboundKind, ParsedInbound } from './intake/parsed-inbound.ts'
export { emptySnapshot, type Snapshot, type StoredEvent } from './intake/snapshot.ts'
export { type ThreadSource, threadIds } from './intake/thread.ts'
export { type Actor, type ActorKind, systemActor } from './kernel/actor.ts'
export type { Duration, Milliseconds } from './kernel/duration.ts'
export type {
  Assignee,
  Attachment,
  Cause,
  Content,
  Envelope,
  EventOf,
  EventWithoutContent,
} from './kernel/event.ts'
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
  TaskId,
  TopicId,
} from './kernel/ids.ts'
export { commandIdOf } from './kernel/ids.ts'
export { type Instant, type InstantLike, parseInstant } from './kernel/instant.ts'
export type { Origin } from './kernel/origin.ts'
export type { BusinessSpan, Reason } from './kernel/reason.ts'
export type { Issue, Ok, Refusal, Refused, Result } from './kernel/result.ts'
export {
  type CustomerMergedAway,
  type MergeError,
  type MergeResult,
  type MergeResultSide,
  mergeCustomers,
} from './merge/merge-customers.ts'
export {
  type MergeAttributes,
  type MergeConflict,
  type MergedConversations,
  type MergePlan,
  type MergeSide,
  planMerge,
} from './merge/plan-merge.ts'
export { type Context, contextAfter } from './policy/context.ts'
export { definePolicy, type PolicyError, parsePolicy } from './policy/define.ts'
export type {
  BusinessDuration,
  ChannelInput,
  PolicyInput,
  ReopenWindowInput,
  ResponseTargetInput,
  SpanInput,
} from './policy/input.ts'
export type { Policy, ReopenWindow, ResponseTarget, Span } from './policy/policy.ts'
export { responseDueAt } from './policy/targets.ts'
export { type ReopenableConversation, reopenableUntil, type TopicRelation } from './policy/window.ts'
export {
  type ChangeSet,
  type CommitConflict,
  type CommitResult,
  type ConversationRow,
  conversationRowOf,
  type TaskRow,
  taskRowOf,
} from './store/change-set.ts'
export { evolve } from './store/evolve.ts'
export type {
  ConversationCounts,
  ConversationFilter,
  ConversationReader,
  DeadlineIndex,
  DeadlineUpdate,
  DueItem,
  EventFeed,
  Page,
  Repository,
  SnapshotQuery,
  Store,
  TaskFilter,
  TaskReader,
  TaskWithText,
  TimelineReader,
} from './store/ports.ts'
export { snapshotQuery } from './store/ports.ts'
export { type AssignTaskError, type AssignTaskInput, assignTask } from './task/assign.ts'
export type { TaskChanged } from './task/change.ts'
export { type CloseTaskError, closeTask } from './task/close.ts'
export { commentOnTask } from './task/comment.ts'
export { type CreateTaskError, type CreateTaskInput, createTask } from './task/create.ts'
export { type EditTaskError, type EditTaskInput, editTask } from './task/edit.ts'
export type { TaskEvent, TaskEvents } from './task/events.ts'
export { evolveTask, foldTask } from './task/evolve.ts'
export { type ReopenTaskError, reopenTask } from './task/reopen.ts'
export type { TaskClosed } from './task/require-task-open.ts'
export type { Task } from './task/task.ts'
export type { TaskDueInPast, TaskInvalid } from './task/validate.ts'
export { type TimelineEntry, timelineEntry } from './timeline/entry.ts'
export { explainReasons } from './timeline/explain.ts'
export { lanesByTopic, type TimelineLane } from './timeline/lanes.ts'
export {
  emptyTopicCatalogue,
  findTopic,
  isTopicUnder,
  type Topic,
  type TopicCatalogue,
  type TopicCatalogueChanged,
  type TopicCycle,
  type TopicIdInvalid,
  type TopicIdTaken,
  type TopicNameEmpty,
  type TopicNameTaken,
  type TopicUnknown,
  topicPath,
} from './topic/catalogue.ts'
export { type CreateTopicInput, createTopic } from './topic/create-topic.ts'
export { disableTopic, enableTopic } from './topic/disable-topic.ts'
export { moveTopic } from './topic/move-topic.ts'
export { renameTopic } from './topic/rename-topic.ts'
