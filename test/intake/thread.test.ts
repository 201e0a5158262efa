import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { threadIds } from '../../src/intake/thread.ts'

describe('threadIds', () => {
  it('I-16: what a message answers comes first, then its references from the last to the first', () => {
    expect(
      threadIds({
        References: '<1@mail> <2@mail>\r\n <3@mail>',
        Subject: '<no@mail>',
        'In-Reply-To': '<3@mail>',
      }),
    ).toEqual(['3@mail', '2@mail', '1@mail'])
  })

  it('I-16: the two fields as providers name them, as texts or lists', () => {
    expect(threadIds({ inReplyTo: '2@mail', references: ['1@mail', '<2@mail>'] })).toEqual([
      '2@mail',
      '1@mail',
    ])
    expect(threadIds({ 'in-reply-to': ['<1@mail>', '<2@mail>'] })).toEqual(['2@mail', '1@mail'])
  })

  it('I-16: no field, no id', () => {
    expect(threadIds({})).toEqual([])
    expect(threadIds({ references: '', inReplyTo: [] })).toEqual([])
  })

  it.each([
    ['Your message of Tue <1@mail> (Ada)', ['1@mail']],
    ['1@mail', ['1@mail']],
    ['wamid.HBgM', ['wamid.HBgM']],
    ['1@mail  2@mail', ['2@mail', '1@mail']],
    ['Your message of 5 May', []],
    ['<1@\r\n mail>', ['1@mail']],
    ['<>', []],
    ['< > <1@mail>', ['1@mail']],
    ['<1@mail', []],
    ['1@mail>', ['1@mail>']],
    ['<1@mail><2@mail>', ['2@mail', '1@mail']],
    ['<<1@mail>>', ['1@mail']],
    ['<1@mail> <cut@ma', ['1@mail']],
    ['>x< <1@mail>', ['1@mail']],
    ['<__proto__>', ['__proto__']],
  ])('I-16: %j holds %j', (references, ids) => {
    expect(threadIds({ references })).toEqual(ids)
  })

  it('B-4: the newest 20 of many', () => {
    const references = Array.from({ length: 30 }, (_, n) => `<${n}@mail>`).join(' ')
    const ids = threadIds({ references, inReplyTo: '<x@mail>' })
    expect(ids).toEqual(['x@mail', ...Array.from({ length: 19 }, (_, n) => `${29 - n}@mail`)])
  })

  const id = fc.stringMatching(/^[a-z0-9.$+-]{1,12}@[a-z.]{1,12}$/)

  it('I-16: every id that was written is found, each once, newest first', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(id, { maxLength: 15 }),
        fc.constantFrom(' ', '', '\r\n\t', ', '),
        (ids, between) => {
          const references = ids.map((each) => `<${each}>`).join(between)
          expect(threadIds(Object.freeze({ References: references }))).toEqual(ids.toReversed())
          expect(threadIds({ 'In-Reply-To': references, References: references })).toEqual(ids.toReversed())
        },
      ),
    )
  })

  it('B-4: any text gives at most 20 ids without brackets or spaces, each once', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('<', '>', ' ', 'a', '@', '\ud800', '\u0000'), maxLength: 200 }),
    )
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('References', 'in-reply-to', '__proto__'), text),
        (headers) => {
          const ids = threadIds(headers)
          expect(ids.length).toBeLessThanOrEqual(20)
          expect(new Set(ids).size).toBe(ids.length)
          for (const each of ids) expect(each).toMatch(/^[^<\s]+$/u)
        },
      ),
    )
  })

  it('looks at the last 100 texts of a list and the last 64,000 characters of each, and no further (B-4)', () => {
    let looked = 0
    const blank = Array.from({ length: 10_000 }, () => ' ')
    const list = new Proxy(['<1@mail>', ...blank], {
      get: (target, key, self) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) looked++
        return Reflect.get(target, key, self)
      },
    })
    expect(threadIds({ references: list })).toEqual([])
    expect(looked).toBeLessThanOrEqual(100)
    expect(threadIds({ references: ['<1@mail>', ...blank.slice(0, 99)] })).toEqual(['1@mail'])
    expect(threadIds({ references: `<1@mail>${' '.repeat(64_000)}` })).toEqual([])
    expect(threadIds({ references: `<1@mail> <cut@mail>${' '.repeat(63_990)}` })).toEqual(['cut@mail'])
  })

  it('B-4: megabytes of hostile text are read at once', () => {
    for (const unit of ['<', '>', '<>', '><', ' ', 'a ', '@ ', '<a>', '< a'])
      threadIds({ references: unit.repeat(1_000_000) })
  })
})
