import { digest } from './digest.ts'

const maxKeyLength = 200
const headLength = 150
/** Control characters and lone surrogates: a database's text column refuses or rewrites them, so no key has them. */
const unstorableCharacter = /[\p{Cc}\p{Cs}]/u
const unstorableCharacters = /[\p{Cc}\p{Cs}]/gu
const digestSuffix = /~[0-9a-f]{32}$/

/** A text from outside as part of a key (B-4): itself if it is short and storable, else its beginning and a digest. */
export const shortenKey = (text: string): string => {
  if (text.length <= maxKeyLength && !unstorableCharacter.test(text)) return text
  const head = text.slice(0, headLength).replaceAll(unstorableCharacters, '').normalize('NFC').trim()
  return `${head}~${digest(text)}`
}

/** Marks that combine are sorted when a text is composed, which takes their number squared: longer texts stay as they are. */
const maxNormalisedLength = 1_000

/** A text from outside without space around it, in one Unicode form where it is short enough to be a name (B-4). */
export const trimAndNormalise = (raw: string): string => {
  const text = raw.trim()
  return text.length > maxNormalisedLength ? text : text.normalize('NFC').trim()
}

/** Whether `bounded` may have made it: then it is never read as anything else, and stays what it is. */
export const isShortenedKey = (text: string): boolean =>
  text.length <= maxKeyLength && digestSuffix.test(text)
