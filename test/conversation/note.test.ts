import { describe, expect, it } from 'vitest'
import { noteOnCustomer } from '../../src/index.ts'
import { days, host, noon } from '../support/operations.ts'
import { eventsOf, notes, refused, sends, solved, the, typesOf, waits, writes } from './scene.ts'
import { contextFor, goOn, play, tell } from './world.ts'

describe('notes', () => {
  it('N-1: a note is shown and changes nothing, neither status nor any clock', () => {
    const world = play([writes(), sends(), waits(1_000)])
    const { answer, world: after } = tell(world, notes())
    expect(eventsOf(answer)).toMatchObject([
      {
        type: 'note.added',
        conversation: the(world).id,
        contact: null,
        data: {},
        cause: 'note',
        content: { text: 'nice', attachments: [], externalId: null, address: null },
      },
    ])
    expect(the(after)).toEqual(the(world))
  })

  it('E-7: its text is content, which no state holds', () => {
    const secret = 'the code is 4711'
    const { world } = tell(play([writes()]), notes({ text: secret }))
    expect(JSON.stringify(world.situation)).not.toContain(secret)
    expect(JSON.stringify(world.log)).toContain(secret)
  })

  it('C-6: not on a closed conversation', () => {
    expect(tell(play(solved), notes()).answer).toEqual(refused('conversation.closed', 'C-6'))
  })

  it('C-6: on the customer always, in no conversation', () => {
    for (const world of [play([]), play(solved), play([writes()])]) {
      const { answer, world: after } = tell(world, notes({ beside: true }))
      expect(eventsOf(answer)).toMatchObject([
        { type: 'note.added', customer: 'ada', conversation: null, assignee: null },
      ])
      expect(after.situation.closed).toEqual(world.situation.closed)
    }
  })

  it('C-6: it says who wrote it, and when', () => {
    const world = goOn(play([]), waits(days(1)))
    expect(noteOnCustomer('ada', { text: '' }, contextFor(world, host))).toMatchObject({
      id: 'c1.0',
      seq: 2,
      actor: host,
      occurredAt: noon + days(1),
      content: { text: '' },
    })
    expect(typesOf(tell(world, notes()).answer)).toEqual(['note.added'])
  })
})
