import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { perfectJudgeWindows } from '../../src/replay/fit.ts'
import { selectRelevantLines, withThreadsAsTopics } from '../../src/replay/fit-lines.ts'
import { errorRatesOf, type ScoredWindow, scoreWindow } from '../../src/replay/fit-score.ts'
import { createTrial, type Trial } from '../../src/replay/fit-trial.ts'
import { readLog } from '../../src/replay/index.ts'
import { isByTopic, type TriedWindow } from '../../src/replay/windows.ts'

/** docs/choosing-a-reopen-window.md against its picture, and against the log where that lies beside the repository. */
const docs = fileURLToPath(new URL('../../docs', import.meta.url))
const folder =
  process.env['THROUGHLINE_LOGS'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
const path = `${folder}/thunderbird-support.jsonl.gz`
const present = existsSync(path)
if (!present)
  console.log('thunderbird-support.jsonl.gz is not here: the figures of the document are not checked')

const text = readFileSync(`${docs}/choosing-a-reopen-window.md`, 'utf8')
const picture = readFileSync(`${docs}/images/reopen-windows.svg`, 'utf8')

/** The table: what each window does by time alone, and by topic. */
const table = new Map(
  [...text.matchAll(/^\| (\d+ [hd]) \| (.+) \|$/gm)].map(([, window = '', cells = '']) => [
    window,
    cells.split(' | '),
  ]),
)

const cellsOf = (row: ScoredWindow): readonly string[] => {
  const { falseMerge, falseSplit } = errorRatesOf(row)
  return [falseMerge, falseSplit, row.score].map((value) => value.toFixed(1))
}

const plain = (cells: readonly string[] | undefined): readonly string[] | undefined =>
  cells?.map((cell) => cell.replaceAll('*', ''))

describe('docs/choosing-a-reopen-window.md', () => {
  it('says of the best windows what its picture says', () => {
    expect(picture).toContain('Best by time alone: 7 d, 45.4 % glued on, 8.1 % cut.')
    expect(picture).toContain(
      'Best by topic: 21 d / never (same topic / another), 26.5 % glued on, 4.5 % cut.',
    )
    expect(text).toContain('**Best by time alone: 7 days**, 45.4 % glued on and 8.1 % cut.')
    expect(text).toContain(
      '**Best by topic: 21 days for the same, `never` for another**, 26.5 % glued on and 4.5 % cut',
    )
    expect(picture.length).toBeLessThan(20_000)
  })

  it('marks the lowest sums of its table', () => {
    const rows = [...table.values()]
    expect(rows.length).toBeGreaterThan(5)
    for (const column of [2, 5]) {
      const marked = rows.map((cells) => cells[column]).filter((cell) => cell?.startsWith('**'))
      const lowest = Math.min(...rows.map((cells) => Number(plain(cells)?.[column])))
      expect(plain(marked as readonly string[])?.map(Number)).toEqual([lowest])
    }
  })

  it.skipIf(!present)(
    'W-6, W-8, W-9: has the figures of the log for the best windows and for the perfect judge',
    async () => {
      const groups = await selectRelevantLines(readLog(path, { onBadLine: 'stop' }))
      const trial = createTrial(groups, { contactTimers: 'off' })
      const tried = async (window: TriedWindow, by: Trial = trial) =>
        cellsOf(scoreWindow(window, isByTopic(window), await by.errorsOf(window)))
      const week = await tried({ days: 7 })
      const weeks = await tried({ sameTopic: { days: 21 }, otherTopic: 'never' })
      expect(plain(table.get('7 d'))?.slice(0, 3)).toEqual(week)
      expect(plain(table.get('21 d'))?.slice(3)).toEqual(weeks)
      const judge = createTrial(withThreadsAsTopics(groups), { contactTimers: 'off' })
      const [glued, cut] = await tried(perfectJudgeWindows, judge)
      expect(text).toContain(`comes to ${glued} % glued on and ${cut} % cut`)
      expect(trial.violations() + judge.violations()).toBe(0)
    },
    600_000,
  )
})
