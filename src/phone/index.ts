import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'
import { type NormaliseAddress, normaliseAddress } from '../channel/address.ts'
import { withoutScheme } from '../channel/phone-number.ts'

/** Shorter national texts are short codes and extensions; they keep to their channel. */
const minNationalLength = 7

const parseNumber = (text: string, defaultCountry: CountryCode): PhoneNumber | undefined =>
  parsePhoneNumberFromString(text, { defaultCountry, extract: false })

/**
 * Length alone decides (`isPossible`), not the ranges in use (`isValid`): those change with each release of the
 * metadata, and a customer's key must not. What has more trunk zeros than one reading removes is no number.
 */
const toE164 = (text: string, defaultCountry: CountryCode): string | null => {
  const found = parseNumber(text, defaultCountry)
  if (found === undefined || !found.isPossible() || found.ext !== undefined) return null
  if (!text.startsWith('+') && found.nationalNumber.length < minNationalLength) return null
  return parseNumber(found.number, defaultCountry)?.number === found.number ? found.number : null
}

/**
 * Normalises phone numbers as they are written in the countries of the world, national ones as of `defaultCountry`;
 * every other address, and what is no possible number, as `normaliseAddress` does (I-0, CU-1).
 * Throws if the country is unknown: a programmer's mistake (B-3).
 *
 * @example
 * const normalise = phoneNormaliser({ defaultCountry: 'DE' })
 * normalise('030 123456', { name: 'voice', address: 'phone' })?.key // 'phone:+4930123456'
 */
export const phoneNormaliser = (options: { readonly defaultCountry: CountryCode }): NormaliseAddress => {
  const { defaultCountry } = options
  if (!isSupportedCountry(defaultCountry))
    throw new Error(`phoneNormaliser: "${defaultCountry}" is no country code; use two letters such as "DE"`)
  return (raw, channel) => {
    const plain = normaliseAddress(raw, channel)
    if (plain === null || channel.address !== 'phone') return plain
    // `00` is dialled before a country code in most countries, but not in all: there the core's reading is read again.
    const value = toE164(withoutScheme(raw.trim()), defaultCountry) ?? toE164(plain.value, defaultCountry)
    return value === null ? plain : { ...plain, kind: 'phone', key: `phone:${value}`, value }
  }
}
