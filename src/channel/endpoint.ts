import { shortenKey, trimAndNormalise } from '../kernel/text-keys.ts'

const phoneLike = /^\+?[\d\s().-]{5,}$/

/**
 * The company's side of a contact in one spelling, so that `Support@Shop.com` and `support@shop.com` are one endpoint
 * in contacts and in the policy alike (A-5, K-1). Empty is none.
 *
 * @example
 * endpointOf(' Support@Shop.com ') // 'support@shop.com'
 * endpointOf('+49 (30) 123-456')   // '+4930123456'
 */
export const endpointOf = (raw: string | null | undefined): string | null => {
  const text = trimAndNormalise(raw ?? '')
  if (text === '') return null
  if (text.includes('@')) return shortenKey(text.toLowerCase())
  return shortenKey(phoneLike.test(text) ? text.replaceAll(/[\s().-]/g, '') : text)
}
