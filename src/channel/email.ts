/** RFC 5321 allows a path of 256 octets, its brackets included. */
const maxEmailLength = 254
/** Room for a display name; beyond it nobody wrote an address by hand or by program. */
const maxTextLength = 1_000
const scheme = /^mailto:/i
/** What an address that is not quoted cannot contain; quoted ones are kept as handles, exactly as they came. */
const invalidCharacter = /[\s<>()[\],;:"\\\p{Cc}\p{Cs}]/u

const decodeText = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `Ada <ada@example.com>`, `<ada@example.com>` and `mailto:ada@example.com?subject=…` without what surrounds it. */
const unwrapEmail = (text: string): string => {
  const inner = text.endsWith('>') ? text.slice(text.lastIndexOf('<') + 1, -1).trim() : text
  return scheme.test(inner) ? decodeText(inner.replace(scheme, '').replace(/\?.*$/su, '')) : inner
}

/** The email address that a text is, lower-cased; plus tags and dots are kept. Null if it is none. */
export const parseEmail = (text: string): string | null => {
  if (text.length > maxTextLength) return null
  const email = unwrapEmail(text).toLowerCase().normalize('NFC')
  const at = email.indexOf('@')
  const isComplete = at > 0 && at === email.lastIndexOf('@') && at < email.length - 1
  return isComplete && email.length <= maxEmailLength && !invalidCharacter.test(email) ? email : null
}
