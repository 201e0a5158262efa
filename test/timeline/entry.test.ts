import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Actor,
  type ActorKind,
  type Cause,
  type StoredEvent,
  systemActor,
  timelineEntry,
} from '../../src/index.ts'
import { textContent } from '../../src/kernel/event.ts'
import { reason } from '../../src/kernel/reason.ts'
import { runAll } from '../conversation/operation-world.ts'
import { ada, anyPolicy, bot, host, noon, operations, sam } from '../support/operations.ts'

interface More {
  readonly actor?: Actor
  readonly cause?: Cause
  readonly assignee?: StoredEvent['assignee']
  readonly content?: StoredEvent['content']
}

const happening = (type: string, data: object, more: More = {}): StoredEvent => {
  const event = {
    id: 'c1.0',
    type,
    v: 1,
    seq: 1,
    customer: 'ada',
    conversation: 'c1.0',
    contact: null,
    task: null,
    occurredAt: noon,
    recordedAt: noon + 5,
    actor: sam,
    cause: 'note',
    assignee: null,
    data,
    content: null,
    ...more,
  }
  // Also types and data of a later version, which the union does not know.
  return event as unknown as StoredEvent
}

const reasons = [reason('I-12', 'no_conversation')]
const silent = [reason('I-9', 'reopen')]
const other: Actor = { kind: 'third_party', id: 'email:eve@example.com' }
const nameless = (kind: ActorKind): Actor => ({ kind, id: null })

