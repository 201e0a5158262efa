import type { Channel } from './channel.ts'
import { parseInternationalPhone } from './phone-number.ts'

/** The words that networks and providers send in place of a number. */
const placeholderWords = new Set([
  'anonymous',
  'unknown',
  'restricted',
  'private',
  'withheld',
  'unavailable',
  'blocked',
  'hidden',
  'no',
  'not',
  'available',
  'number',
  'caller',
  'id',
])
const wordSeparators = /[\s_.,()"-]+/
/** The address that a SIP call carries when its caller hides (RFC 3323). */
const anonymousUri = 'anonymous@anonymous.invalid'
/** ANONYMOUS, BLOCKED, PRIVATE, RESTRICTED, UNAVAILABLE and UNKNOWN, spelled on a keypad: some send these as numbers. */
const keypadPlaceholders = new Set([
  '+266696687',
  '+2562533',
  '+7748283',
  '+7378742833',
  '+86282452253',
  '+8656696',
])

const isPlaceholder = (text: string): boolean => {
  const words = text.split(wordSeparators).filter((word) => word !== '')
  return words.length > 0 && words.every((word) => placeholderWords.has(word))
}

/**
 * Whether a text identifies nobody: it is empty, a hidden caller or the empty return path (I-0). All who hide would
 * otherwise be one customer. On a channel of handles only the empty text is nobody: `anonymous` may be a name there.
 */
export const isAnonymousSender = (text: string, address: Channel['address']): boolean => {
  if (text === '') return true
  if (address === 'handle') return false
  if (text.endsWith('<>')) return true
  if (text.length > 80) return false
  const lower = text.toLowerCase()
  return (
    isPlaceholder(lower) ||
    lower.includes(anonymousUri) ||
    keypadPlaceholders.has(parseInternationalPhone(text) ?? '')
  )
}
