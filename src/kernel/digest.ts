import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * 32 hex digits that stand for the parts given: bounded whatever their length, the same on every machine, and saying
 * nothing of what they were. Parts are joined as JSON, which keeps lone surrogates apart and `['a','b']` from `['ab']`.
 */
export const digest = (...parts: readonly unknown[]): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(parts)))).slice(0, 32)
