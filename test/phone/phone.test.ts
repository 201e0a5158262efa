import fc from 'fast-check'
import type { CountryCode } from 'libphonenumber-js/min'
import { describe, expect, it } from 'vitest'
import { normaliseAddress } from '../../src/channel/address.ts'
import { phoneNormaliser } from '../../src/phone/index.ts'

const voice = { name: 'voice', address: 'phone' } as const
const german = phoneNormaliser({ defaultCountry: 'DE' })
const american = phoneNormaliser({ defaultCountry: 'US' })

describe('phoneNormaliser', () => {
  it.each([
    ['030 123456', '+4930123456'],
    ['+49 (0)30 123456', '+4930123456'],
    ['0049 30 123456', '+4930123456'],
    [' tel:030/123456', '+4930123456'],
    ['whatsapp:+49 30 123456', '+4930123456'],
    ['+39 06 1234 5678', '+390612345678'],
    ['+683 4000', '+6834000'],
    ['+999 123 4567', '+9991234567'],
  ])('CU-1: in Germany %j is %s', (raw, value) => {
    expect(german(raw, voice)).toEqual({
      kind: 'phone',
      key: `phone:${value}`,
      value,
      original: raw,
      shared: false,
    })
  })

  it('CU-1: a national number is one of the default country', () => {
    expect(american('(201) 555-0123', voice)?.value).toBe('+12015550123')
    expect(american('011 49 30 123456', voice)?.value).toBe('+4930123456')
    expect(american('0049 30 123456', voice)?.value).toBe('+4930123456')
    expect(american('0049 030 123456', voice)?.value).toBe('+4930123456')
  })

  it.each(['12345', 'DHL', '030 123456 ext. 5', '030', '0001 030 123456', '1-800-FLOWERS', '0'.repeat(300)])(
    'I-0: %j is no number of one person and stays what the core makes of it',
    (raw) => {
      expect(german(raw, voice)).toEqual(normaliseAddress(raw, voice))
      expect(german(raw, voice)?.kind).toBe('handle')
    },
  )

  it.each(['', 'Anonymous', '+86282452253'])('I-0: %j is nobody', (raw) => {
    expect(german(raw, voice)).toBeNull()
  })

  it('CU-1: other kinds of address are the core’s', () => {
    expect(german('Ada@Example.com', { name: 'email', address: 'email' })?.key).toBe('email:ada@example.com')
    expect(german('030 123456', { name: 'chat', address: 'handle' })?.key).toBe('handle:chat:030 123456')
  })

  it('B-3: a country that there is not is a programmer’s mistake', () => {
    expect(() => phoneNormaliser({ defaultCountry: 'XX' as CountryCode })).toThrow(/"XX" is no country code/)
  })
})

describe('laws', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789+-() '), maxLength: 22 })
  const prefixed = fc
    .tuple(
      fc.constantFrom('+49', '+39', '+7', '+1', '00', '011', ''),
      fc.string({ unit: fc.constantFrom('0', '8', '1'), maxLength: 3 }),
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 4, maxLength: 11 }),
    )
    .map((parts) => parts.join(''))
  const text = fc.oneof(
    prefixed,
    digits,
    fc.string({ unit: 'binary' }),
    fc.constantFrom('__proto__', '\ud800', '\u0000'),
  )
  const normaliser = fc.constantFrom(german, american, phoneNormaliser({ defaultCountry: 'RU' }))

  it('B-4: every text is nobody or an address', () => {
    fc.assert(
      fc.property(text, normaliser, (raw, normalise) => {
        const found = normalise(raw, voice)
        if (found?.kind === 'phone') expect(found.value).toMatch(/^\+[1-9]\d{4,16}$/)
      }),
    )
  })

  it('CU-1: a normalised value is its own normalisation', () => {
    fc.assert(
      fc.property(text, normaliser, (raw, normalise) => {
        const once = normalise(raw, voice)
        if (once !== null) expect(normalise(once.value, voice)?.key).toBe(once.key)
      }),
    )
  })
})
