import { describe, expect, it } from 'vitest'
import { programs } from '../postgres/cluster.ts'
import { type LoadOptions, readOptions } from './options.ts'
import { runLoad } from './run.ts'

const small = (...more: readonly string[]): LoadOptions => {
  const options = readOptions(['--processes', '2', '--writers', '4', '--customers', '30', ...more])
  if (options === null) throw new Error('no options')
  return options
}

const canStartServer = (await programs()) !== null

const sound = { twoActive: 0, lost: 0, doubled: 0, foldMismatches: 0, outboxGaps: 0, faults: [] }

describe('a load', () => {
  it.runIf(canStartServer)(
    'O-1, O-4, I-1, I-4, D-5, E-1, E-6: with processes killed, and each of two servers killed in the middle, nothing acknowledged is lost and nothing is done twice',
    async () => {
      const report = await runLoad(
        small('--messages', '240', '--kill', '--private', '--servers', '2', '--restarts', '2'),
      )
      expect(report).toMatchObject(sound)
      expect(report.kills).toBeGreaterThanOrEqual(2)
      expect(report.redelivered).toBeGreaterThan(0)
      expect(report.restarts).toBe(2)
      expect(report.retries).toBeGreaterThan(0)
      expect(report.acknowledged).toBeGreaterThan(350)
      expect(report.swept).toBeGreaterThan(0)
      expect(report.events).toBeGreaterThan(500)
    },
  )
})

describe('the options of a load', () => {
  it('are those that the command line gives, and as usual where it gives none', () => {
    expect(readOptions([])).toMatchObject({
      processes: 4,
      writers: 8,
      kill: false,
      urls: [],
      tenants: 1,
      partitions: null,
    })
    expect(readOptions(['--url', 'postgres://a', '--partitions', '8', '--json'])).toMatchObject({
      urls: ['postgres://a'],
      partitions: 8,
      json: true,
    })
    expect(readOptions(['--help'])).toBeNull()
  })

  it.each([
    [['--messages', 'many'], '--messages must be a whole number from 1, not "many"'],
    [['--writers', '0'], '--writers must be a whole number from 1, not "0"'],
    [['--private', '--url', 'postgres://a'], '--private starts a server of its own'],
    [['--servers', '2'], '--servers goes with --private'],
    [['--colour'], '--colour'],
  ])('%j are refused with what is wrong', (args, why) => {
    expect(() => readOptions(args)).toThrow(why)
  })
})
