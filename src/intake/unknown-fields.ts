import type { Issue } from '../kernel/result.ts'

/** What providers and help desks call the fields of an inbound, in lower case without separators. */
const fieldSynonyms: { readonly [field: string]: string } = {
  text: 'body content message msg plain textbody bodyplain',
  from: 'sender author phone email waid',
  endpoint: 'to recipient receiver',
  id: 'messageid messagesid smssid smsmessagesid callsid sid mid',
  at: 'date time timestamp sentat createdat receivedat',
  attachments: 'media files attachment',
  customer: 'customerid userid contactid',
  session: 'sessionid conversationid',
  thread: 'inreplyto references',
  topics: 'tags',
}

/** No more than so many are named, and of each no more than its beginning. */
const maxReported = 20
const maxNameLength = 60

/** Whether one letter more, less, or in another place is all that two words differ by. */
const isOneEditAway = (a: string, b: string): boolean => {
  const shorter = Math.min(a.length, b.length)
  let head = 0
  while (head < shorter && a[head] === b[head]) head++
  let tail = 0
  while (tail < shorter - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  const [one, other] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)]
  return Math.max(one.length, other.length) <= 1 || (one.length === 2 && one === `${other[1]}${other[0]}`)
}

const suggestField = (name: string, known: readonly string[]): string | undefined => {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  return (
    known.find((field) => field.toLowerCase() === plain) ??
    known.find((field) => fieldSynonyms[field]?.split(' ').includes(plain)) ??
    known.find((field) => isOneEditAway(field.toLowerCase(), plain))
  )
}

/**
 * The fields of an input that nothing reads (B-1). They are refused by name: a provider's raw form, or a misspelt field,
 * would otherwise pass as an inbound that says nothing.
 */
export const unknownFields = (input: object, known: readonly string[]): readonly Issue[] =>
  Object.entries(input)
    .filter(([name, value]) => value !== undefined && !known.includes(name))
    .slice(0, maxReported)
    .map(([whole]) => {
      const path = whole.slice(0, maxNameLength)
      const field = suggestField(path, known)
      return { path, message: `is an unknown field${field === undefined ? '' : `: did you mean ${field}?`}` }
    })
