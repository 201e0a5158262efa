import { isCalendar } from '../calendar/is-calendar.ts'
import type { Channel } from '../channel/channel.ts'
import {
  type Is,
  isEither,
  isFlag,
  isLike,
  isListOf,
  isNumber,
  isOneOf,
  isRecordOf,
  isText,
} from '../kernel/shape.ts'
import type { Policy, ReopenWindow } from './policy.ts'

/** A new field does not compile until its shape is stated here. */
type Shape<T> = { readonly [field in keyof T]-?: Is }

const length: Is = (value) => isNumber(value) && (value as number) >= 0

/** Made when it is asked for: nothing runs at import. */
const shapes = (): Shape<Policy> => {
  const limit = isEither(isOneOf(null), length)
  const texts = isListOf(isText)
  const span = isEither(isOneOf('never', 'always'), length, isLike({ business: length, calendar: isText }))
  const window: Shape<ReopenWindow> = {
    plain: span,
    sameTopic: span,
    otherTopic: span,
    byTopic: isFlag,
    anchor: isOneOf('close', 'last_customer_message'),
  }
  const channel: Shape<Channel> = {
    name: isText,
    class: isOneOf('messaging', 'mail', 'voice'),
    address: isOneOf('handle', 'email', 'phone'),
    abandonable: isFlag,
    sessions: isFlag,
    replyWindow: isEither(isOneOf(null), isLike({ agent: length, automation: length })),
    longestSilence: limit,
    redactsDeleted: isFlag,
  }
  const target = isLike({ length, calendar: isEither(isOneOf(null), isText) })
  return {
    schema: isOneOf(1),
    since: isNumber,
    before: () => true,
    calendars: isRecordOf(isCalendar),
    channels: isRecordOf(isLike(channel)),
    inbox: isLike({ default: isText, byEndpoint: isRecordOf(isText), byChannel: isRecordOf(isText) }),
    reopenWindow: isLike(window),
    reopenWindowByChannel: isRecordOf(isLike(window)),
    messagingIdle: limit,
    mailLimit: limit,
    callLost: limit,
    openContacts: isNumber,
    autoClose: limit,
    firstResponse: isLike({ byEndpoint: isRecordOf(target), byInbox: isRecordOf(target) }),
    abandoned: isOneOf('close', 'wait'),
    failedAnswer: isOneOf('record', 'reopen'),
    acknowledgement: isOneOf('message', 'quiet'),
    maxLateness: limit,
    lateMessage: isOneOf('reopen', 'append'),
    callTaken: isOneOf('assign', 'keep'),
    reopenGuard: isEither(isOneOf(null), isLike({ reopens: isNumber, within: length })),
    keepAgentFor: limit,
    closingTopics: isLike({ required: isFlag, under: texts }),
    listEndpoints: texts,
  }
}

/** Whether a value is a policy as `definePolicy` makes it, of this version of its shape; the one before it apart. */
export const isPolicy = (value: unknown): value is Policy => isLike(shapes())(value)