describe('the timeline', () => {
  it.each<[string, object, string, string, More?]>([
    ['customer.registered', { addresses: [] }, '', 'Customer registered'],
    ['customer.address_added', { address: { value: 'a@b.c' } }, '', 'Address a@b.c added'],
    ['customer.address_removed', { key: 'email:a@b.c', to: null }, '', 'Address email:a@b.c removed'],
    [
      'customer.address_removed',
      { key: 'phone:+49', to: 'bob' },
      'moved',
      'Address phone:+49 given to customer bob',
    ],
    ['customer.blocked', {}, '', 'Customer blocked by sam'],
    ['customer.blocked', {}, '', 'Customer blocked', { actor: systemActor }],
    ['customer.unblocked', {}, '', 'Customer unblocked by the host', { actor: host }],
    [
      'customer.address_conflict',
      { key: 'email:a@b.c', owner: 'bob' },
      '',
      'email:a@b.c belongs to customer bob, who keeps it',
    ],
    ['customer.merged', { into: 'bob' }, '', 'Merged into customer bob by sam'],
    ['customer.absorbed', { customer: 'bob' }, '', 'Customer bob merged into this one by sam'],
    ['customer.erased', {}, '', 'Content and addresses erased by sam'],
    ['customer.erased', {}, '', 'Content and addresses erased', { actor: systemActor }],
    ['conversation.started', { inbox: 'support', follows: null }, '', 'Conversation started in support'],
    [
      'conversation.started',
      { inbox: 'support', follows: 'c0.0' },
      'follow_up',
      'Conversation started in support, following c0.0',
    ],
    ['conversation.reopened', { reasons: silent }, '', 'Conversation reopened by sam'],
    [
      'conversation.reopened',
      { reasons },
      '',
      'Conversation reopened by the customer (I-12: the first conversation)',
      { actor: ada },
    ],
    ['conversation.closed', { forced: false }, 'close', 'Closed by sam', { cause: 'close' }],
    [
      'conversation.closed',
      { forced: true },
      'close',
      'Closed by sam, though the customer waits: spam',
      { cause: 'close', content: textContent('spam') },
    ],
    [
      'conversation.closed',
      { forced: false },
      'abandoned',
      'Closed by itself: the customer left before anybody had it',
      { cause: 'abandoned', actor: systemActor },
    ],
    [
      'conversation.closed',
      { forced: false },
      'blocked',
      'Closed: the customer was blocked',
      { cause: 'blocked' },
    ],
    [
      'conversation.closed',
      { forced: false },
      'imported',
      'Closed, says the imported history',
      { cause: 'imported' },
    ],
    ['conversation.closed', { forced: false }, 'idle', 'Closed', { cause: 'idle' }],
    [
      'conversation.closed',
      { forced: false },
      'auto_close',
      'Closed by itself after silence',
      { cause: 'auto_close', actor: systemActor },
    ],
    [
      'conversation.closed',
      { forced: false },
      'separated',
      'Closed: another conversation goes on with it',
      { cause: 'separated', actor: systemActor },
    ],
    [
      'conversation.closed',
      { forced: false },
      'merged',
      'Closed: another conversation goes on with it',
      { cause: 'merged', actor: systemActor },
    ],
    [
      'conversation.closed',
      { forced: false },
      'erased',
      'Closed: the customer was erased',
      { cause: 'erased', actor: systemActor },
    ],
    [
      'conversation.closed',
      { forced: true },
      'blocked',
      'Closed: the customer was blocked, though the customer waits: abuse',
      { cause: 'blocked', actor: systemActor, content: textContent('abuse') },
    ],
    [
      'conversation.closed',
      { forced: false },
      'close',
      'Closed by sam',
      { cause: 'close', content: { ...textContent(''), text: null } },
    ],
    ['conversation.status_changed', { from: null, to: 'new' }, 'new', 'Status new'],
    ['conversation.status_changed', { from: 'new', to: 'open' }, 'open', 'Status new → open'],
    [
      'conversation.assigned',
      { agent: 'sam', inbox: 'support', reason: 'manual' },
      'agent',
      'Assigned to sam (manual)',
      { assignee: { agent: 'kim', inbox: 'support' } },
    ],
    [
      'conversation.assigned',
      { agent: null, inbox: 'support', reason: 'declined' },
      'unassigned',
      'Let go of by sam (declined)',
      { assignee: { agent: 'sam', inbox: 'support' } },
    ],
    [
      'conversation.assigned',
      { agent: 'sam', inbox: 'sales', reason: 'moved' },
      'inbox',
      'Moved to sales (moved)',
      { assignee: { agent: 'sam', inbox: 'support' } },
    ],
    [
      'conversation.assigned',
      { agent: null, inbox: 'sales', reason: 'moved' },
      'inbox',
      'Moved to sales (moved)',
      { assignee: { agent: null, inbox: 'support' } },
    ],
    ['conversation.assigned', { agent: 'sam', inbox: 'x', reason: 'api' }, 'agent', 'Assigned to sam'],
    ['conversation.assigned', { agent: null, inbox: 'x', reason: 'api' }, 'inbox', 'Moved to x'],
    [
      'conversation.assigned',
      { agent: 'sam', inbox: 'billing', reason: 'manual' },
      'agent',
      'Assigned to sam, moved to billing (manual)',
      { assignee: { agent: 'kim', inbox: 'support' } },
    ],
    [
      'conversation.assigned',
      { agent: null, inbox: 'billing', reason: 'api' },
      'unassigned',
      'Let go of by sam, moved to billing',
      { assignee: { agent: 'sam', inbox: 'support' } },
    ],
    ['conversation.topic_added', { topic: 'vase' }, '', 'Topic vase added'],
    ['conversation.topic_removed', { topic: 'vase' }, '', 'Topic vase removed'],
    ['conversation.no_reply_needed', { contacts: [] }, '', 'No reply needed, says sam'],
    [
      'conversation.no_reply_needed',
      { contacts: [] },
      '',
      'No reply needed, says an automation',
      { actor: nameless('automation') },
    ],
    ['conversation.reopen_suppressed', { reasons }, '', 'Not reopened (I-12: the first conversation)'],
    [
      'conversation.snoozed',
      { until: noon, onReply: 'wake' },
      'time',
      'Snoozed by sam until 2026-01-31 12:00 UTC or until the customer writes',
    ],
    [
      'conversation.snoozed',
      { until: noon, onReply: 'keep' },
      'time',
      'Snoozed by sam until 2026-01-31 12:00 UTC',
    ],
    [
      'conversation.snoozed',
      { until: null, onReply: 'wake' },
      'reply',
      'Snoozed by sam until the customer writes',
    ],
    ['conversation.woken', { by: 'time' }, 'time', 'Woken: its time has come', { actor: systemActor }],
    ['conversation.woken', { by: 'reply' }, 'reply', 'Woken: the customer wrote', { actor: ada }],
    [
      'conversation.woken',
      { by: 'contact' },
      'contact',
      'Woken: contacts of another conversation joined it',
      { actor: host },
    ],
    ['conversation.woken', { by: 'hand' }, 'hand', 'Woken by sam'],
    [
      'conversation.response_overdue',
      { dueAt: noon },
      '',
      'The first response is overdue',
      { actor: systemActor },
    ],
    [
      'conversation.separated',
      { into: 'c2.0' },
      '',
      'Another matter separated by sam into conversation c2.0',
    ],
    ['conversation.merged', { into: 'c2.0' }, '', 'Conversation merged into c2.0 by sam'],
    ['conversation.merged', { into: 'c2.0' }, '', 'Conversation merged into c2.0', { actor: systemActor }],
    [
      'conversation.joined',
      { from: 'c0.0', how: 'separated', contacts: ['c0.1'] },
      'separated',
      'Separated from conversation c0.0, with 1 open contact',
    ],
    [
      'conversation.joined',
      { from: 'c0.0', how: 'merged', contacts: ['c0.1', 'c0.2'] },
      'merged',
      'Took over conversation c0.0, with 2 open contacts',
    ],
    [
      'conversation.joined',
      { from: 'c0.0', how: 'merged', contacts: [] },
      'merged',
      'Took over conversation c0.0, with no open contacts',
    ],
    ['conversation.adopted', { from: 'bob' }, '', 'Conversation taken over from customer bob'],
    [
      'contact.started',
      { channel: 'chat', direction: 'inbound' },
      'inbound',
      'chat contact started, inbound',
    ],
    ['contact.fulfilled', { outcome: 'responded' }, 'responded', 'Contact answered'],
    ['contact.fulfilled', { outcome: 'cancelled' }, 'cancelled', 'Contact needs no answer'],
    ['contact.ended', { reason: 'agent' }, 'agent', 'Contact ended by the agent'],
    ['contact.ended', { reason: 'customer' }, 'customer', 'Contact ended by the customer'],
    ['contact.ended', { reason: 'idle' }, 'idle', 'Contact ended after silence'],
    ['contact.ended', { reason: 'no_reply_needed' }, 'no_reply_needed', 'Contact ended: no reply needed'],
    ['contact.ended', { reason: 'abandoned' }, 'abandoned', 'Contact abandoned by the customer'],
    ['contact.ended', { reason: 'unanswered' }, 'unanswered', 'Contact not answered by the customer'],
    ['contact.ended', { reason: 'lost' }, 'lost', 'Contact given up: nobody said that it ended'],
    [
      'contact.ended',
      { reason: 'conversation_closed' },
      'conversation_closed',
      'Contact ended with the conversation',
    ],
    [
      'contact.ended',
      { reason: 'superseded' },
      'superseded',
      'Contact ended: another one with the same key goes on',
    ],
    ['contact.ended', { reason: 'merged' }, 'merged', 'Contact goes on in another conversation'],
    ['contact.ended', { reason: 'separated' }, 'separated', 'Contact goes on in a conversation of its own'],
    [
      'contact.ended',
      { reason: 'customer_erased' },
      'customer_erased',
      'Contact ended: the customer was erased',
    ],
    ['contact.ended', { reason: 'pondered' }, 'pondered', 'Contact ended (pondered)'],
    [
      'message.received',
      { channel: 'email', silent: false, reasons },
      '',
      'The customer wrote by email',
      { actor: ada },
    ],
    [
      'message.received',
      { channel: 'email', silent: true, reasons: [reason('I-6', 'automated: true')] },
      'quiet',
      'email:eve@example.com wrote by email, kept quietly (I-6: a machine wrote it)',
      { actor: other },
    ],
    ['message.sent', { channel: 'sms', echo: false }, '', 'sam wrote by sms'],
    ['message.sent', { channel: 'sms', echo: false }, '', 'Automation bot wrote by sms', { actor: bot }],
    [
      'message.sent',
      { channel: 'sms', echo: false },
      '',
      'An agent wrote by sms',
      { actor: nameless('agent') },
    ],
    ['message.sent', { channel: 'sms', echo: false }, '', 'The system wrote by sms', { actor: systemActor }],
    ['message.sent', { channel: 'sms', echo: true }, 'echo', 'Sent by sms from elsewhere', { actor: host }],
    ['message.attributed', { message: 'c0.2' }, '', 'The message was written by sam'],
    ['message.signalled', { signal: 'read', value: null }, 'read', 'Message read'],
    ['message.signalled', { signal: 'reaction', value: '+1' }, 'reaction', 'Reaction: +1'],
    ['message.signalled', { signal: 'edited', value: null }, 'edited', 'Message edited'],
    ['message.signalled', { signal: 'deleted', value: null }, 'deleted', 'Message deleted'],
    ['message.signalled', { signal: 'delivered', value: null }, 'delivered', 'Message delivered'],
    ['message.signalled', { signal: 'survey', value: '5' }, 'survey', 'Survey answered: 5'],
    [
      'message.signalled',
      { signal: 'confirmed', value: null },
      'confirmed',
      'Message confirmed by the provider',
    ],
    ['message.signalled', { signal: 'starred', value: null }, 'starred', 'starred'],
    [
      'delivery.failed',
      { pendingAgain: true },
      'owed',
      'Our answer did not arrive; the customer still waits',
    ],
    ['delivery.failed', { pendingAgain: false }, '', 'Our message did not arrive'],
    [
      'call.started',
      { direction: 'inbound', silent: false },
      'inbound',
      'The customer called',
      { actor: ada },
    ],
    ['call.started', { direction: 'outbound', silent: false }, 'outbound', 'sam dialled'],
    [
      'call.started',
      { direction: 'inbound', silent: true },
      'quiet',
      'News of a call that was known already',
    ],
    ['call.answered', { direction: 'inbound', silent: false }, 'inbound', 'sam took the call'],
    ['call.answered', { direction: 'outbound', silent: false }, 'outbound', 'The customer took the call'],
    [
      'call.answered',
      { direction: 'inbound', silent: true },
      'quiet',
      'News of a call that was over already',
    ],
    ['call.ended', {}, '', 'Call ended by a third party', { actor: nameless('third_party') }],
    ['message.redacted', { message: 'c0.2' }, '', 'Content removed by sam'],
    ['task.created', { agent: 'kim', inbox: 'support' }, '', 'Task made for kim by sam'],
    ['task.created', { agent: null, inbox: 'support' }, '', 'Task made for support by sam'],
    ['task.edited', { dueAt: noon, text: true }, 'text', 'Task edited by sam'],
    ['task.edited', { dueAt: noon, text: false }, 'due', 'Task due date moved by sam'],
    ['task.assigned', { agent: 'kim', inbox: 'support' }, '', 'Task given to kim'],
    ['task.assigned', { agent: null, inbox: 'support' }, '', 'Task given to support'],
    ['task.commented', {}, '', 'Comment on the task by sam'],
    ['task.closed', {}, '', 'Task done by sam'],
    ['task.reopened', { dueAt: noon }, '', 'Task reopened by sam'],
    ['task.overdue', { dueAt: noon }, '', 'The task is overdue', { actor: systemActor }],
    ['note.added', {}, '', 'Note by sam'],
  ])('E-2: %s %j reads %s %s', (type, data, variant, phrase, more) => {
    const event = happening(type, data, more)
    expect(timelineEntry(event)).toEqual({
      at: noon,
      conversation: 'c1.0',
      key: variant === '' ? type : `${type}.${variant}`,
      phrase,
      event,
    })
  })

  it('E-3: what a later version has written is shown by its type', () => {
    for (const type of ['conversation.pondered', '__proto__', 'toString', ''])
      expect(timelineEntry(happening(type, {}))).toMatchObject({ key: type, phrase: type })
  })

  it('E-7: no phrase reads what people said, but for the reason of a close; no key does', () => {
    fc.assert(
      fc.property(operations, anyPolicy, (story, given) => {
        for (const event of runAll(story, given).world.log) {
          const { key, phrase } = timelineEntry(event)
          const text = event.type === 'conversation.closed' ? (event.content?.text ?? null) : null
          const bare = timelineEntry({ ...event, content: null })
          expect(bare.key).toBe(key)
          expect(text === null ? bare.phrase : `${bare.phrase}: ${text}`).toBe(phrase)
        }
      }),
    )
  })

  it('E-2: whatever happens, the timeline says it in a sentence, under a key that begins with its type', () => {
    fc.assert(
      fc.property(operations, anyPolicy, (story, given) => {
        for (const event of runAll(story, given).world.log) {
          const { key, phrase } = timelineEntry(event)
          expect(key.startsWith(event.type)).toBe(true)
          expect(phrase).toMatch(/^\S.*\S$/)
          expect(phrase).not.toMatch(/undefined|null|\[object/)
        }
      }),
    )
  })
})
