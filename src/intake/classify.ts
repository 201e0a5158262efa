import { type HeaderSign, headerSignOf } from './header-signs.ts'
import { evidenceText, type Headers, headerFields } from './headers.ts'

/** Who or what wrote an inbound, and the header that proved it (N14). One shape; every variant has all fields. */
export type Classification =
  | { readonly kind: 'human'; readonly strength: null; readonly evidence: null }
  /** Weak signs count only if the message answers nothing of ours and its endpoint is no list (I-6). */
  | { readonly kind: 'automated'; readonly strength: 'strong' | 'weak'; readonly evidence: string }
  /** Our own message came back (I-19). */
  | { readonly kind: 'bounce'; readonly strength: null; readonly evidence: string }
  /** A mere "thanks" (I-8). No header says so: only a host's own classifier answers this. */
  | { readonly kind: 'acknowledgement'; readonly strength: null; readonly evidence: string }

/** Tells what wrote a message; a host may bring its own. It decides no outcome: rules and policy do (I-6, I-8, I-19). */
export type Classify = (message: { readonly headers?: Headers | undefined }) => Classification

/** Nothing says otherwise. */
export const human: Classification = { kind: 'human', strength: null, evidence: null }
const signWeights = { bounce: 3, strong: 2, weak: 1 } as const

const classificationOf = (sign: NonNullable<HeaderSign>, proof: string): Classification =>
  sign === 'bounce'
    ? { kind: 'bounce', strength: null, evidence: proof }
    : { kind: 'automated', strength: sign, evidence: proof }

/**
 * The default classifier: headers alone, in any case, the first of the strongest signs wins (I-6, I-19).
 *
 * @example
 * classifyByHeaders({ headers: { 'Auto-Submitted': 'auto-replied (vacation)' } })
 * // { kind: 'automated', strength: 'strong', evidence: 'Auto-Submitted: auto-replied (vacation)' }
 */
export const classifyByHeaders: Classify = (message) => {
  let found: Classification = human
  let weight = 0
  for (const [name, value] of headerFields(message.headers ?? {})) {
    const sign = headerSignOf(name, value)
    if (sign === null || signWeights[sign] <= weight) continue
    weight = signWeights[sign]
    found = classificationOf(sign, evidenceText(name, value))
  }
  return found
}
