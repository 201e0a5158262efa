import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Failure, failuresOf, keyOf, repeatOf, textOf } from './failures.ts'
import { readDeepOptions } from './options.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Runs the command as npm does. */
const deep = (...args: readonly string[]) => {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'test/deep/index.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: '', REDIS_URL: '', NATS_URL: '' },
  })
  return { code: run.status, out: run.stdout, err: run.stderr }
}

const failure = (more: Partial<Failure> = {}): Failure => ({
  file: 'test/a.test.ts',
  test: 'holds (C-1)',
  seed: 5,
  path: '3:0',
  message:
    'Error: Property failed after 4 tests\nCounterexample: [3]\nGot AssertionError: expected 3 to be 4\n    at x',
  ...more,
})

describe('test:deep', () => {
  it('goes on after a failure, reports each distinct one once with seed, path, story and command, and exits with 1', () => {
    const { code, out } = deep(
      '--minutes',
      '5',
      '--rounds',
      '2',
      '--seed',
      '7',
      '--runs',
      '20x',
      'test/deep/broken.law.ts',
    )
    expect(out).toContain(
      "FAILED test/deep/broken.law.ts: says that numbers are small (it doesn't hold)\nseed 7, path ",
    )
    expect(out).toContain('Counterexample: [500]')
    expect(out).toContain(
      "FC_SEED=7 FC_RUNS=20x npm test -- test/deep/broken.law.ts -t 'says that numbers are small \\(it doesn'\\''t hold\\)'",
    )
    expect(out.match(/^FAILED/gm)).toHaveLength(2)
    expect(out).toMatch(/round 1, seed 7: 3 tests, 2 failed/)
    expect(out).toMatch(/round 2, seed 8: 3 tests, 2 failed/)
    expect(out).toContain('2 rounds with FC_RUNS=20x: 2 distinct failures\n  2 × ')
    expect(code).toBe(1)
  })

  it('ends when the time is over, also in the middle of a round', () => {
    const { code, out } = deep('--minutes', '0', '--seed', '1', 'test/deep/broken.law.ts')
    expect(out).toContain('0 tests, 0 failed')
    expect(code).toBe(0)
  })

  it('reports a file that cannot be run', () => {
    const { code, out } = deep('--minutes', '5', '--rounds', '1', 'test/deep/nowhere.law.ts')
    expect(out).toContain('FAILED test/deep/nowhere.law.ts: the file')
    expect(code).toBe(1)
  })
})

describe('the failures of a round', () => {
  it('are those of its tests, and of files that failed without one', () => {
    const test = { fullName: 'holds', status: 'failed', failureMessages: ['{ seed: 5, path: "1:2:0" }'] }
    const report = {
      numPassedTests: 0,
      numFailedTests: 1,
      testResults: [
        {
          name: '/root/test/a.test.ts',
          status: 'failed',
          assertionResults: [test, { ...test, status: 'passed' }],
        },
        { name: '/root/test/b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
        { name: '/root/test/c.test.ts', status: 'passed', message: '', assertionResults: [] },
      ],
    }
    expect(failuresOf(report, '/root/', 5)).toEqual([
      {
        file: 'test/a.test.ts',
        test: 'holds',
        seed: 5,
        path: '1:2:0',
        message: '{ seed: 5, path: "1:2:0" }',
      },
      { file: 'test/b.test.ts', test: null, seed: 5, path: null, message: 'no such module' },
    ])
  })

  it('are the same where test and kind of error are, whatever the values', () => {
    const other = failure({ seed: 6, message: failure().message.replaceAll('3', '33') })
    expect(keyOf(other)).toBe(keyOf(failure()))
    expect(keyOf(failure({ message: 'Got TypeError: x is not a function' }))).not.toBe(keyOf(failure()))
    expect(keyOf(failure({ test: 'another' }))).not.toBe(keyOf(failure()))
  })

  it('say how to repeat them, without the stack', () => {
    expect(textOf(failure(), '3x')).toBe(
      [
        'FAILED test/a.test.ts: holds (C-1)',
        'seed 5, path 3:0',
        'Error: Property failed after 4 tests\nCounterexample: [3]\nGot AssertionError: expected 3 to be 4',
        "Repeat: FC_SEED=5 FC_RUNS=3x npm test -- test/a.test.ts -t 'holds \\(C-1\\)'",
      ].join('\n'),
    )
    expect(repeatOf(failure({ test: null }), '9')).toBe('FC_SEED=5 FC_RUNS=9 npm test -- test/a.test.ts')
  })
})

describe('the options of test:deep', () => {
  it('are ten minutes of three times the usual cases from a random seed, unless the command line says more', () => {
    const usual = { minutes: 10, seed: 2 ** 29, runs: '3x', rounds: Number.POSITIVE_INFINITY, files: [] }
    expect(readDeepOptions([], () => 0.5)).toEqual(usual)
    expect(
      readDeepOptions(['--minutes', '0.5', '--seed', '0', '--runs', '100', 'a.test.ts'], () => 0.5),
    ).toEqual({
      ...usual,
      minutes: 0.5,
      seed: 0,
      runs: '100',
      files: ['a.test.ts'],
    })
    expect(readDeepOptions(['--help'], () => 0.5)).toBeNull()
  })

  it.each([
    [['--minutes', 'ten'], 'Cannot read --minutes: it is "ten". Give a number from 0.'],
    [['--minutes=-1'], 'Cannot read --minutes'],
    [['--rounds', ''], 'Cannot read --rounds'],
    [['--runs', 'x5'], 'Cannot read --runs: it is "x5". Give a number, or a multiple such as 5x.'],
  ])('%j are refused with the value and what to give', (args, why) => {
    expect(() => readDeepOptions(args, () => 0.5)).toThrow(why)
  })
})
