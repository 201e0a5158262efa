import { describe, expect, it } from 'vitest'
import { builtInChannels, customChannel } from '../../src/index.ts'

describe('channels', () => {
  it('K-1: the channels of the founding document are there, each with its class', () => {
    expect(builtInChannels.map((channel) => [channel.name, channel.class])).toEqual([
      ['voice', 'voice'],
      ['voicemail', 'mail'],
      ['email', 'mail'],
      ['chat', 'messaging'],
      ['sms', 'messaging'],
      ['messenger', 'messaging'],
      ['instagram', 'messaging'],
      ['whatsapp', 'messaging'],
    ])
  })

  it('CU-1: email is reached at addresses, calls and texts at numbers, the rest at handles', () => {
    const by = (kind: string) =>
      builtInChannels.filter(({ address }) => address === kind).map(({ name }) => name)
    expect(by('email')).toEqual(['email'])
    expect(by('phone')).toEqual(['voice', 'voicemail', 'sms', 'whatsapp'])
    expect(by('handle')).toEqual(['chat', 'messenger', 'instagram'])
  })

  it('K-7, K-1: calls and chats have sessions and can be abandoned, nothing else', () => {
    for (const trait of ['abandonable', 'sessions'] as const)
      expect(builtInChannels.filter((channel) => channel[trait]).map(({ name }) => name)).toEqual([
        'voice',
        'chat',
      ])
  })

  it('K-10: WhatsApp, Messenger and Instagram limit replies to 24 hours', () => {
    const limited = builtInChannels.filter(({ replyWindow }) => replyWindow !== null)
    expect(limited.map(({ name }) => name)).toEqual(['messenger', 'instagram', 'whatsapp'])
    for (const { replyWindow } of limited)
      expect(replyWindow).toEqual({ agent: 86_400_000, automation: 86_400_000 })
  })

  it('K-4: no built-in channel allows a longer silence than 24 hours', () => {
    expect(builtInChannels.every(({ maxIdle }) => maxIdle === null)).toBe(true)
  })

  it('K-1: a channel that a host declares is messaging, reached by a handle, unless it says otherwise', () => {
    const line = {
      name: 'line',
      class: 'messaging',
      address: 'handle',
      abandonable: false,
      sessions: false,
      replyWindow: null,
      maxIdle: null,
      redactsDeleted: false,
    }
    expect(customChannel('line')).toEqual(line)
    expect(customChannel('letters', { class: 'mail', maxIdle: 7 })).toEqual({
      ...line,
      name: 'letters',
      class: 'mail',
      maxIdle: 7,
    })
  })
})
