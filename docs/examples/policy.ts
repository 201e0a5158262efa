/** A shop's whole policy. What it leaves out keeps its default. */
import { definePolicy, type Policy } from 'throughline'

export const policy: Policy = definePolicy({
  // Nothing is due before the day this took effect.
  since: '2026-01-01T00:00:00Z',

  // Where a new conversation goes: by endpoint, else by channel, else the default.
  inbox: {
    default: 'support',
    byEndpoint: { 'returns@shop.example': 'returns', '+49 30 123456': 'hotline' },
    byChannel: { whatsapp: 'messaging' },
  },

  // A customer's word continues a closed conversation for a week, about the same topic for a month, about another one never.
  reopenWindow: {
    plain: { days: 7 },
    sameTopic: { days: 30 },
    otherTopic: 'never',
    anchor: 'close',
  },
  // Who chats again two hours later means something else.
  reopenWindowByChannel: { chat: { hours: 2 } },

  // When contacts end by themselves, and calls are given up.
  messagingIdle: { minutes: 20 },
  mailLimit: { hours: 4 },
  callLost: { hours: 12 },

  // What happens to those who left before anybody had them, and to answers that bounce.
  abandoned: 'wait',
  failedAnswer: 'reopen',

  // A "thanks" is a message, a message from before the close reopens, and nobody reopens four times an hour by machine.
  acknowledgement: 'message',
  lateMessage: 'reopen',
  reopenGuard: { reopens: 3, within: { hours: 1 } },

  // Whoever closed it less than three days ago gets it back.
  keepAgent: { days: 3 },

  // Every close says what it was about.
  closingTopics: 'any',

  // Mail to this address comes through a mailing list: its headers are no sign of a machine.
  listEndpoints: ['community@shop.example'],

  channels: {
    // A channel of our own: messaging, reached by a handle, answered within 48 hours of the customer's last word.
    line: { replyWindow: { hours: 48 } },
    // We have the right to answer as people for a week on Messenger; machines keep to a day.
    messenger: { replyWindow: { agent: { days: 7 }, automation: { hours: 24 } } },
  },
})
