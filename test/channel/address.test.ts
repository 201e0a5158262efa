import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Address, normaliseAddress } from '../../src/channel/address.ts'

const email = { name: 'email', address: 'email' } as const
const voice = { name: 'voice', address: 'phone' } as const
const sms = { name: 'sms', address: 'phone' } as const
const chat = { name: 'chat', address: 'handle' } as const
const channels = [email, voice, sms, chat]

const key = (raw: string, channel: (typeof channels)[number]): string | undefined =>
  normaliseAddress(raw, channel)?.key

describe('email', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['  Ada@Example.COM \r\n', 'ada@example.com'],
    ['<ada@example.com>', 'ada@example.com'],
    ['"Lovelace, Ada" <Ada@example.com>', 'ada@example.com'],
    ['Ada < ada@example.com >', 'ada@example.com'],
    ['mailto:ada@example.com?subject=Vase', 'ada@example.com'],
    ['MailTo:ada%2Bshop@example.com', 'ada+shop@example.com'],
    ['mailto:100%@example.com', '100%@example.com'],
    ['Rene\u0301@example.com', 'ren\u00e9@example.com'],
  ])('CU-1: %j is the address %s', (raw, value) => {
    expect(normaliseAddress(raw, email)).toEqual({
      kind: 'email',
      key: `email:${value}`,
      value,
      original: raw,
      shared: false,
    })
  })

  it('CU-1: plus tags and dots are never folded', () => {
    expect(key('a.d.a+vase@gmail.com', email)).toBe('email:a.d.a+vase@gmail.com')
    expect(key('ada@gmail.com', email)).not.toBe(key('a.da@gmail.com', email))
  })

  it.each([
    'ada',
    'ada@',
    '@example.com',
    'ada@home@example.com',
    'ada lovelace@example.com',
    'ada@example.com, bob@example.com',
    'Ada> <ada@example.comm',
    '"a d a"@example.com',
    'ada@exa\u0000mple.com',
    `${'a'.repeat(243)}@example.com`,
    `${'Ada '.repeat(300)}<ada@example.com>`,
  ])('I-0: %j is no email address and stays a handle, so that nothing is lost', (raw) => {
    expect(normaliseAddress(raw, email)?.kind).toBe('handle')
  })

  it('CU-1: 254 characters are an address, 255 are not', () => {
    expect(normaliseAddress(`${'a'.repeat(242)}@example.com`, email)?.kind).toBe('email')
  })
})

describe('phone', () => {
  it.each([
    ['+49 30 123456', '+4930123456'],
    ['0049 (30) 123-456', '+4930123456'],
    ['tel:+49-30-123456', '+4930123456'],
    ['whatsapp:+4930123456', '+4930123456'],
    ['SMS: +49.30/123456', '+4930123456'],
    ['+49\u00a030\u2011123456', '+4930123456'],
    ['+1234567', '+1234567'],
    ['+123456789012345', '+123456789012345'],
  ])('CU-1: %j is %s', (raw, value) => {
    expect(normaliseAddress(raw, voice)).toEqual({
      kind: 'phone',
      key: `phone:${value}`,
      value,
      original: raw,
      shared: false,
    })
  })

  it('O-2: one number is one address on every channel of phones', () => {
    expect(key('+49 30 123456', voice)).toBe(key('whatsapp:+4930123456', sms))
  })

  it.each(['030 123456', '110', 'DHL', '+123456', '+1234567890123456', '+0301234567', '+49 (0)30 123456'])(
    'I-0: %j is understood by nobody without a country and stays as it is',
    (raw) => {
      expect(key(raw, sms)).toBe(`handle:sms:${raw}`)
    },
  )

  it.each(['tel:+1-201-555-0123;ext=5', `+${' '.repeat(40)}4930123456`])(
    'I-0: %j is no plain number',
    (raw) => {
      expect(normaliseAddress(raw, voice)?.kind).toBe('handle')
    },
  )
})

describe('handle', () => {
  it('CU-1: a handle means something on its channel only, and keeps its case', () => {
    expect(normaliseAddress(' Ada_1815 ', chat)).toEqual({
      kind: 'handle',
      key: 'handle:chat:Ada_1815',
      value: 'Ada_1815',
      original: ' Ada_1815 ',
      shared: false,
    })
  })

  it('CU-1: what looks like an email or a number there is still a handle', () => {
    expect(key('Ada@example.com', chat)).toBe('handle:chat:Ada@example.com')
    expect(key('+49 30 123456', chat)).toBe('handle:chat:+49 30 123456')
  })

  it('CU-1: two channels never share a key, whatever their names', () => {
    const one = normaliseAddress('b:c', { name: 'a', address: 'handle' })
    expect(one?.key).toBe('handle:a:b:c')
    expect(normaliseAddress('c', { name: 'a:b', address: 'handle' })?.key).not.toBe(one?.key)
    expect(normaliseAddress('c', { name: 'a%3Ab', address: 'handle' })?.key).toBe('handle:a%253Ab:c')
  })

  it('B-4: 200 characters are kept, more become their beginning and a digest', () => {
    const short = 'x'.repeat(200)
    expect(key(short, chat)).toBe(`handle:chat:${short}`)
    expect(key(`${short}y`, chat)).toMatch(/^handle:chat:x{150}~[0-9a-f]{32}$/)
    expect(key(`${short}y`, chat)).not.toBe(key(`${short}z`, chat))
  })

  it('B-4: what a database refuses is in no key, and what differs there differs in the key', () => {
    const keys = ['ada\u0000', 'ada\ud800', 'ada\udfff', 'ada'].map((raw) => key(raw, chat))
    expect(new Set(keys).size).toBe(4)
    for (const each of keys) expect(each).not.toMatch(/[\p{Cc}\p{Cs}]/u)
  })

  it('CU-1: one text in two Unicode forms is one handle', () => {
    expect(key('Rene\u0301', chat)).toBe('handle:chat:Ren\u00e9')
  })

  it.each([
    ['a\u0000\u0301', chat],
    ['mailto:\u0000ada@example.com?subject', email],
    ['\u0000 ada', chat],
  ] as const)('CU-1: what stands for %j is not read as anything else', (raw, channel) => {
    const once = normaliseAddress(raw, channel)
    expect(normaliseAddress(once?.value ?? '', channel)?.key).toBe(once?.key)
  })

  it('B-4: the original is kept for people, at most 400 characters of it', () => {
    expect(normaliseAddress('x'.repeat(1_000_000), chat)?.original).toHaveLength(400)
  })
})

