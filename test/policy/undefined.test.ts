import { describe, expect, it } from 'vitest'
import { definePolicy, type PolicyInput } from '../../src/index.ts'

/** Every field, and every optional one inside: left out and `undefined` are one thing to a host. */
const nothing: { readonly [field in keyof Required<Omit<PolicyInput, 'inbox'>>]: undefined } = {
  effectiveFrom: undefined,
  previous: undefined,
  calendars: undefined,
  channels: undefined,
  reopenWindow: undefined,
  reopenWindowByChannel: undefined,
  messagingIdle: undefined,
  mailIdle: undefined,
  callTimeout: undefined,
  maxOpenContacts: undefined,
  autoClose: undefined,
  firstResponse: undefined,
  onAbandoned: undefined,
  onBouncedReply: undefined,
  onAcknowledgement: undefined,
  maxLateness: undefined,
  onLateMessage: undefined,
  onCallAnswered: undefined,
  reopenGuard: undefined,
  keepAssignee: undefined,
  closingTopics: undefined,
  listEndpoints: undefined,
}

describe('a field of a policy that is undefined', () => {
  it('means the same as one that is left out (B-1)', () => {
    expect(definePolicy({ inbox: 'support', ...nothing })).toEqual(definePolicy({ inbox: 'support' }))
    expect(
      definePolicy({
        inbox: { default: 'support', byEndpoint: undefined, byChannel: undefined },
        channels: { chat: { replyWindow: undefined, class: undefined } },
        firstResponse: { byEndpoint: undefined, byInbox: undefined },
        autoClose: { days: 1 },
      }),
    ).toEqual(definePolicy({ inbox: 'support', channels: { chat: {} }, autoClose: { days: 1 } }))
  })
})
