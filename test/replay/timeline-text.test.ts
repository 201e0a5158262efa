import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type LogLine, readLog, replayTimeline, timelineText } from '../../src/replay/index.ts'
import { stripControlCharacters, widthOf } from '../../src/replay/terminal.ts'
import { wrapText } from '../../src/replay/wrap.ts'
import { agentMessage, customerMessage, day, hour, line, minute, replayAda } from './log.ts'

const demo = fileURLToPath(new URL('../../docs/examples/demo.jsonl', import.meta.url))

const shown = async (lines: readonly LogLine[], width = 100): Promise<string> =>
  timelineText((await replayAda(lines)).entries, { timeZone: 'UTC', width })

describe('the demo', () => {
  it('tells the story of a vase', async () => {
    const { entries, report } = await replayTimeline(() => readLog(demo, { onBadLine: 'stop' }), 'Ada', {
      policy: { reopenWindow: { days: 7 } },
    })
    expect(report).toMatchObject({
      rejected: 0,
      violations: 0,
      customers: 1,
      merged: 1,
      conversations: 4,
      reopened: 1,
      followUps: 1,
      separated: 1,
      tasks: 1,
    })
    const text = timelineText(entries, { timeZone: 'UTC' })
    expect(text).toMatch(/┏━━ Conversation 1 ━+ damaged item · support ━━\n/)
    expect(text).toMatch(/┃ {2}09:14 {2}email {2}Ada {6}Good morning\. .* ● New\n/)
    expect(text).toContain('↳ A-4: who answers has it, so Sam has it')
    expect(text).toContain('↳ K-5: silence ends a mail contact, 1 h after our answer')
    expect(text).toContain('┊  18:01  email  Ada      I am out of the office')
    expect(text).toContain('↳ I-9: so conversation 1 is reopened, and Sam still has it')
    expect(text).toContain('↳ I-11: so a new conversation begins, which follows conversation 3')
    for (const width of [100, 80])
      expect(Math.max(...timelineText(entries, { width }).split('\n').map(widthOf))).toBeLessThanOrEqual(
        width,
      )
  })

  it('TK-6, CU-4, W-10, Z-1: shows a task, a merge, a separation and a snooze', async () => {
    const { entries } = await replayTimeline(() => readLog(demo, { onBadLine: 'stop' }), 'Ada')
    const text = timelineText(entries, { timeZone: 'UTC' })
    for (const said of [
      '14:03         Sam      merges two customers: Visitor is Ada ',
      '↳ CU-2: no likeness merges by itself; Sam says so',
      'Takes over the chat contact of conversation 2 ',
      '↳ CU-4: what was owed there is owed here now',
      'puts it aside until Wednesday 4 March, 16:00, or a message ',
      '↳ Z-1: which wakes what was put aside',
      'Task for Sam, due 19:00: Birthday card to the express courier',
      'Task overdue: Birthday card to the express courier',
      'Task done: Birthday card to the express courier',
      'separates a matter: the email contact goes to conversation 4 ',
      '↳ C-1: nothing is owed in what stays behind',
      '┏━━ Conversation 4, separated from conversation 3 ━',
    ])
      expect(text).toContain(said)
    expect(text).not.toMatch(/\d\d:\d\d:\d\d|replay-|[0-9a-f]{16}/)
  })

  it('stands in the README as it is printed', async () => {
    const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8')
    const [, shown = ''] = /<!-- demo -->\n\n```text\n([^`]*)\n```/.exec(readme) ?? []
    const { entries } = await replayTimeline(() => readLog(demo, { onBadLine: 'stop' }), 'Ada', {
      policy: { reopenWindow: { days: 7 } },
    })
    const printed = timelineText(entries, { timeZone: 'UTC' }).replace(/^ {2}/gm, '')
    expect(shown.length).toBeGreaterThan(1000)
    expect(printed).toContain(shown)
  })

  it('uses colours only where they are wanted', async () => {
    const { entries } = await replayTimeline(() => readLog(demo, { onBadLine: 'stop' }), 'Ada')
    expect(timelineText(entries)).not.toContain('\u001B')
    const coloured = timelineText(entries, { colours: true })
    expect(stripVTControlCharacters(coloured)).toBe(timelineText(entries))
  })
})

describe('a timeline for people', () => {
  it('shows a conversation that is continued after another as such', async () => {
    const text = await shown([
      customerMessage(0, { channel: 'voice' }),
      line('close', { after: 1 }),
      agentMessage(hour, { intent: 'new' }),
      line('close', { after: hour + 1, agent: 'Sam' }),
      line('note', { after: day, agent: 'Sam', text: 'Quiet here.' }),
    ])
    expect(text).toContain('C-3: an imported close asks for nothing')
    expect(text).toContain('Note: Quiet here.')
    expect(text).toContain('I-11: so a new conversation begins, which follows conversation 1')
  })

  it('goes back to an older conversation by name', async () => {
    const policy = { reopenWindow: { sameTopic: 'always', otherTopic: 'never' } } as const
    const { entries } = await replayAda(
      [
        customerMessage(0, { topic: 'a' }),
        line('close', { after: 1 }),
        customerMessage(hour, { topic: 'b' }),
        line('close', { after: hour }),
        customerMessage(2 * hour, { topic: 'a' }),
      ],
      { policy },
    )
    const text = timelineText(entries, { timeZone: 'UTC' })
    expect(text).toContain('Conversation 1, continued')
    expect(text).toContain('W-6: the same topic')
  })

  it('tells calls, hand-overs, topics and forced closes with their rules', async () => {
    const call = (type: string, after: number, fields: object = {}) =>
      line(`call.${type}`, { after, channel: 'voice', id: 'c', direction: 'outbound', ...fields })
    const text = await shown([
      customerMessage(0, { text: undefined, length: 3 }),
      line('assign', { after: 1, agent: 'Kim' }),
      line('assign', { after: 2, inbox: 'night' }),
      line('unassign', { after: 3 }),
      customerMessage(4, { topic: 'vase' }),
      call('started', minute, { agent: 'Sam' }),
      call('answered', minute),
      call('ended', 2 * minute, { agent: 'Sam' }),
      line('close', { after: hour, agent: 'Sam', force: true }),
      line('reopen', { after: hour, agent: 'Kim' }),
    ])
    for (const said of [
      '(no text in the log)',
      'Kim gets the conversation',
      'Moved to night\n',
      'Let go of by Kim',
      '↳ W-9: a matter more, not a conversation more: topic vase',
      'Sam  calls',
      'K-1: our contact on voice begins in it',
      'Ada  takes the call',
      'closes the conversation',
      'Kim  reopens the conversation',
      '↳ W-2: by hand',
      '↳ A-3: Kim has it now',
    ])
      expect(text).toContain(said)
  })

  it('tells a move to another inbox also where the agent changes, and heads with the present inbox (A-2)', async () => {
    const text = await shown([
      customerMessage(0),
      line('assign', { after: 1, agent: 'Kim' }),
      line('assign', { after: 2, agent: 'Max', inbox: 'billing' }),
      line('assign', { after: 3, agent: 'Max', inbox: 'returns' }),
    ])
    expect(text).toMatch(/Kim gets the conversation +● Open\n/)
    expect(text).toContain('Max gets the conversation, moved to billing\n')
    expect(text).toContain('Moved to returns')
    expect(text).toMatch(/┏━━ Conversation 1 ━+ returns ━━\n/)
    expect(text).not.toContain('(api)')
  })

  it('tells who has a conversation after an imported reopening, which nobody did by hand (W-2)', async () => {
    const text = await shown([
      customerMessage(0),
      line('close', { after: 1 }),
      line('reopen', { after: 400 * day }),
    ])
    expect(text).toContain('↳ W-2: an imported reopening asks for no window')
    expect(text).not.toContain('by hand')
  })

  it('says in which time zone times are, and takes another', async () => {
    const { entries } = await replayAda([customerMessage(0)])
    const utc = timelineText(entries)
    expect(utc).toMatch(/^ {2}Times in UTC\n/)
    expect(utc).toContain('09:00')
    const berlin = timelineText(entries, { timeZone: 'Europe/Berlin' })
    expect(berlin).toMatch(/^ {2}Times in Europe\/Berlin\n/)
    expect(berlin).toContain('10:00')
  })

  it('C-1, K-3, K-7: tells what ends by itself or by force', async () => {
    const lost = await shown([
      line('call.started', { channel: 'voice', id: 'c', direction: 'inbound' }),
      line('note', { after: 3 * day, agent: 'Sam' }),
    ])
    expect(lost).toContain('K-3: a call whose end nobody reports is given up')
    expect(
      await shown([customerMessage(), line('close', { after: 1, agent: 'Sam', force: true })]),
    ).toContain('C-1: forced')
    const chat = [
      customerMessage(0, { channel: 'chat' }),
      line('contact.end', { after: 1, channel: 'chat', reason: 'left' }),
    ]
    expect(await shown(chat)).toContain('K-7: and nobody had it, so it closes by itself')
  })

  it('keeps to the width, and to the first lines of what is long', async () => {
    const text = await shown(
      [customerMessage(0, { text: 'word '.repeat(400) }), customerMessage(1, { text: 'x'.repeat(500) })],
      70,
    )
    expect(Math.max(...text.split('\n').map(widthOf))).toBeLessThanOrEqual(70)
    expect(text).toContain('…')
    expect(text.split('\n').length).toBeLessThan(35)
  })

  it('shows what stands in no conversation without a line beside it', async () => {
    const text = await shown([agentMessage(0, { automated: true, agent: 'bot', text: 'Hello' })])
    expect(text).toContain('     09:00  email  bot  Hello')
    expect(await shown([])).toBe('')
  })
})

describe('what a customer wrote', () => {
  it('B-4: commands no terminal', async () => {
    const text = await shown([
      customerMessage(0, { text: 'a\u001B[2Jb\rc\u202Ed\u0000e\u009Bf', address: 'x' }),
    ])
    expect(text).toContain('a [2Jb c d e f')
    expect(stripControlCharacters('plain ünïcödé 漢字')).toBe('plain ünïcödé 漢字')
  })

  it('is measured in columns, not in letters', () => {
    expect([widthOf('abc'), widthOf('漢字'), widthOf('👍'), widthOf('e\u0301')]).toEqual([3, 4, 2, 1])
    expect(wrapText('漢字漢字 ab', 4)).toEqual(['漢字', '漢字', 'ab'])
    expect(wrapText('', 10)).toEqual([''])
    expect(wrapText('one two three', 7, 1)).toEqual(['one …'])
  })
})
