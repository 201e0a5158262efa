import { digest } from '../kernel/digest.ts'
import type { Content } from '../kernel/event.ts'
import type { Inbound } from './inbound.ts'

/**
 * The digest under which a message, a call or a token can be quoted (I-16, I-19, K-12).
 *
 * @example
 * refOf('email', '<1@mail>') === refOf('email', '1@mail') // true
 */
export const refOf = (channel: string, id: string): string =>
  digest('ref', channel, id.trim().replace(/^<(.*)>$/s, '$1'))

/**
 * What was said, with every field present; the counterpart's address as it was written.
 *
 * @example
 * contentOf({ text: 'Broken' }, 'ada@example.com')
 * // { text: 'Broken', attachments: [], externalId: null, address: 'ada@example.com' }
 */
export const contentOf = (
  { text, attachments, id }: Pick<Inbound, 'text' | 'attachments' | 'id'>,
  address: string | null | undefined,
): Content => ({
  text: text ?? null,
  attachments: (attachments ?? []).map(({ id, name, type, url }) => ({
    id,
    name: name ?? null,
    type: type ?? null,
    url: url ?? null,
  })),
  externalId: id ?? null,
  address: address ?? null,
})

/**
 * A digest of kind, text and the provider's attachment ids, never of their URLs (I-1).
 *
 * @example
 * fingerprintOf('message', contentOf({ text: 'Broken' }, null)).length // 32
 */
export const fingerprintOf = (
  kind: string,
  content: Content,
  given?: string | null,
  ...more: unknown[]
): string =>
  given == null
    ? digest(kind, content.text, content.attachments.map(({ id }) => id).sort(), ...more)
    : digest(kind, 'given', given, ...more)
