/** A shop's whole policy. What it leaves out keeps its default. */
import { definePolicy, type Policy } from 'throughline'

export const policy: Policy = definePolicy({
  // Nothing is due before the day this took effect.
  effectiveFrom: '2026-01-01T00:00:00Z',

  // Where a new conversation goes: by endpoint, else by channel, else the default.
  inbox: {
    default: 'support',
    byEndpoint: { 'returns@shop.example': 'returns', '+49 30 123456': 'hotline' },
    byChannel: { whatsapp: 'messaging' },
  },

  // When we work. Whatever counts in business time names its calendar.
  calendars: {
    office: {
      zone: 'Europe/Berlin',
      hours: {
        monday: '09:00-18:00',
        tuesday: '09:00-18:00',
        wednesday: ['09:00-12:30', '13:30-18:00'],
        thursday: '09:00-18:00',
        friday: '09:00-15:00',
      },
      holidays: ['2026-12-25', '2026-12-26', '2027-01-01'],
    },
  },

  // By when somebody shall have answered first: by endpoint, else by inbox, else there is no target.
  firstResponse: {
    byEndpoint: { '+49 30 123456': { minutes: 2 } },
    byInbox: {
      support: { business: { hours: 4 }, calendar: 'office' },
      messaging: { business: { minutes: 30 }, calendar: 'office' },
    },
  },

  // Who waits for three days and is owed nothing has what he wanted.
  autoClose: { days: 3 },

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
  mailIdle: { hours: 4 },
  callTimeout: { hours: 12 },

  // One sender with ever new addresses of ours or sessions opens no more contacts than this at once.
  maxOpenContacts: 50,

  // What happens to those who left before anybody had them, and to answers that bounce.
  onAbandoned: 'wait',
  onBouncedReply: 'reopen',

  // A "thanks" is a message, a message from before the close reopens, and nobody reopens four times an hour by machine.
  onAcknowledgement: 'message',
  // A given time counts two days back: our SMS provider holds messages over a weekend.
  maxLateness: { days: 2 },
  onLateMessage: 'reopen',
  // The agent on the phone has the conversation.
  onCallAnswered: 'assign',
  reopenGuard: { reopens: 3, within: { hours: 1 } },

  // Whoever closed it less than three days ago gets it back.
  keepAssignee: { days: 3 },

  // Every close says what it was about.
  closingTopics: 'any',

  // Mail to this address comes through a mailing list: its headers are no sign of a machine.
  listEndpoints: ['community@shop.example'],

  channels: {
    // A channel of our own: messaging, reached by a handle, answered within 48 hours of the customer's last word.
    line: { replyWindow: { hours: 48 } },
    // We have the right to answer as people for a week on Messenger; machines keep to a day.
    messenger: { replyWindow: { agent: { days: 7 }, automation: { hours: 24 } } },
    // Who takes back an SMS wants it gone.
    sms: { redactsDeleted: true },
  },
})
