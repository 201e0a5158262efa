import { isCalendar } from '../calendar/is-calendar.ts'
import type { Channel } from '../channel/channel.ts'
import {
  hasFields,
  isBoolean,
  isEither,
  isListOf,
  isNumber,
  isOneOf,
  isRecordOf,
  isText,
  type ShapeCheck,
} from '../kernel/shape.ts'
import type { Policy, ReopenWindow } from './policy.ts'

/** A new field does not compile until its shape is stated here. */
type ShapeOf<T> = { readonly [field in keyof T]-?: ShapeCheck }

const isLength: ShapeCheck = (value) => isNumber(value) && (value as number) >= 0

/** Made when it is asked for: nothing runs at import. */
const policyShape = (): ShapeOf<Policy> => {
  const limit = isEither(isOneOf(null), isLength)
  const texts = isListOf(isText)
  const span = isEither(
    isOneOf('never', 'always'),
    isLength,
    hasFields({ business: isLength, calendar: isText }),
  )
  const window: ShapeOf<ReopenWindow> = {
    plain: span,
    sameTopic: span,
    otherTopic: span,
    byTopic: isBoolean,
    anchor: isOneOf('close', 'last_customer_message'),
  }
  const channel: ShapeOf<Channel> = {
    name: isText,
    class: isOneOf('messaging', 'mail', 'voice'),
    address: isOneOf('handle', 'email', 'phone'),
    abandonable: isBoolean,
    sessions: isBoolean,
    replyWindow: isEither(isOneOf(null), hasFields({ agent: isLength, automation: isLength })),
    maxIdle: limit,
    redactsDeleted: isBoolean,
  }
  const target = hasFields({ length: isLength, calendar: isEither(isOneOf(null), isText) })
  return {
    schema: isOneOf(1),
    effectiveFrom: isNumber,
    previous: () => true,
    calendars: isRecordOf(isCalendar),
    channels: isRecordOf(hasFields(channel)),
    inbox: hasFields({ default: isText, byEndpoint: isRecordOf(isText), byChannel: isRecordOf(isText) }),
    reopenWindow: hasFields(window),
    reopenWindowByChannel: isRecordOf(hasFields(window)),
    messagingIdle: limit,
    mailIdle: limit,
    callTimeout: limit,
    maxOpenContacts: isNumber,
    autoClose: limit,
    firstResponse: hasFields({ byEndpoint: isRecordOf(target), byInbox: isRecordOf(target) }),
    onAbandoned: isOneOf('close', 'wait'),
    onBouncedReply: isOneOf('record', 'reopen'),
    onAcknowledgement: isOneOf('message', 'silent'),
    maxLateness: limit,
    onLateMessage: isOneOf('reopen', 'append'),
    onCallAnswered: isOneOf('assign', 'keep'),
    reopenGuard: isEither(isOneOf(null), hasFields({ reopens: isNumber, within: isLength })),
    keepAssigneeFor: limit,
    closingTopics: hasFields({ required: isBoolean, under: texts }),
    listEndpoints: texts,
  }
}

/** Whether a value is a policy as `definePolicy` makes it, of this version of its shape; the one before it apart. */
export const isPolicy = (value: unknown): value is Policy => hasFields(policyShape())(value)
