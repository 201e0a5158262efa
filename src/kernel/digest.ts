import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

declare const TextEncoder: new () => { readonly encode: (text: string) => Uint8Array }

const encoder = /* @__PURE__ */ new TextEncoder()
// One hasher that begins anew each time: a fresh one for every message is most of what a digest costs.
const initialHasher = /* @__PURE__ */ sha256.create()
const hasher = /* @__PURE__ */ sha256.create()
const hashBytes = /* @__PURE__ */ new Uint8Array(32)

/**
 * 32 hex digits that stand for the parts given: bounded whatever their length, the same on every machine, and saying
 * nothing of what they were. Parts are joined as JSON, which keeps lone surrogates apart and `['a','b']` from `['ab']`.
 */
export const digest = (...parts: readonly unknown[]): string => {
  initialHasher
    ._cloneInto(hasher)
    .update(encoder.encode(JSON.stringify(parts)))
    .digestInto(hashBytes)
  return bytesToHex(hashBytes.subarray(0, 16))
}
