import type { ConversationEvents } from '../conversation/events.ts'
import type { Recorded, Situation } from './situation.ts'

/** An event without what people said in it (E-7): no fold can tell the difference. */
const withoutContent = (event: Recorded): Recorded =>
  event.content === null ? event : { ...event, content: null }

/** A message without its content, and the edits of it that were found with it. */
export const redactMessage = (
  message: Recorded,
  { quoted }: Pick<Situation, 'quoted'>,
): readonly Recorded[] => {
  const isEdit = ({ type, data }: Recorded): boolean =>
    type === 'message.signalled' && (data as ConversationEvents['message.signalled']).message === message.id
  return [message, ...quoted.filter(isEdit)].filter(({ content }) => content !== null).map(withoutContent)
}