describe('nobody', () => {
  it.each(['', '  ', '\ufeff', '\t\r\n'])('I-0: %j names nobody on any channel', (raw) => {
    for (const channel of channels) expect(normaliseAddress(raw, channel)).toBeNull()
  })

  it.each([
    'anonymous',
    'UNKNOWN',
    'Restricted',
    'private',
    'Withheld',
    'unavailable',
    'Number withheld',
    'no_caller_id',
    '(Private number)',
    '"Anonymous" <sip:anonymous@anonymous.invalid>',
  ])('I-0: %j hides who calls', (raw) => {
    expect(normaliseAddress(raw, voice)).toBeNull()
    expect(normaliseAddress(raw, email)).toBeNull()
  })

  it.each(['+266696687', '+2562533', '+7748283', '+7378742833', '+86282452253', '+8656696'])(
    'I-0: %s spells a hidden caller on the keypad',
    (raw) => {
      expect(normaliseAddress(raw, voice)).toBeNull()
    },
  )

  it.each(['<>', 'Mail Delivery System <>'])('I-0: the empty return path %j is nobody', (raw) => {
    expect(normaliseAddress(raw, email)).toBeNull()
  })

  it('I-0: on a channel of handles such a word may be a name', () => {
    expect(key('Anonymous', chat)).toBe('handle:chat:Anonymous')
    expect(key('<>', chat)).toBe('handle:chat:<>')
  })

  it.each(['private.eye', 'unknown7', '()', `unknown${' '.repeat(100)}unknown`])(
    'I-0: %j is somebody',
    (raw) => {
      expect(normaliseAddress(raw, voice)).not.toBeNull()
    },
  )
})

describe('laws', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({
      unit: fc.constantFrom('\ud800', '\udc00', '\u0000', 'a', '@', '<', '>', '~', ' ', '\u0301', 'K', '?'),
    }),
    fc
      .tuple(
        fc.constantFrom('', 'mailto:', 'tel:', '<', '"Ada" <', '+', '00'),
        fc.emailAddress(),
        fc.string(),
      )
      .map((parts) => parts.join('')),
    fc.string({ unit: fc.constantFrom(...'0123456789+-() '), maxLength: 20 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      'mailto:%E0%A4%A',
      '__proto__@__proto__',
      '\u0130@x.org',
    ),
    fc.string({ minLength: 199, maxLength: 400, unit: 'binary' }),
  )
  const channel = fc.constantFrom(...channels)

  it('B-4: every text is nobody or an address with a bounded key', () => {
    fc.assert(
      fc.property(text, channel, (raw, on) => {
        const found = normaliseAddress(raw, Object.freeze(on))
        if (found === null) return
        expect(found.value.length).toBeGreaterThan(0)
        expect(found.value.length).toBeLessThanOrEqual(254)
        expect(found.key.endsWith(found.value)).toBe(true)
        expect(found.key).not.toMatch(/[\p{Cc}\p{Cs}]/u)
        expect(raw.startsWith(found.original)).toBe(true)
      }),
    )
  })

  it('CU-1: a normalised value is its own normalisation', () => {
    fc.assert(
      fc.property(text, channel, (raw, on) => {
        const once = normaliseAddress(raw, on)
        if (once === null) return
        expect(normaliseAddress(once.value, on)).toEqual({ ...once, original: once.value } satisfies Address)
      }),
    )
  })

  it('CU-1: so for each character that has a case or a composition', () => {
    for (let point = 0; point <= 0x2ffff; point += 1) {
      const raw = `a${String.fromCodePoint(point)}\u0301@example.com`
      const once = normaliseAddress(raw, email)
      if (once?.kind === 'email' && normaliseAddress(once.value, email)?.key !== once.key) expect.fail(raw)
    }
  })

  it('CU-1: neither spaces around an email address nor its case make another one', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (raw) => {
        expect(key(` <${raw.toUpperCase()}> `, email)).toBe(key(raw, email))
      }),
    )
  })

  it('B-4: megabytes of hostile text are read at once', () => {
    for (const unit of ['<', '>', '@', '(', '+', '0', ' ', '~', '\u0000', '\ud800', 'mailto:', 'unknown '])
      for (const on of channels) normaliseAddress(unit.repeat(200_000), on)
  })
})
