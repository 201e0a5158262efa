import type { MessageId } from '../kernel/ids.ts'
import type { Headers } from './headers.ts'

/** Where the ids of a thread stand: a message's headers, or the two fields as providers name them. */
export type ThreadSource =
  | Headers
  | {
      readonly inReplyTo?: string | readonly string[] | undefined
      readonly references?: string | readonly string[] | undefined
    }

const maxIds = 20
/** What is looked at, from the end: so many texts of a list, and so many characters of each (B-4). */
const maxTexts = 100
const maxTextLength = 64_000

/** Ids without brackets: a single word, or words that look like a Message-ID among others that do not. */
const unbracketed = (text: string): readonly string[] => {
  const words = text.split(/\s+/).filter((word) => word !== '')
  return words.length === 1 ? words : words.filter((word) => word.includes('@')).reverse()
}

/** The ids in one text, last first. Scanned from the end by position, so hostile text costs no more than its length. */
function* idsIn(whole: string): Generator<MessageId> {
  const text = whole.slice(-maxTextLength)
  if (!text.includes('<')) yield* unbracketed(text)
  for (let end = text.length; end > 0; ) {
    const close = text.lastIndexOf('>', end - 1)
    const open = close < 0 ? -1 : text.lastIndexOf('<', close)
    if (open < 0) return
    const id = text.slice(open + 1, text.indexOf('>', open)).replaceAll(/\s+/g, '')
    if (id !== '') yield id
    end = open
  }
}

function* idsOf(source: ThreadSource, field: 'inreplyto' | 'references'): Generator<MessageId> {
  for (const [name, values] of Object.entries(source) as [string, string | readonly string[] | undefined][]) {
    if (values === undefined || name.toLowerCase().replaceAll('-', '') !== field) continue
    for (const text of typeof values === 'string' ? [values] : (values ?? []).slice(-maxTexts).toReversed())
      yield* idsIn(text)
  }
}

/**
 * The ids that a message says it answers, newest first: In-Reply-To, then References from its end (I-16). At most 20,
 * each once, without angle brackets. They are claims of whoever wrote: a thread counts only if its sender belongs to it.
 *
 * @example
 * threadIds({ 'In-Reply-To': '<2@mail>', References: '<1@mail> <2@mail>' }) // ['2@mail', '1@mail']
 */
export const threadIds = (source: ThreadSource): readonly MessageId[] => {
  const ids = new Set<MessageId>()
  for (const field of ['inreplyto', 'references'] as const)
    for (const id of idsOf(source, field)) {
      ids.add(id)
      if (ids.size === maxIds) return [...ids]
    }
  return [...ids]
}
