import type { Reason } from '../kernel/reason.ts'
import type { Snapshot, StoredEvent } from './snapshot.ts'

const automatedEvidence = 'automated: true'

/** Why a message is a machine's is told in words of its sender, or of a host (I-6): a header's name is enough. */
const withoutEvidence = (reason: Reason): Reason =>
  reason.rule !== 'I-6' || reason.found === automatedEvidence
    ? reason
    : { ...reason, found: /^[a-z-]{1,40}(?=: |$)/i.exec(reason.found)?.[0] ?? automatedEvidence }

/** A grade says nothing of a person; anything longer may be his own words, or his number. */
const gradeOnly = (value: string | null): string | null =>
  value !== null && /^\d{1,3}(\.\d{1,2})?$/.test(value) ? value : null

/** What people said stands in the content, and in two fields of the data that no fold reads (E-7). */
interface PersonalData {
  readonly reasons?: readonly Reason[]
  readonly value?: string | null
}

/** An event without what people said in it (E-7): no fold can tell the difference. */
export const withoutPersonalText = (event: StoredEvent): StoredEvent => {
  const { reasons, value } = event.data as PersonalData
  const data = {
    ...(event.data as object),
    ...(reasons === undefined ? {} : { reasons: reasons.map(withoutEvidence) }),
    ...(value === undefined ? {} : { value: gradeOnly(value) }),
  }
  return { ...event, data, content: null } as StoredEvent
}

/** Whether an event was redacted: news of it must not say again what it no longer says (E-7). */
export const isRedacted = (event: StoredEvent | undefined | null): boolean => event?.content === null

/** A message without its content, and the edits of it that were found with it. */
export const redactMessage = (
  message: StoredEvent,
  { referencedEvents }: Pick<Snapshot, 'referencedEvents'>,
): readonly StoredEvent[] => {
  const isEdit = ({ type, data }: StoredEvent): boolean =>
    type === 'message.signalled' && data.message === message.id
  return [message, ...referencedEvents.filter(isEdit)]
    .filter(({ content }) => content !== null)
    .map(withoutPersonalText)
}
