const scheme = /^(?:tel|sms|whatsapp):\s*/i
const maxPhoneTextLength = 40
/** Digits and what people put between them, after `+` or the international prefix of most countries. */
const internationalNumber = /^(?:\+|00)[\d\s()./\-\u2010-\u2015]+$/
const e164Digits = /^[1-9]\d{6,14}$/

/** A number as a provider sends it, without `tel:`, `sms:` or `whatsapp:`. */
export const withoutScheme = (text: string): string => text.replace(scheme, '')

/**
 * The E.164 form of a number written internationally, else null. Nothing is guessed: a national number has no country,
 * and a `(0)` is dropped in most countries and dialled in Italy. `throughline/phone` knows the countries.
 */
export const parseInternationalPhone = (text: string): string | null => {
  const number = withoutScheme(text)
  if (number.length > maxPhoneTextLength || !internationalNumber.test(number) || number.includes('(0)'))
    return null
  const digits = number.replace(/^00/, '').replaceAll(/\D/g, '')
  return e164Digits.test(digits) ? `+${digits}` : null
}
