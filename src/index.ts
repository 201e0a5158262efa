export { authority, mayDo } from './authority/authority.ts'
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
export { type CanReply, canReply } from './channel/reply-window.ts'
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
export { type Blocked, blockCustomer, unblockCustomer } from './conversation/block.ts'
export { type Dial, dialCall } from './conversation/call.ts'
export type { Changed } from './conversation/change.ts'
export {
  type CloseError,
  type CloseInput,
  type CustomerCannotClose,
  closeConversation,
  type Unfinished,
} from './conversation/close.ts'
export {
  type Closed,
  type Conversation,
  isActive,
  type Owed,
  type Snooze,
  type Status,
  status,
} from './conversation/conversation.ts'
export type { ContactAmbiguous, NoAddress } from './conversation/counterpart.ts'
export { type EndContact, type EndedBy, endContact } from './conversation/end-contact.ts'
export type { AssignReason, ConversationEvent, ConversationEvents } from './conversation/events.ts'
export { evolveConversation, foldConversation } from './conversation/evolve.ts'
export type { Frozen } from './conversation/frozen.ts'
export { type ContactChoice, noReplyNeeded } from './conversation/no-reply-needed.ts'
export { addNote, noteOnCustomer } from './conversation/note.ts'
export type { ChannelUnknown, Intent, IntentError, Standing } from './conversation/outbound.ts'
export type { PendingTimes } from './conversation/pending.ts'
export { type RejoinError, type RejoinInput, rejoinConversation } from './conversation/rejoin.ts'
export { type Keep, type ReopenError, reopenConversation, type WindowOver } from './conversation/reopen.ts'
export type { EarlyReport } from './conversation/reports.ts'
export type { CallFact, MessageReceived, MessageSent, Said, SignalKind } from './conversation/said.ts'
export type { Seen, UnseenMessage } from './conversation/seen.ts'
export { type SendError, sendMessage } from './conversation/send.ts'
export type { Outbound, Sent } from './conversation/sent.ts'
export {
  type Parted,
  type SeparateError,
  type SeparateInput,
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
export type { Claim, CustomerChanged } from './customer/change.ts'
export type { Customer, Line, Reached } from './customer/customer.ts'
export type { CustomerEvent, CustomerEvents } from './customer/events.ts'
export { evolveCustomer, foldCustomer } from './customer/evolve.ts'
export { type CustomerExists, type RegisterError, registerCustomer } from './customer/register.ts'
export { type Holders, sharedHolder } from './customer/take.ts'
export { type Deadline, type DeadlineKind, deadlines, nextDeadline } from './deadline/deadlines.ts'
export { applyDeadline, type DeadlineEarly, settle } from './deadline/settle.ts'
export { settleTask, type TaskDeadline, taskDeadline } from './deadline/task-deadline.ts'
export type { BatchResult, BulkCommands } from './desk/bulk.ts'
export { createDesk } from './desk/create-desk.ts'
export type { DeadlineWorker, RefreshDeadlinesResult } from './desk/deadlines.ts'
export type { Desk, DeskCommands, Gives } from './desk/desk.ts'
export type { EraseResult, ErasureUnfinished } from './desk/erase.ts'
export type { ConcurrencyConflict, ResultOf } from './desk/execute.ts'
export type { DeskOptions, MayKeep } from './desk/options.ts'
export type { CursorInvalid, Paging, Unsupported } from './desk/pages.ts'
export type { AsOfInvalid, Current, DeskReads, Paged } from './desk/reads.ts'
export type { Reopenable } from './desk/reopenable.ts'
export { type Erased, type EraseError, eraseCustomer } from './erasure/erase-customer.ts'
export { redactEvent } from './erasure/redact-event.ts'
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
  type ReportUnknown,
  readInbound,
} from './intake/read-inbound.ts'
export { type Received, type ReceiveFacts, receive } from './intake/receive.ts'
export { nobody, type Recorded, type Situation } from './intake/situation.ts'
export { type ThreadSource, threadIds } from './intake/thread.ts'
export { type Actor, type ActorKind, system } from './kernel/actor.ts'
export type { Duration, Milliseconds } from './kernel/duration.ts'
export type { Assignee, Attachment, Cause, Content, Envelope, EventOf, Fact } from './kernel/event.ts'
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
export { commandOf } from './kernel/ids.ts'
export { type Instant, type InstantLike, parseInstant } from './kernel/instant.ts'
export type { Origin } from './kernel/origin.ts'
export type { BusinessSpan, Reason } from './kernel/reason.ts'
export type { Issue, Ok, Refusal, Refused, Result } from './kernel/result.ts'
export {
  type CustomerMerged,
  type Merged,
  type MergedSide,
  type MergeError,
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
export { after, type Context } from './policy/context.ts'
export { definePolicy, type PolicyError, parsePolicy } from './policy/define.ts'
export type {
  BusinessDuration,
  ChannelInput,
  PolicyInput,
  ReopenWindowInput,
  SpanInput,
  TargetInput,
} from './policy/input.ts'
export type { Policy, ReopenWindow, Span, Target } from './policy/policy.ts'
export { responseDue } from './policy/targets.ts'
export { type Anchored, type Relation, reopenableUntil } from './policy/window.ts'
export {
  type ChangeSet,
  type Committed,
  type Conflict,
  type ConversationRow,
  rowOf,
  type TaskRow,
  taskRowOf,
} from './store/change-set.ts'
export type {
  Counts,
  DeadlineIndex,
  Directory,
  Due,
  EventFeed,
  Find,
  ListedTask,
  ListFilter,
  Page,
  Reindexed,
  Repository,
  Store,
  TaskDirectory,
  TaskFilter,
  TimelineReader,
} from './store/ports.ts'
export { findOf } from './store/ports.ts'
export { type AssignTask, type AssignTaskError, assignTask } from './task/assign.ts'
export type { TaskChanged } from './task/change.ts'
export { type CloseTaskError, closeTask } from './task/close.ts'
export type { TaskClosed } from './task/closed.ts'
export { commentOnTask } from './task/comment.ts'
export { type CreateTask, type CreateTaskError, createTask } from './task/create.ts'
export { type EditTask, type EditTaskError, editTask } from './task/edit.ts'
export type { TaskEvent, TaskEvents } from './task/events.ts'
export { evolveTask, foldTask } from './task/evolve.ts'
export type { TaskDueInPast, TaskInvalid } from './task/read.ts'
export { type ReopenTaskError, reopenTask } from './task/reopen.ts'
export type { Task } from './task/task.ts'
export { type Entry, entryOf } from './timeline/entry.ts'
export { explain } from './timeline/explain.ts'
export { type Lane, separateByTopic } from './timeline/lanes.ts'
export {
  type Catalogue,
  type CatalogueChanged,
  emptyCatalogue,
  findTopic,
  isUnder,
  type Topic,
  type TopicCycle,
  type TopicIdInvalid,
  type TopicIdTaken,
  type TopicNameEmpty,
  type TopicNameTaken,
  type TopicUnknown,
  topicPath,
} from './topic/catalogue.ts'
export { type CreateTopic, createTopic } from './topic/create-topic.ts'
export { disableTopic, enableTopic } from './topic/disable-topic.ts'
export { moveTopic } from './topic/move-topic.ts'
export { renameTopic } from './topic/rename-topic.ts'
