import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WindowFit } from '../../src/replay/fit.ts'
import { bestOf, paretoFrontOf, scoreWindow } from '../../src/replay/fit-score.ts'
import { plotOf } from '../../src/replay/plot.ts'
import { boxOf, placeLabels } from '../../src/replay/plot-labels.ts'
import { scaleFor } from '../../src/replay/plot-scale.ts'
import { escaped, rounded } from '../../src/replay/plot-svg.ts'

type Figures = readonly [glued: number, cut: number]

const seenOf = ([glued, cut]: Figures) => ({
  falseMerge: { total: 100, active: Math.min(24, glued), reopened: Math.max(0, glued - 24) },
  separatedByLanes: 0,
  falseSplit: { total: 100, split: cut },
})

const fitOf = (time: readonly Figures[], topic: readonly Figures[]): WindowFit => {
  const byTime = time.map((figures, at) => scoreWindow({ days: at + 1 }, false, seenOf(figures)))
  const byTopic = topic.map((figures, at) =>
    scoreWindow({ sameTopic: { days: at + 1 }, otherTopic: 'never' }, true, seenOf(figures)),
  )
  return {
    byTime,
    byTopic,
    paretoFront: paretoFrontOf(byTopic),
    best: { byTime: bestOf(byTime), byTopic: bestOf(byTopic) },
    evidence: { falseMerge: 100, falseSplit: 100, needed: 100 },
    plain: { hours: 24 },
    perfect: scoreWindow({ sameTopic: 'always', otherTopic: 'never' }, true, seenOf([0, 2])),
    violations: 0,
  }
}

const usual = fitOf(
  [
    [30, 35],
    [40, 15],
    [60, 2],
  ],
  [
    [12, 36],
    [20, 12],
    [28, 3],
  ],
)

const figures = fc.tuple(fc.nat(100), fc.nat(100))
const some = fc.array(figures, { minLength: 1, maxLength: 30 })

/** A reader of elements, so that a mistake in the nesting shows. */
const isWellFormed = (svg: string): boolean => {
  const open: string[] = []
  for (const [, end, name = '', alone] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (alone === '/') continue
    if (end !== '/') open.push(name)
    else if (open.pop() !== name) return false
  }
  return open.length === 0
}

describe('plotOf', () => {
  it('W-6: draws both curves, names them, and marks and says the best of each', () => {
    const svg = plotOf(usual, 'support.jsonl')
    expect(svg).toContain('<title id="title">What reopen windows cut and what they glue on</title>')
    expect(svg).toContain('Best by time alone: 2 d, 40.0 % glued on, 15.0 % cut.')
    expect(svg).toContain('Best by topic: 3 d / never (same topic / another), 28.0 % glued on, 3.0 % cut.')
    for (const said of ['best: 2 d<', 'best: 3 d / never<', 'by time alone<', 'a perfect judge<'])
      expect(svg).toContain(`>${said}`)
    expect(svg.match(/<polyline/g)).toHaveLength(2)
    expect(svg.match(/r="7"/g)).toHaveLength(2)
    expect(svg).toContain('prefers-color-scheme:dark')
    expect(svg).not.toMatch(/href|script|@import|url\(/)
  })

  it('is the same at every drawing, small and well formed, whatever there is to draw', () => {
    fc.assert(
      fc.property(some, some, (time, topic) => {
        const svg = plotOf(fitOf(time, topic), 'x')
        expect(plotOf(fitOf(time, topic), 'x')).toBe(svg)
        expect(isWellFormed(svg)).toBe(true)
        expect(svg).not.toMatch(/NaN|Infinity|undefined|\d\.\d{3}/)
        expect(svg.length).toBeLessThan(20_000)
      }),
    )
  })

  it('shows a name as it is', () => {
    const svg = plotOf(usual, '<b> & "co"\u0007')
    expect(svg).toContain('&lt;b&gt; &amp; &quot;co&quot;;')
    expect(isWellFormed(svg)).toBe(true)
  })

  it('leaves out what is far off to the right', () => {
    const far = fitOf(
      [
        [10, 99],
        [40, 9],
      ],
      [[10, 9]],
    )
    expect(plotOf(far, 'x').match(/class="timeDot"/g)).toHaveLength(1)
  })
})

describe('labels', () => {
  const area = { left: 0, top: 0, right: 400, bottom: 300 }
  const place = fc.record({ x: fc.nat(400), y: fc.nat(300), text: fc.string({ maxLength: 20 }) })

  it('never stand on one another, on anything else or outside', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 30 }), (wanted) => {
        const taken = [{ left: 100, top: 100, right: 200, bottom: 150 }]
        const boxes = [
          ...taken,
          ...placeLabels(
            wanted.map((one) => ({ ...one, class: 'x' })),
            taken,
            area,
          ).map(boxOf),
        ]
        for (const [at, one] of boxes.entries()) {
          expect(one.left >= 0 && one.top >= 0 && one.right <= 400 && one.bottom <= 300).toBe(true)
          for (const other of boxes.slice(at + 1))
            expect(
              one.left < other.right &&
                other.left < one.right &&
                one.top < other.bottom &&
                other.top < one.bottom,
            ).toBe(false)
        }
      }),
    )
  })
})

describe('scales', () => {
  it.each([
    [0, 5, [0, 1, 2, 3, 4, 5]],
    [31.25, 40, [0, 10, 20, 30, 40]],
    [100, 100, [0, 20, 40, 60, 80, 100]],
    [140, 100, [0, 20, 40, 60, 80, 100]],
  ])('have room for %d', (largest, most, ticks) => {
    const scale = scaleFor(largest, 64, 736)
    expect([scale.most, scale.ticks]).toEqual([most, ticks])
    expect([scale.at(0), scale.at(most)]).toEqual([64, 736])
  })
})

describe('numbers and texts', () => {
  it('are short and harmless', () => {
    expect([rounded(1 / 3), rounded(-0.001), rounded(12)]).toEqual(['0.33', '0', '12'])
    expect(escaped('a<b>&"\u0000\uFFFF')).toBe('a&lt;b&gt;&amp;&quot;')
  })
})
