/** RFC 5321 allows a path of 256 octets, its brackets included. */
const longest = 254
/** Room for a display name; beyond it nobody wrote an address by hand or by program. */
const longestText = 1_000
const scheme = /^mailto:/i
/** What an address that is not quoted cannot contain; quoted ones are kept as handles, exactly as they came. */
const foreign = /[\s<>()[\],;:"\\\p{Cc}\p{Cs}]/u

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `Ada <ada@example.com>`, `<ada@example.com>` and `mailto:ada@example.com?subject=…` without what surrounds it. */
const bare = (text: string): string => {
  const inner = text.endsWith('>') ? text.slice(text.lastIndexOf('<') + 1, -1).trim() : text
  return scheme.test(inner) ? decoded(inner.replace(scheme, '').replace(/\?.*$/su, '')) : inner
}

/** The email address that a text is, lower-cased; plus tags and dots are kept. Null if it is none. */
export const emailIn = (text: string): string | null => {
  if (text.length > longestText) return null
  const email = bare(text).toLowerCase().normalize('NFC')
  const at = email.indexOf('@')
  const whole = at > 0 && at === email.lastIndexOf('@') && at < email.length - 1
  return whole && email.length <= longest && !foreign.test(email) ? email : null
}
