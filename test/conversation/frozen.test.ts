import { describe, expect, it } from 'vitest'
import { addNote } from '../../src/index.ts'
import { noon } from '../support/operations.ts'
import { deepFreeze } from './deep-freeze.ts'
import { assigns, ends, marks, notes, refused, sends, solved, tags, the } from './scene.ts'
import { contextFor, play, tell } from './world.ts'

const closed = play(solved)

describe('a closed conversation', () => {
  it.each([
    ['a reply', sends(undefined, 'email', { conversation: 'closed' })],
    ['a note', notes()],
    ['a topic', tags('vase')],
    ['an assignment', assigns('kim')],
    ['an assignment to its present holder', assigns('sam')],
    ['no reply needed', marks()],
    ['an end of contact', ends('agent')],
  ])('C-6: it refuses %s, and names the way out', (_, operation) => {
    expect(tell(closed, operation).answer).toEqual(
      refused('conversation.closed', 'C-6', {
        conversation: the(closed).id,
        at: noon,
        remedy: 'reopen it first, or write a note on the customer instead',
      }),
    )
  })

  it('C-6, CU-4: one that was merged away leads to the survivor', () => {
    const merged = deepFreeze({ ...the(closed), mergedInto: 'c99.0' })
    expect(addNote(merged, { text: 'x' }, contextFor(closed))).toEqual(
      refused('conversation.closed', 'C-6', { remedy: 'it was merged: use conversation c99.0' }),
    )
  })
})
